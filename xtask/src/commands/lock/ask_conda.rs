//! Asks Conda which packages an environment means: what to run, and what its answer says.

use std::fmt;

use anyhow::{Context as _, Result};
use serde_yaml::Value;

use crate::base::argv::Argv;
use crate::base::error::BadInput;
use crate::base::json;
use crate::conda::CondaFiles;
use crate::machine::platform::Platform;
use crate::project::lock::package::{Package, Part};

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
    /// The layer that is proposed for it.
    pub part: Part,
}

/// The command in the image's stage `solver` that solves for a platform, without installing or downloading packages: what a
/// build without a lock runs. With `keep`, the packages in that list stay at their versions, if they are needed at all.
pub fn command(conda: &CondaFiles, platform: Platform, keep: &[Package]) -> Argv {
    // The processor's make is that of this machine, and the lock is for every one of the platform.
    let argv = Argv::new("/opt/conda/bin/python")
        .args(["/opt/docker/solve-environment.py", "--json"])
        .env("CONDA_SUBDIR", platform.conda())
        .env("CONDA_OVERRIDE_ARCHSPEC", platform.processor());
    let argv = conda.cuda().iter().fold(argv, |argv, cuda| argv.env("CONDA_OVERRIDE_CUDA", cuda));
    if keep.is_empty() {
        return argv;
    }
    let pins: Vec<String> = keep.iter().map(pin).collect();
    argv.env("CONDA_PINNED_PACKAGES", &pins.join("&"))
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

/// What the answer says: the packages, each after what it needs.
///
/// # Errors
///
/// [`NoSolution`] if Conda found none; `BadInput` for a package without checksum, or a secret in its address.
pub fn read(answer: &str, platform: Platform) -> Result<Vec<Solved>> {
    let unreadable = || format!("the solver's answer for {platform} cannot be read");
    let answer = json::read(answer.as_bytes()).with_context(unreadable)?;
    if let Some(message) = answer["error"].as_str() {
        return Err(NoSolution { platform, message: message.to_owned() }.into());
    }
    // A solver that was ended may have said nothing, which is not that it needs no package.
    let packages = json::list_of(&answer, "packages").with_context(unreadable)?.iter().map(|package| {
        let name = json::text(package, "name").with_context(unreadable)?;
        let url = json::text(package, "url").with_context(unreadable)?;
        solved(package, name, url)
    });
    packages.collect()
}

fn solved(package: &Value, name: String, url: String) -> Result<Solved> {
    if url.split('/').nth(2).is_some_and(|host| host.contains('@')) || url.contains("/t/") {
        return Err(BadInput::new(format!(
            "{name}: its channel's address has a password or token in it, which must not stand in a file that is committed; \
             name the channel without it, and the address in CONDA_CHANNEL_ALIAS"
        )));
    }
    let (Ok(md5), Ok(sha256)) = (json::text(package, "md5"), json::text(package, "sha256")) else {
        return Err(BadInput::new(format!(
            "{}: its channel gives no MD5 and SHA-256 of it, so it cannot be locked",
            url.rsplit('/').next().unwrap_or_default()
        )));
    };
    let part = package["part"].as_str().and_then(Part::named).unwrap_or(Part::Rest);
    Ok(Solved { name, url, md5, sha256, part })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(answer: &str) -> Result<Vec<Solved>> {
        read(answer, Platform::Linux64)
    }

    #[test]
    fn packages_keep_their_order_and_have_the_layer_that_the_script_proposes() {
        let package = |name: &str, part: &str| {
            format!(
                r#"{{"name": "{name}", "url": "https://x/{name}-1-0.conda", "md5": "m", "sha256": "s", "part": "{part}"}}"#
            )
        };
        let (a, b) = (package("a", "large"), package("b", "python"));
        let solved = answer(&format!(r#"{{"packages": [{b}, {a}]}}"#)).unwrap();
        let read: Vec<_> = solved.iter().map(|solved| (solved.name.as_str(), solved.part)).collect();
        assert_eq!(read, [("b", Part::Python), ("a", Part::Large)]);
    }

    #[test]
    fn an_answer_without_packages_says_why() {
        let package =
            |url: &str| format!(r#"{{"packages": [{{"name": "a", "url": "{url}", "md5": null}}]}}"#);
        let secret = "a: its channel's address has a password or token in it, which must not stand in a file that is committed; \
                      name the channel without it, and the address in CONDA_CHANNEL_ALIAS";
        let empty = "the solver's answer for linux-64 cannot be read: it has no list `packages`";
        let table = [
            (String::new(), empty),
            ("{}".to_owned(), empty),
            (r#"{"error": "no way"}"#.to_owned(), "Conda finds no solution for linux-64: no way"),
            (
                r#"{"packages": [{"name": "a"}]}"#.to_owned(),
                "the solver's answer for linux-64 cannot be read: it has no text `url`",
            ),
            (
                package("https://x/a-1-0.conda"),
                "a-1-0.conda: its channel gives no MD5 and SHA-256 of it, so it cannot be locked",
            ),
            (package("https://u:p@x/a-1-0.conda"), secret),
            (package("https://x/t/token/a-1-0.conda"), secret),
        ];
        for (text, expected) in table {
            assert_eq!(format!("{:#}", answer(&text).unwrap_err()), expected, "{text}");
        }
    }
}
