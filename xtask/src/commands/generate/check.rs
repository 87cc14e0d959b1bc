//! `generate --check`: whether what is generated is up to date, as a diff.

use std::collections::BTreeSet;

use anyhow::{Result, anyhow};
use camino::Utf8PathBuf;

use super::output::Output;
use crate::base::argv::Argv;
use crate::base::diff::diff;
use crate::base::files::{Files, read};
use crate::image::generated_files::{differing, known, old_apart, old_staging};
use crate::image::kept_edits::{edits, source};
use crate::image::record::{Origin, Record};
use crate::task::Task;

/// What is said when nothing differs.
pub const UP_TO_DATE: &str = "docker/ and .devcontainer/ are up to date";

/// Prints what differs there; `command` is what brings it up to date.
///
/// # Errors
///
/// If anything differs, or a file cannot be read.
pub fn check(task: &Task, files: &Files, output: &Output, command: &Argv) -> Result<()> {
    let root = output.root(&task.project);
    let old = match output {
        Output::Own => read(files.keys().chain(&known(&task.project)?), root)?,
        Output::Staging(_) => old_staging(files, &task.project, root)?,
        Output::Apart(_) => old_apart(files, &task.project, root)?,
    };
    let differ = differing(&old, files);
    for &name in &differ {
        let text = old.get(name).and_then(Option::as_deref);
        let old = text.map(String::from_utf8_lossy).unwrap_or_default();
        let diff = diff(name, &old, files.get(name).map_or("", String::as_str));
        task.report.data(diff.strip_suffix('\n').unwrap_or(&diff));
    }
    let mut sources = BTreeSet::new();
    if root == task.project.root {
        let record = Record::read(root)?;
        for edit in edits(&old, files, &record, &task.runner)? {
            if edit.origin == Origin::Edited {
                let source = source(&task.project, &edit.path)?;
                task.report
                    .warning(&format!("{} was edited by hand; the edit belongs in {source}", edit.path));
                sources.insert(source);
            }
        }
    }
    match differ.as_slice() {
        [] => {
            task.report.note(UP_TO_DATE);
            Ok(())
        }
        names => Err(anyhow!("{} not up to date; {}", are(names), what_to_do(&sources, command))),
    }
}

/// What to do; an edit by hand, which belongs in one of the sources, would be gone from its file by the command alone.
fn what_to_do(sources: &BTreeSet<String>, command: &Argv) -> String {
    let run = format!("run `{command}` and commit the result");
    if sources.is_empty() {
        return run;
    }
    let listed = sources.iter().map(String::as_str).collect::<Vec<_>>().join(", ");
    let has_places = sources.iter().any(|source| source.contains(".j2"));
    let places = if has_places { " (a .j2 file is the same file with {{ }} places)" } else { "" };
    format!("first move the edit by hand to {listed}{places}, then {run}")
}

fn are(names: &[&Utf8PathBuf]) -> String {
    let listed = names.iter().map(|name| name.as_str()).collect::<Vec<_>>().join(", ");
    format!("{listed} {}", if names.len() == 1 { "is" } else { "are" })
}
