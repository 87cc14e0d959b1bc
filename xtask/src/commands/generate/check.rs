//! `generate --check`: whether what is generated is up to date, as a diff.

use std::fs;
use std::io;

use anyhow::{Context as _, Result, anyhow};
use camino::Utf8Path;

use crate::base::argv::Argv;
use crate::base::diff::diff;
use crate::base::files::Files;
use crate::image::generated_files::known;
use crate::task::Task;

/// What is said when nothing differs.
pub const UP_TO_DATE: &str = "docker/ and .devcontainer/ are up to date";

/// Prints what differs in `root`; `command` is what brings it up to date.
///
/// # Errors
///
/// If anything differs, or a file cannot be read.
pub fn check(task: &Task, files: &Files, root: &Utf8Path, command: &Argv) -> Result<()> {
    let mut differ = Vec::new();
    let gone = known(&task.project)?.into_iter().filter(|name| !files.contains_key(name));
    let gone: Files =
        gone.filter(|name| root.join(name).exists()).map(|name| (name, String::new())).collect();
    for (name, text) in files.iter().chain(&gone) {
        let old = match fs::read(root.join(name)) {
            Ok(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
            Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
            Err(error) => return Err(error).with_context(|| format!("cannot read `{}`", root.join(name))),
        };
        if old != *text {
            let diff = diff(name, &old, text);
            task.report.data(diff.strip_suffix('\n').unwrap_or(&diff));
            differ.push(name.to_string());
        }
    }
    match differ.as_slice() {
        [] => {
            task.report.note(UP_TO_DATE);
            Ok(())
        }
        names => Err(anyhow!("{} not up to date; run `{command}` and commit the result", are(names))),
    }
}

fn are(names: &[String]) -> String {
    format!("{} {}", names.join(", "), if names.len() == 1 { "is" } else { "are" })
}
