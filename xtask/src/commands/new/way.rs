//! The way of the files from a project to a new one, the same for a new folder and for a clone that becomes the user's own.

use std::collections::BTreeSet;

use anyhow::Result;
use camino::{Utf8Path, Utf8PathBuf};
use xshell::Shell;

use super::files::{is_of_one_machine, is_of_template, place};
use super::links;
use super::manifest;
use super::record;
use crate::base::error::Mistake;
use crate::base::files::{Access, replace};
use crate::base::place::{real, within};
use crate::base::regular::require_inside;
use crate::base::source::Source;
use crate::project::build_files;

const README: &str = include_str!("README.md");

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
        let full = self.source.join(path);
        if !full.is_dir() {
            return self.copy_file(path, path);
        }
        require_inside(self.source, path)?;
        if full.is_symlink() && within(&real(&full)?, &full).is_some() {
            return Err(
                Mistake::new("this is a link that leads to a folder around it", "remove it").in_file(path)
            );
        }
        for entry in full.read_dir_utf8()? {
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
        if from.extension() == Some("md") {
            return self.write(to, &links::rebase(&self.text(from)?, from, to, place));
        }
        Source::look(self.source, from)?;
        require_inside(self.target, to)?;
        let (source, target) = (self.source.join(from), self.target.join(to));
        if let Some(folder) = target.parent() {
            self.shell.create_dir(folder)?;
        }
        if source != target {
            self.shell.copy_file(source, target)?;
        }
        Ok(())
    }

    /// What a file of the source says.
    fn text(&self, path: &Utf8Path) -> Result<String> {
        let missing = || Mistake::new("there is no such file", "restore it from git").in_file(path);
        Source::read(self.source, path)?.map(|source| source.text).ok_or_else(missing)
    }

    /// Writes a file of the target, and nothing outside of it.
    fn write(&self, path: &Utf8Path, text: &str) -> Result<()> {
        require_inside(self.target, path)?;
        replace(&self.target.join(path), text, Access::Everybody).map(drop)
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
        self.write(path.into(), &changed(&self.text(path.into())?))
    }

    /// Writes the README.
    ///
    /// # Errors
    ///
    /// If it cannot be written.
    pub fn readme(&self, path: &str, name: &str) -> Result<()> {
        self.write(path.into(), &README.replace("{name}", name))
    }

    /// Writes the record of these files.
    ///
    /// # Errors
    ///
    /// If one cannot be read, or the record not written.
    pub fn record(&self, mut files: Vec<Utf8PathBuf>) -> Result<()> {
        files.retain(|path| is_of_template(path));
        files.sort_by(|one, other| one.as_str().cmp(other.as_str()));
        self.write(record::RECORD.into(), &record::text(self.target, &files)?)
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
