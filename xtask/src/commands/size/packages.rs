//! The packages of an image by their size, asked in a container that is thrown away.

use std::process::Output;
use std::time::Duration;

use anyhow::{Context as _, Result, anyhow};
use serde_yaml::Value;

use crate::base::argv::Argv;
use crate::base::json::{self, number};
use crate::base::process::{reason, text};
use crate::docker::image::image_look;
use crate::task::Task;

/// Runs packages.py by the Python of Conda, or by the environment's where there is no Conda.
const RUN: &str = "for python in /opt/conda/bin/python /opt/env/bin/python; do \
    [ ! -x \"$python\" ] || exec \"$python\" -I -S -c \"$0\" /opt/env /; done; echo 'it has no Python' >&2; exit 1";

/// How long it may take to look at each file of each package, on a slow disk.
const PATIENCE: Duration = Duration::from_secs(600);

/// An installed package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Package {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
    /// What installed it: `conda`, `pip` or `apt`.
    pub by: String,
    /// The bytes of its files.
    pub bytes: u64,
}

/// What asks an image for its packages.
///
/// # Errors
///
/// One sentence with the remedy if there is no engine.
pub fn listing(task: &Task, image: &str) -> Result<Argv> {
    Ok(image_look(task.engine()?, image, "/bin/sh", &["-c", RUN, include_str!("packages.py")]))
}

/// The packages of an image, the largest first; nothing where they cannot be read, and a line says why.
///
/// # Errors
///
/// If docker cannot be started, or there is no answer.
pub fn packages(task: &Task, image: &str) -> Result<Option<Vec<Package>>> {
    let answer = task.runner.ask_installed(&listing(task, image)?, PATIENCE)?;
    match read(&answer) {
        Ok(packages) => Ok(Some(packages)),
        Err(why) => {
            task.report.note(&format!("left out the packages of the image `{image}`: {why:#}"));
            Ok(None)
        }
    }
}

fn read(answer: &Output) -> Result<Vec<Package>> {
    if !answer.status.success() {
        return Err(anyhow!(reason(&text(&answer.stderr))));
    }
    let listed = json::read(&answer.stdout)?;
    let listed = listed.as_sequence().context("they are no list")?;
    let mut packages = listed.iter().map(Package::read).collect::<Result<Vec<_>>>()?;
    packages.sort_by(|one, other| (other.bytes, &one.name).cmp(&(one.bytes, &other.name)));
    Ok(packages)
}

impl Package {
    fn read(listed: &Value) -> Result<Self> {
        let text = |key| json::text(listed, key);
        Ok(Self {
            name: text("name")?,
            version: text("version")?,
            by: text("by")?,
            bytes: number(listed, "bytes")?,
        })
    }
}
