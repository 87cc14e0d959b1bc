//! The Conda files in memory, while what is wrong with them is taken out.
//!
//! The reader stops at the first mistake. Here that line is taken out of the text, and the reader asked again.

use anyhow::Result;
use camino::{Utf8Path, Utf8PathBuf};

use crate::base::error::BadInput;
use crate::base::overlay::Overlay;
use crate::base::source::Source;
use crate::conda::conda_files::CondaFiles;
use crate::conda::pip::PipLine;
use crate::conda::warning::Warning;

/// Files with more mistakes than this are for somebody else.
const MAX_REFUSALS: usize = 50;

/// A project whose files are read and mended until nothing in them is refused.
pub struct Patient {
    /// The environment file, or the name that it should have.
    pub file: Utf8PathBuf,
    /// The project without what was refused.
    pub project: Overlay,
    /// What was refused.
    pub refusals: Vec<BadInput>,
    /// The environment file as it was when another had to stand in for it.
    pub lost: Option<Source>,
}

impl Patient {
    /// A project of which nothing has been read.
    pub fn new(project: Overlay, file: Utf8PathBuf) -> Self {
        Self { file, project, refusals: Vec::new(), lost: None }
    }

    /// Returns the lines of pip's files, and what the reader warns of; nothing if the reader could not be satisfied.
    ///
    /// # Errors
    ///
    /// When a file that is there cannot be read.
    pub fn read(&mut self) -> Result<(Vec<PipLine>, Vec<Warning>)> {
        loop {
            let refusal = match CondaFiles::read_in(&self.project) {
                Ok((files, places)) => return Ok((places, files.warnings)),
                Err(error) => error.downcast::<BadInput>()?,
            };
            let is_the_same = |it: &BadInput| (&it.file, it.line) == (&refusal.file, refusal.line);
            let is_told = self.refusals.iter().any(is_the_same);
            let goes_on = self.refusals.len() < MAX_REFUSALS
                && (heal(&mut self.project, &refusal) || self.replace(&refusal.file));
            if !is_told && self.refusals.len() < MAX_REFUSALS {
                self.refusals.push(refusal);
            }
            if !goes_on {
                return Ok((Vec::new(), Vec::new()));
            }
        }
    }

    /// Puts another file in the place of one of which nothing more can be learnt: the others are still to be read. False if
    /// that has been done before.
    fn replace(&mut self, file: &Utf8Path) -> bool {
        let (file, nothing) = if is_yaml(file) {
            self.lost = self.lost.take().or_else(|| self.project.read(file).ok().flatten());
            (self.file.clone(), "dependencies: [pip]\n")
        } else {
            (file.to_owned(), "")
        };
        self.project.instead.insert(file, nothing.to_owned()).as_deref() != Some(nothing)
    }
}

fn is_yaml(file: &Utf8Path) -> bool {
    matches!(file.extension(), Some("yml" | "yaml"))
}

/// Takes what is refused out of the text; false if that would change what the lines around it mean.
fn heal(project: &mut Overlay, refusal: &BadInput) -> bool {
    let Ok(Some(source)) = project.read(&refusal.file) else { return false };
    let mut lines: Vec<&str> = source.text.split('\n').collect();
    let Some(first) = refusal.line.checked_sub(1).filter(|first| *first < lines.len()) else { return false };
    let indent = |line: &str| line.len() - line.trim_start().len();
    let is_yaml = is_yaml(&refusal.file);
    let line = lines[first];
    if line.trim().is_empty() {
        return false;
    }
    if is_yaml {
        let next = lines[first + 1..].iter().find(|line| !line.trim().is_empty());
        let alone = next.is_none_or(|next| indent(next) <= indent(line)) && !line.trim_end().ends_with(':');
        if !alone {
            return false;
        }
    }
    let mut last = first;
    while !is_yaml && lines[last].trim_end().ends_with('\\') && last + 1 < lines.len() {
        last += 1;
    }
    lines[first..=last].fill("");
    // Something has to stand in a list, and this may stand in each of them.
    let item = format!("{}- pip", &line[..indent(line)]);
    if is_yaml && line.trim_start().starts_with("- ") {
        if line.trim_end() == item {
            return false;
        }
        lines[first] = &item;
    }
    project.instead.insert(refusal.file.clone(), lines.join("\n"));
    true
}
