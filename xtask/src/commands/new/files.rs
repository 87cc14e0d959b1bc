//! The files of a new project: where each is, and which of them are the template's.

use anyhow::Result;
use camino::{Utf8Path, Utf8PathBuf};

use super::parts::{PARTS, Part, all};
use crate::base::error::BadInput;
use crate::commands::generate::{self, GenerateOptions};
use crate::image::record::PATH as GENERATED_RECORD;
use crate::project::identity;
use crate::project::paths::LOCAL_ENV;
use crate::task::Task;

/// The headings by which this repository's README can be told from one of the user's, which has others.
const HEADINGS_OF_OURS: [&str; 8] = [
    "# Data science in Docker, exactly as in Conda",
    "## Start",
    "## What you get",
    "## How it works",
    "## Your own project",
    "## The commands of a day",
    "## When something goes wrong",
    "## Read on",
];

/// Whether this README is that of this repository.
pub fn is_our_readme(text: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(text) else { return false };
    text.lines().filter(|line| line.starts_with("# ") || line.starts_with("## ")).eq(HEADINGS_OF_OURS)
}

/// Where a file of this repository is in a new project.
pub fn place(path: &Utf8Path) -> Utf8PathBuf {
    let moves = all(Part::OfTheTool).any(|of_the_tool| path == of_the_tool);
    if moves { Utf8Path::new("xtask").join(path) } else { path.to_owned() }
}

/// Whether a file is of this machine alone.
pub fn is_of_one_machine(path: &Utf8Path) -> bool {
    [LOCAL_ENV, GENERATED_RECORD, identity::FILE].iter().any(|file| path == *file)
}

/// Whether a file of a new project comes from the template, and is not of one machine alone.
pub fn is_of_template(path: &Utf8Path) -> bool {
    if is_of_one_machine(path) {
        return false;
    }
    let is_of_the_tool = all(Part::OfTheTool).any(|file| path == Utf8Path::new("xtask").join(file));
    match part(path) {
        Some(Part::Copied | Part::Settings | Part::ToolManifest | Part::Readme | Part::Generated) => true,
        Some(Part::Folder) => path.file_name() == Some(".gitkeep"),
        Some(Part::OfTheTool | Part::Ours) | None => is_of_the_tool,
    }
}

/// What a new project gets of this path.
pub fn part(path: &Utf8Path) -> Option<Part> {
    let rows = PARTS.iter().filter(|(row, _)| path.starts_with(row));
    rows.max_by_key(|(row, _)| row.len()).map(|(_, part)| *part)
}

/// Writes docker/, as by the command in the new project.
///
/// # Errors
///
/// `BadInput` if the name did not reach the settings, or for a mistake in the Conda files.
pub fn write_generated(task: &Task, folder: &Utf8Path, name: &str) -> Result<()> {
    let new = task.of_other_project(folder)?;
    if new.settings.image != name {
        return Err(BadInput::new(format!(
            "Cargo.toml: the image's name cannot be set to {name} at [workspace.metadata.docker]; write it there as `image = \
             \"…\"` on one line"
        )));
    }
    generate::generate(&new, &GenerateOptions::default())
}
