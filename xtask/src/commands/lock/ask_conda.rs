//! Asks Conda which packages an environment means: what to run, and what its answer says.

use std::collections::BTreeMap;
use std::fmt;

use anyhow::{Context as _, Result, anyhow};
use serde_yaml::Value;

use crate::base::argv::Argv;
use crate::base::error::BadInput;
use crate::base::json::{self, elements};
use crate::conda::CondaFiles;
use crate::conda::package_file::stem;
use crate::machine::mirrors::Overrides;
use crate::machine::platform::Platform;
use crate::project::lock::package::Package;

/// The public address of every channel that is given by its name.
const PUBLIC: &str = "https://conda.anaconda.org/";

/// A package that the solver chose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Solved {
    /// Its name.
    pub name: String,
    /// Its address at the public channel.
    pub url: String,
    /// Its MD5.
    pub md5: String,
    /// Its SHA-256.
    pub sha256: String,
    /// Its size, packed, in bytes.
    pub size: u64,
    /// The names of what it needs.
    pub depends: Vec<String>,
}

/// The command in the image's first stage that solves for a platform, without installing or downloading packages. With
/// `keep`, the packages in that list stay at their versions, if they are needed at all.
pub fn command(conda: &CondaFiles, platform: Platform, keep: &[Package]) -> Argv {
    let channels = &conda.environment.channels;
    let mut argv =
        Argv::new("/opt/conda/bin/conda").args(["create", "--name", "lock", "--dry-run", "--json"]);
    // As `conda env create` does it: without the word `nodefaults`, Conda's own channels come behind those of the file.
    argv = argv.flag("--override-channels", channels.iter().any(|channel| channel == "nodefaults"));
    for channel in channels.iter().filter(|channel| *channel != "nodefaults") {
        argv = argv.arg("--channel").arg(channel);
    }
    // The processor's make is that of this machine, and the lock is for every one of the platform.
    argv = argv.env("CONDA_SUBDIR", platform.conda()).env("CONDA_OVERRIDE_ARCHSPEC", platform.processor());
    if let Some(cuda) = conda.cuda() {
        argv = argv.env("CONDA_OVERRIDE_CUDA", &cuda);
    }
    if !keep.is_empty() {
        let pins: Vec<String> = keep.iter().map(pin).collect();
        argv = argv.env("CONDA_PINNED_PACKAGES", &pins.join("&"));
    }
    argv.arg("--").args(conda.environment.dependencies.iter().map(String::as_str))
}

fn pin(package: &Package) -> String {
    let (version, build) = package.version();
    format!("{}={version}={build}", package.name())
}

/// Conda found no solution, or could not look for one.
#[derive(Debug)]
pub struct NoSolution {
    /// The platform that it was asked for.
    pub platform: Platform,
    /// Why, in Conda's own words.
    pub message: String,
}

impl fmt::Display for NoSolution {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Conda finds no solution for {}: {}", self.platform, self.message)
    }
}

impl std::error::Error for NoSolution {}

/// What Conda's answer says.
///
/// # Errors
///
/// [`NoSolution`] if it found none; `BadInput` for a package without checksum, or a secret in its address.
pub fn read(answer: &str, platform: Platform, overrides: &Overrides) -> Result<Vec<Solved>> {
    let unreadable = || format!("Conda's answer for {platform} cannot be read");
    let answer = json::read(answer.as_bytes()).with_context(unreadable)?;
    if answer["success"] != true {
        let message = answer["message"].as_str().unwrap_or("it gives no reason");
        return Err(NoSolution { platform, message: message.trim().to_owned() }.into());
    }
    // What is to be downloaded, which is everything when nothing is there, in any order.
    let fetch = elements(&answer["actions"], "FETCH").map(Record::of);
    let fetch = fetch.collect::<Result<Vec<_>>>().with_context(unreadable)?;
    let mut records: BTreeMap<String, Record> = fetch
        .into_iter()
        .map(|record| (stem(&record.file).unwrap_or(&record.file).to_owned(), record))
        .collect();
    // What is to be installed, each after what it needs.
    let install = elements(&answer["actions"], "LINK").map(|link| {
        let name = json::text(link, "dist_name").with_context(unreadable)?;
        let record = records.remove(&name);
        solved(record.ok_or_else(|| anyhow!("Conda does not say where it has {name} from"))?, overrides)
    });
    install.collect()
}

/// A package in Conda's answer.
struct Record {
    name: String,
    file: String,
    url: String,
    md5: Option<String>,
    sha256: Option<String>,
    size: u64,
    depends: Vec<String>,
}

impl Record {
    fn of(package: &Value) -> Result<Self> {
        Ok(Self {
            name: json::text(package, "name")?,
            file: json::text(package, "fn")?,
            url: json::text(package, "url")?,
            md5: json::text(package, "md5").ok(),
            sha256: json::text(package, "sha256").ok(),
            size: json::number(package, "size").unwrap_or_default(),
            depends: elements(package, "depends").filter_map(Value::as_str).map(str::to_owned).collect(),
        })
    }
}

fn solved(record: Record, overrides: &Overrides) -> Result<Solved> {
    let url = public_url(&record.url, overrides);
    if url.split('/').nth(2).is_some_and(|host| host.contains('@')) || url.contains("/t/") {
        return Err(BadInput::new(format!(
            "{}: its channel's address has a password or token in it, which must not stand in a file that is committed; \
             name the channel without it, and the address in CONDA_CHANNEL_ALIAS",
            record.name
        )));
    }
    let (Some(md5), Some(sha256)) = (record.md5, record.sha256) else {
        return Err(BadInput::new(format!(
            "{}: its channel gives no MD5 and SHA-256 of it, so it cannot be locked",
            record.file
        )));
    };
    let name = |depend: &String| depend.split([' ', '=', '<', '>', '!', '[']).next().map(str::to_owned);
    let depends = record.depends.iter().filter_map(name).collect();
    Ok(Solved { name: record.name, url, md5, sha256, size: record.size, depends })
}

/// The address at the public channel of what was found at a mirror's.
fn public_url(url: &str, overrides: &Overrides) -> String {
    let Some(mirror) = overrides.variable("CONDA_CHANNEL_ALIAS") else { return url.to_owned() };
    let mirror = mirror.trim_end_matches('/');
    // Conda writes addresses without user and password, in most places.
    let bare =
        match mirror.split_once("://").and_then(|(scheme, rest)| Some((scheme, rest.split_once('@')?.1))) {
            Some((scheme, host)) => format!("{scheme}://{host}"),
            None => mirror.to_owned(),
        };
    let path = [mirror, &bare].into_iter().find_map(|mirror| url.strip_prefix(mirror)?.strip_prefix('/'));
    path.map_or_else(|| url.to_owned(), |path| format!("{PUBLIC}{path}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(answer: &str) -> Result<Vec<Solved>> {
        read(answer, Platform::Linux64, &Overrides::default())
    }

    fn package(name: &str, rest: &str) -> String {
        format!(
            r#"{{"name": "{name}", "fn": "{name}-1-0.conda", "url": "https://x/{name}-1-0.conda"{rest}}}"#
        )
    }

    #[test]
    fn packages_come_in_the_order_of_their_installation() {
        let sums = r#", "md5": "m", "sha256": "s""#;
        let (a, b) = (package("a", &format!(r#"{sums}, "depends": ["b >=1"]"#)), package("b", sums));
        let link = r#"[{"dist_name": "b-1-0"}, {"dist_name": "a-1-0"}]"#;
        let solved =
            answer(&format!(r#"{{"success": true, "actions": {{"FETCH": [{a}, {b}], "LINK": {link}}}}}"#))
                .unwrap();
        let read: Vec<_> = solved.iter().map(|solved| (solved.name.as_str(), &solved.depends[..])).collect();
        assert_eq!(read, [("b", &[][..]), ("a", &["b".to_owned()][..])]);
    }

    #[test]
    fn an_answer_without_packages_says_why() {
        let fetch = |package: &str| {
            format!(
                r#"{{"success": true, "actions": {{"FETCH": [{package}], "LINK": [{{"dist_name": "a-1-0"}}]}}}}"#
            )
        };
        let table = [
            (r#"{"message": "no way\n"}"#.to_owned(), "Conda finds no solution for linux-64: no way"),
            ("{}".to_owned(), "Conda finds no solution for linux-64: it gives no reason"),
            (fetch(r#"{"name": "a"}"#), "Conda's answer for linux-64 cannot be read: it has no text `fn`"),
            (fetch(&package("b", "")), "Conda does not say where it has a-1-0 from"),
            (
                fetch(&package("a", "")),
                "a-1-0.conda: its channel gives no MD5 and SHA-256 of it, so it cannot be locked",
            ),
        ];
        for (text, expected) in table {
            assert_eq!(format!("{:#}", answer(&text).unwrap_err()), expected, "{text}");
        }
    }
}
