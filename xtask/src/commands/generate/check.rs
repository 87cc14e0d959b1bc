//! `generate --check`: whether what is generated is up to date, as a diff.

use anyhow::{Result, anyhow};

use super::place::Place;
use crate::base::argv::Argv;
use crate::base::diff::diff;
use crate::base::files::{Files, read};
use crate::image::generated_files::{known, old_apart, old_staging};
use crate::image::kept_edits::{edits, source};
use crate::image::record::{Origin, Record};
use crate::task::Task;

/// What is said when nothing differs.
pub const UP_TO_DATE: &str = "docker/ and .devcontainer/ are up to date";

/// Prints what differs in the place; `command` is what brings it up to date.
///
/// # Errors
///
/// If anything differs, or a file cannot be read.
pub fn check(task: &Task, files: &Files, place: &Place, command: &Argv) -> Result<()> {
    let mut differ = Vec::new();
    let root = place.root(&task.project);
    let old = match place {
        Place::Own => read(files.keys().chain(&known(&task.project)?), root)?,
        Place::Staging(_) => old_staging(files, &task.project, root)?,
        Place::Apart(_) => old_apart(files, &task.project, root)?,
    };
    // First what is generated, and then what is to go.
    for name in files.keys().chain(old.keys().filter(|name| !files.contains_key(*name))) {
        let text = old.get(name).and_then(Option::as_deref);
        let old = text.map(String::from_utf8_lossy).unwrap_or_default();
        let new = files.get(name).map(String::as_str);
        if text.is_some() != new.is_some() || old != new.unwrap_or_default() {
            let diff = diff(name, &old, new.unwrap_or_default());
            task.report.data(diff.strip_suffix('\n').unwrap_or(&diff));
            differ.push(name.to_string());
        }
    }
    if root == task.project.root {
        let record = Record::read(root)?;
        for edit in edits(&old, files, &record, &task.runner)? {
            if edit.origin == Origin::Edited {
                let source = source(&task.project, &edit.path)?;
                task.report
                    .warning(&format!("{} was edited by hand; the edit belongs in {source}", edit.path));
            }
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
