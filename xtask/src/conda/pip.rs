//! Flattens the pip part: the `pip:` list, `requirements.txt`, and every file that these include, become two files.
//!
//! They are installed in a layer of their own, from a folder without the project's other files. So nothing may refer to one.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;

use anyhow::{Context as _, Result};
use camino::{Utf8Path, Utf8PathBuf};

use super::{
    base::REQUIREMENTS,
    examine::PipLine,
    option::{self, Line},
    pip_file,
    pip_part::PipPart,
    requirement, within,
    yaml::Failure,
};
use crate::base::source::{Folder, Source};
use crate::base::wording::{control_character, shown};

/// Nobody nests requirements files like this; it is a mistake that would fill the memory.
const MAX_FILES: usize = 100;

/// Whether a file's lines are to be installed, or only say in which version.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Role {
    Requirement,
    Constraint,
}

/// Collects the lines.
pub(super) struct Flattener {
    project: Folder,
    /// The folder of the Conda files in it: that to which the lines of the `pip:` list are relative.
    folder: Utf8PathBuf,
    /// The project's folder without symbolic links: what a file must be inside of.
    real_root: PathBuf,
    /// The files that were read, and those that are being read: their real paths, and as the project names them.
    read: BTreeMap<(PathBuf, Role), Utf8PathBuf>,
    open: Vec<(PathBuf, Utf8PathBuf)>,
    options: Vec<String>,
    options_seen: BTreeSet<String>,
    requirements: BTreeSet<String>,
    constraints: BTreeSet<String>,
    /// Every line of the files that were read, with its place.
    places: Vec<PipLine>,
}

impl Flattener {
    /// Nothing read yet.
    ///
    /// # Errors
    ///
    /// When the project's folder does not exist.
    pub(super) fn new(project: &Folder, folder: &Utf8Path) -> Result<Self> {
        let root = &project.root;
        let real_root = fs::canonicalize(root).with_context(|| format!("cannot read `{root}`"))?;
        Ok(Self {
            project: project.clone(),
            folder: folder.to_owned(),
            real_root,
            read: BTreeMap::new(),
            open: Vec::new(),
            options: Vec::new(),
            options_seen: BTreeSet::new(),
            requirements: BTreeSet::new(),
            constraints: BTreeSet::new(),
            places: Vec::new(),
        })
    }

    /// Whether there is any line so far.
    pub(super) fn has_lines(&self) -> bool {
        !(self.options.is_empty() && self.requirements.is_empty() && self.constraints.is_empty())
    }

    /// Adds one item of the `pip:` list, which is relative to the folder of the Conda files.
    ///
    /// # Errors
    ///
    /// What is wrong with it: here, or in a file that it includes.
    pub(super) fn item(&mut self, text: &str) -> Result<(), Failure> {
        if let Some(sentence) = control_character(text, &['\t', '\n', '\r']) {
            return Err(Failure::Here(sentence));
        }
        if text.trim().contains(['\n', '\r']) {
            return Err(Failure::here("this item has more than one line; write one item for each"));
        }
        self.line(pip_file::without_comment(text), &self.folder.clone(), Role::Requirement)
    }

    /// Adds the project's `requirements.txt`, unless an item has included it.
    ///
    /// # Errors
    ///
    /// `BadInput` with the place of the mistake.
    pub(super) fn requirements_txt(&mut self) -> Result<()> {
        let path = &self.folder.join(REQUIREMENTS);
        match within::resolve(&self.project.root, &self.real_root, path) {
            Ok(real) if self.read.keys().any(|(file, _)| *file == real) => Ok(()),
            Ok(real) => self.file(path, real, Role::Requirement),
            Err(within::Refusal::Missing) => Ok(()),
            Err(within::Refusal::Other(sentence)) => {
                Err(crate::base::error::BadInput::new(format!("{path}: {sentence}")))
            }
        }
    }

    /// The flat files, every line of the files that were read, in their order, and the paths of those files.
    pub(super) fn finish(self) -> (PipPart, Vec<PipLine>, BTreeSet<Utf8PathBuf>) {
        let mut requirements = self.options;
        requirements.extend(self.requirements);
        let constraints = self.constraints.into_iter().collect();
        (PipPart { requirements, constraints }, self.places, self.read.into_values().collect())
    }

    fn file(&mut self, path: &Utf8Path, real: PathBuf, role: Role) -> Result<()> {
        let Some(source) = self.project.read(path)? else { return Ok(()) };
        self.read.insert((real.clone(), role), path.to_owned());
        self.open.push((real, path.to_owned()));
        self.lines(&source, role)?;
        self.open.pop();
        Ok(())
    }

    /// Adds the lines of a file; what they include is relative to its folder.
    pub(super) fn lines(&mut self, source: &Source, role: Role) -> Result<()> {
        let folder = source.path.parent().unwrap_or(Utf8Path::new(""));
        for line in pip_file::lines(&source.text) {
            let (file, text) = (source.path.clone(), line.text.clone());
            let is_constraint = role == Role::Constraint;
            self.places.push(PipLine { file, line: line.number, text, is_constraint });
            let added = match control_character(&line.text, &['\t', '\r', '\u{b}', '\u{c}']) {
                Some(sentence) => Err(Failure::Here(sentence)),
                None => self.line(&line.text, folder, role),
            };
            added.map_err(|failure| match failure {
                Failure::Here(sentence) => source.error_at(line.number, line.column, &sentence),
                Failure::Written(sentence) => {
                    source.error_at(line.number, line.column, &sentence(&line.text))
                }
                Failure::Placed(error) => error,
            })?;
        }
        Ok(())
    }

    fn line(&mut self, text: &str, folder: &Utf8Path, role: Role) -> Result<(), Failure> {
        for line in option::parse(text).map_err(Failure::Here)? {
            match line {
                Line::Option(option) => {
                    if self.options_seen.insert(option.clone()) {
                        self.options.push(option);
                    }
                }
                Line::Requirement(line) if role == Role::Constraint => {
                    requirement::check_constraint(&line).map_err(Failure::Here)?;
                    self.constraints.insert(line);
                }
                Line::Requirement(line) => {
                    self.requirements.insert(line);
                }
                Line::Include(role, file) => self.include(role, &file, folder)?,
            }
        }
        Ok(())
    }

    fn include(&mut self, role: Role, file: &str, folder: &Utf8Path) -> Result<(), Failure> {
        if file.starts_with("http://") || file.starts_with("https://") {
            match role {
                Role::Requirement => self.requirements.insert(format!("-r {file}")),
                Role::Constraint => self.constraints.insert(format!("-c {file}")),
            };
            return Ok(());
        }
        let path = within::relative(folder, file).map_err(Failure::Here)?;
        let real =
            within::resolve(&self.project.root, &self.real_root, &path).map_err(|refusal| match refusal {
                within::Refusal::Missing => Failure::Here(format!(
                    "{} does not exist; create it or remove this line",
                    shown(path.as_str())
                )),
                within::Refusal::Other(sentence) => Failure::Here(sentence),
            })?;
        if let Some(circle) = self.open.iter().position(|(open, _)| *open == real) {
            let files: Vec<&str> = self.open[circle..].iter().map(|(_, path)| path.as_str()).collect();
            return Err(Failure::Here(format!(
                "{path} includes itself ({} -> {path}); remove this line",
                shown(&files.join(" -> "))
            )));
        }
        if self.read.contains_key(&(real.clone(), role)) {
            return Ok(());
        }
        if self.read.len() >= MAX_FILES {
            return Err(Failure::Here(format!(
                "more than {MAX_FILES} files are included; join some of them"
            )));
        }
        self.file(&path, real, role).map_err(Failure::Placed)
    }
}
