//! Asks Conda which packages an environment means: what to run, and what its answer says.

use std::collections::BTreeMap;

use anyhow::{Result, anyhow};
use serde::Deserialize;

use crate::base::argv::Argv;
use crate::base::error::BadInput;
use crate::conda::CondaFiles;
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
    /// Its checksums.
    pub md5: String,
    /// The longer one.
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
    let mut words = stem(package.file()).rsplitn(3, '-');
    let (build, version) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    format!("{}={version}={build}", package.name())
}

/// The name of a package's file without its ending.
fn stem(file: &str) -> &str {
    file.trim_end_matches(".conda").trim_end_matches(".tar.bz2")
}

#[derive(Deserialize)]
struct Answer {
    #[serde(default)]
    success: bool,
    message: Option<String>,
    #[serde(default)]
    actions: Actions,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Actions {
    /// What is to be downloaded, which is everything when nothing is there, in any order.
    #[serde(rename = "FETCH")]
    fetch: Vec<Record>,
    /// What is to be installed, each after what it needs.
    #[serde(rename = "LINK")]
    link: Vec<Link>,
}

#[derive(Deserialize)]
struct Record {
    name: String,
    #[serde(rename = "fn")]
    file: String,
    url: String,
    md5: Option<String>,
    sha256: Option<String>,
    #[serde(default)]
    size: u64,
    #[serde(default)]
    depends: Vec<String>,
}

#[derive(Deserialize)]
struct Link {
    dist_name: String,
}

/// What Conda's answer says.
///
/// # Errors
///
/// Conda's own sentence if it found no solution; `BadInput` for a package without checksum, or a secret in its address.
pub fn read(answer: &str, platform: Platform, overrides: &Overrides) -> Result<Vec<Solved>> {
    // JSON is YAML.
    let answer: Answer = serde_yaml::from_str(answer)
        .map_err(|error| anyhow!("Conda's answer for {platform} cannot be read: {error}"))?;
    if !answer.success {
        let message = answer.message.unwrap_or_else(|| "it gives no reason".to_owned());
        return Err(anyhow!("Conda finds no solution for {platform}: {}", message.trim()));
    }
    let mut records: BTreeMap<String, Record> =
        answer.actions.fetch.into_iter().map(|record| (stem(&record.file).to_owned(), record)).collect();
    let link = answer.actions.link.iter();
    link.map(|link| match records.remove(&link.dist_name) {
        Some(record) => solved(record, overrides),
        None => Err(anyhow!("Conda does not say where it has {} from", link.dist_name)),
    })
    .collect()
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
