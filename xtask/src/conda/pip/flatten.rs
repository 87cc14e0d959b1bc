//! Flattens the pip part: the `pip:` list, `requirements.txt`, and every file that these include, become two files.
//!
//! They are installed in a layer of their own, from a folder without the project's other files. So nothing may refer to one.

use std::collections::{BTreeMap, BTreeSet};
use std::{fs, path::PathBuf};

use anyhow::{Context as _, Result};
use camino::{Utf8Path, Utf8PathBuf};

use super::include::{self, Refusal};
use super::line::{self, Line};
use super::lines;
use super::options::Role;
use super::part::{PipLine, PipPart};
use super::requirement;
use crate::base::error::Mistake;
use crate::base::overlay::Overlay;
use crate::base::source::Source;
use crate::base::wording::shown;
use crate::conda::saved_as;
use crate::conda::which_file::REQUIREMENTS;
use crate::conda::yaml::Failure;

/// Nobody nests requirements files like this; it is a mistake that would fill the memory.
const MAX_FILES: usize = 100;

/// Collects the lines.
pub struct Flattener {
    project: Overlay,
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
    pub fn new(project: &Overlay, folder: &Utf8Path) -> Result<Self> {
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
    pub fn has_lines(&self) -> bool {
        !(self.options.is_empty() && self.requirements.is_empty() && self.constraints.is_empty())
    }

    /// Adds one item of the `pip:` list, which is relative to the folder of the Conda files.
    ///
    /// # Errors
    ///
    /// What is wrong with it: here, or in a file that it includes.
    pub fn item(&mut self, text: &str) -> Result<(), Failure> {
        if let Some(mistake) = Mistake::control_character(text, &['\t', '\n', '\r']) {
            return Err(mistake.into());
        }
        if text.trim().contains(['\n', '\r']) {
            return Err(Failure::here("this item has more than one line", "write one item for each"));
        }
        self.line(lines::without_comment(text), &self.folder.clone(), Role::Requirement)
    }

    /// Adds the project's `requirements.txt`, unless an item has included it.
    ///
    /// # Errors
    ///
    /// `BadInput` with the place of the mistake.
    pub fn requirements_txt(&mut self) -> Result<()> {
        let path = &self.folder.join(REQUIREMENTS);
        match include::resolve(&self.project, &self.real_root, path) {
            Ok(real) if self.read.keys().any(|(file, _)| *file == real) => Ok(()),
            Ok(real) => self.file(path, real, Role::Requirement),
            Err(Refusal::Missing) => Ok(()),
            Err(Refusal::Other(mistake)) => Err(mistake.in_file(path)),
        }
    }

    /// The flat files, every line of the files that were read, in their order, and the paths of those files.
    pub fn finish(self) -> (PipPart, Vec<PipLine>, BTreeSet<Utf8PathBuf>) {
        let mut requirements = self.options;
        requirements.extend(self.requirements);
        let constraints = self.constraints.into_iter().collect();
        (PipPart { requirements, constraints }, self.places, self.read.into_values().collect())
    }

    fn file(&mut self, path: &Utf8Path, real: PathBuf, role: Role) -> Result<()> {
        let Some(source) = self.project.read(path)? else { return Ok(()) };
        saved_as::refuse(&source)?;
        self.read.insert((real.clone(), role), path.to_owned());
        self.open.push((real, path.to_owned()));
        self.lines(&source, role)?;
        self.open.pop();
        Ok(())
    }

    /// Adds the lines of a file; what they include is relative to its folder.
    pub fn lines(&mut self, source: &Source, role: Role) -> Result<()> {
        let folder = source.path.parent().unwrap_or(Utf8Path::new(""));
        for line in lines::lines(&source.text) {
            let (file, text) = (source.path.clone(), line.text.clone());
            let is_constraint = role == Role::Constraint;
            self.places.push(PipLine { file, line: line.number, text, is_constraint });
            let added = match Mistake::control_character(&line.text, &['\t', '\r', '\u{b}', '\u{c}']) {
                Some(mistake) => Err(mistake.into()),
                None => self.line(&line.text, folder, role),
            };
            added.map_err(|failure| match failure {
                Failure::Here(mistake) => source.error_at(line.number, line.column, mistake),
                Failure::Written(mistake) => source.error_at(line.number, line.column, mistake(&line.text)),
                Failure::Placed(error) => error,
            })?;
        }
        Ok(())
    }

    fn line(&mut self, text: &str, folder: &Utf8Path, role: Role) -> Result<(), Failure> {
        for line in line::parse(text)?.lines {
            match line {
                Line::Option(option) => {
                    if self.options_seen.insert(option.clone()) {
                        self.options.push(option);
                    }
                }
                Line::Requirement(line) if role == Role::Constraint => {
                    requirement::check_constraint(&line)?;
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
        let path = include::relative(folder, file)?;
        let real =
            include::resolve(&self.project, &self.real_root, &path).map_err(|refusal| match refusal {
                Refusal::Missing => Mistake::new(
                    format!("{} does not exist", shown(path.as_str())),
                    "create it or remove this line",
                ),
                Refusal::Other(mistake) => mistake,
            })?;
        if real.is_dir() {
            return Err(Failure::here(
                format!("`{}` is a directory", shown(file)),
                "name a file, or put one in its place",
            ));
        }
        if let Some(circle) = self.open.iter().position(|(open, _)| *open == real) {
            let files: Vec<&str> = self.open[circle..].iter().map(|(_, path)| path.as_str()).collect();
            let sentence = format!("{path} includes itself ({} -> {path})", shown(&files.join(" -> ")));
            return Err(Failure::here(sentence, "remove this line"));
        }
        if self.read.contains_key(&(real.clone(), role)) {
            return Ok(());
        }
        if self.read.len() >= MAX_FILES {
            let sentence = format!("more than {MAX_FILES} files are included");
            return Err(Failure::here(sentence, "join some of them"));
        }
        self.file(&path, real, role).map_err(Failure::Placed)
    }
}
