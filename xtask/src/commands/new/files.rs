//! The files of a new project, each written by the same function in a new folder and in a clone.

use std::collections::BTreeSet;

use anyhow::Result;
use camino::{Utf8Path, Utf8PathBuf};
use xshell::Shell;

use super::links;
use super::manifest;
use super::parts::{PARTS, Part, all};
use super::record;
use crate::base::error::BadInput;
use crate::base::regular;
use crate::commands::generate::{self, GenerateOptions};
use crate::image::record::PATH as GENERATED_RECORD;
use crate::project::build_files;
use crate::project::identity;
use crate::project::paths::LOCAL_ENV;
use crate::task::Task;

const README: &str = include_str!("README.md");

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

/// The way from one project to another, which may be the same.
pub struct Way<'a> {
    /// For the work.
    pub shell: &'a Shell,
    /// The project that has the files.
    pub source: &'a Utf8Path,
    /// The one that gets them.
    pub target: &'a Utf8Path,
    /// The files that git has of the source, where git knows: others in its folders are the user's alone.
    pub tracked: Option<BTreeSet<Utf8PathBuf>>,
}

impl Way<'_> {
    /// Copies a file or a folder, without what git does not have, and what programs leave in it. Links in it lead to where
    /// things are in a new project.
    ///
    /// # Errors
    ///
    /// If something cannot be read or written.
    pub fn copy(&self, path: &Utf8Path) -> Result<()> {
        if !self.source.join(path).is_dir() {
            return self.copy_file(path, path);
        }
        for entry in self.source.join(path).read_dir_utf8()? {
            let name = entry?.file_name().to_owned();
            let inside = path.join(&name);
            let is_known = self.source.join(&inside).is_dir()
                || self.tracked.as_ref().is_none_or(|tracked| tracked.contains(&inside));
            if is_known && !build_files::LEFT_OUT.contains(&name.as_str()) && !name.ends_with(".pyc") {
                self.copy(&inside)?;
            }
        }
        Ok(())
    }

    /// Copies one file to another place in the project.
    ///
    /// # Errors
    ///
    /// As [`Way::copy`].
    pub fn copy_file(&self, from: &Utf8Path, to: &Utf8Path) -> Result<()> {
        regular::look(self.source, from)?;
        let (source, target) = (self.source.join(from), self.target.join(to));
        if let Some(folder) = target.parent() {
            self.shell.create_dir(folder)?;
        }
        if from.extension() == Some("md") {
            let page = links::rebase(&self.shell.read_file(source)?, from, to, place);
            self.shell.write_file(target, page)?;
        } else if source != target {
            self.shell.copy_file(source, target)?;
        }
        Ok(())
    }

    /// Writes Cargo.toml, with the name of the image.
    ///
    /// # Errors
    ///
    /// If it cannot be read or written.
    pub fn settings(&self, path: &str, name: &str) -> Result<()> {
        self.rewrite(path, |text| manifest::with_image(text, name))
    }

    /// Writes the manifest of the tool.
    ///
    /// # Errors
    ///
    /// As [`Way::settings`].
    pub fn tool_manifest(&self, path: &str) -> Result<()> {
        self.rewrite(path, manifest::without_tests)
    }

    fn rewrite(&self, path: &str, changed: impl Fn(&str) -> String) -> Result<()> {
        regular::look(self.source, path.as_ref())?;
        let text = self.shell.read_file(self.source.join(path))?;
        Ok(self.shell.write_file(self.target.join(path), changed(&text))?)
    }

    /// Writes the README.
    ///
    /// # Errors
    ///
    /// If it cannot be written.
    pub fn readme(&self, path: &str, name: &str) -> Result<()> {
        Ok(self.shell.write_file(self.target.join(path), README.replace("{name}", name))?)
    }

    /// Writes the record of these files.
    ///
    /// # Errors
    ///
    /// If one cannot be read, or the record not written.
    pub fn record(&self, mut files: Vec<Utf8PathBuf>) -> Result<()> {
        files.retain(|path| is_of_template(path));
        files.sort_by(|one, other| one.as_str().cmp(other.as_str()));
        let text = record::text(self.shell, self.target, &files)?;
        Ok(self.shell.write_file(self.target.join(record::RECORD), text)?)
    }

    /// Every file of the new project but that of this machine alone.
    ///
    /// # Errors
    ///
    /// If a folder cannot be read.
    pub fn written(&self) -> Result<Vec<Utf8PathBuf>> {
        let (mut files, mut folders) = (Vec::new(), vec![self.target.to_owned()]);
        while let Some(folder) = folders.pop() {
            for entry in folder.read_dir_utf8()? {
                let path = entry?.into_path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    files.push(path.strip_prefix(self.target)?.to_owned());
                }
            }
        }
        files.retain(|path| !is_of_one_machine(path));
        Ok(files)
    }
}

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

fn is_of_one_machine(path: &Utf8Path) -> bool {
    [LOCAL_ENV, GENERATED_RECORD, identity::FILE].iter().any(|file| path == *file)
}

/// Whether a file of a new project comes from the template, and is not of one machine alone.
fn is_of_template(path: &Utf8Path) -> bool {
    if is_of_one_machine(path) {
        return false;
    }
    let is_of_the_tool = all(Part::OfTheTool).any(|file| path == Utf8Path::new("xtask").join(file));
    let rows = PARTS.iter().filter(|(row, _)| path.starts_with(row));
    match rows.max_by_key(|(row, _)| row.len()).map(|(_, part)| *part) {
        Some(Part::Copied | Part::Settings | Part::ToolManifest | Part::Readme | Part::Generated) => true,
        Some(Part::Folder) => path.file_name() == Some(".gitkeep"),
        Some(Part::OfTheTool | Part::Ours) | None => is_of_the_tool,
    }
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
