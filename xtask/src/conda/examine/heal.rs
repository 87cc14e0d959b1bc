//! The Conda files in memory, while what is wrong with them is taken out.
//!
//! The reader stops at the first mistake. Here that line is taken out of the text, and the reader asked again.

use anyhow::Result;
use camino::{Utf8Path, Utf8PathBuf};

use crate::base::error::{BadInput, MistakeKind};
use crate::base::overlay::Overlay;
use crate::base::source::Source;
use crate::conda::conda_files::CondaFiles;
use crate::conda::pip::PipLine;
use crate::conda::warning::Warning;
use crate::conda::yaml;

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
    /// Whether a line was taken out that may have had the list of packages, so that its absence is no mistake.
    list_is_lost: bool,
}

impl Patient {
    /// A project of which nothing has been read.
    pub fn new(project: Overlay, file: Utf8PathBuf) -> Self {
        Self { file, project, refusals: Vec::new(), lost: None, list_is_lost: false }
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
            let is_the_same = |it: &BadInput| place(it) == place(&refusal);
            let is_told =
                self.refusals.iter().any(is_the_same) || (is_of_file(&refusal) && self.list_is_lost);
            let goes_on =
                self.refusals.len() < MAX_REFUSALS && (self.heal(&refusal) || self.replace(&refusal.file));
            if !is_told && self.refusals.len() < MAX_REFUSALS {
                self.refusals.push(refusal);
            }
            if !goes_on {
                return Ok((Vec::new(), Vec::new()));
            }
        }
    }

    /// Takes what is refused out of its file; false if that cannot be done.
    fn heal(&mut self, refusal: &BadInput) -> bool {
        if is_of_file(refusal) {
            return false;
        }
        let Ok(Some(source)) = self.project.read(&refusal.file) else { return false };
        let Some(text) = healed(&source, refusal) else { return false };
        let line = source.text.split('\n').nth(refusal.line - 1).unwrap_or_default();
        self.list_is_lost |= is_yaml(&refusal.file) && may_be_of_the_list(line);
        self.project.instead.insert(refusal.file.clone(), text);
        true
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

/// What is said once: a line, or a file as a whole.
fn place(refusal: &BadInput) -> (&Utf8Path, usize, bool) {
    (&refusal.file, refusal.line, is_of_file(refusal))
}

/// Whether nothing more can be learnt from the file.
fn is_of_file(refusal: &BadInput) -> bool {
    refusal.kind == MistakeKind::WholeFile
}

fn is_yaml(file: &Utf8Path) -> bool {
    matches!(file.extension(), Some("yml" | "yaml"))
}

/// The text without what is refused; `None` if that would change what the lines around it mean.
fn healed(source: &Source, refusal: &BadInput) -> Option<String> {
    let mut lines: Vec<&str> = source.text.split('\n').collect();
    let first = refusal.line.checked_sub(1).filter(|first| *first < lines.len())?;
    let line = lines[first];
    if line.trim().is_empty() {
        return None;
    }
    if !is_yaml(&refusal.file) {
        let end = lines.len() - 1;
        let last = (first..end).find(|line| !lines[*line].trim_end().ends_with('\\')).unwrap_or(end);
        lines[first..=last].fill("");
        return Some(lines.join("\n"));
    }
    if !is_alone(line, &lines[first + 1..]) {
        return None;
    }
    stand_ins(line, &source.text).into_iter().find_map(|stand_in| {
        let text = [&lines[..first], &[stand_in.as_str()], &lines[first + 1..]].concat().join("\n");
        (stand_in != line.trim_end() && yaml::is_yaml(&text)).then_some(text)
    })
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

/// Whether nothing on the lines below belongs to what stands on this one.
fn is_alone(line: &str, below: &[&str]) -> bool {
    let says_something = |line: &&&str| !line.trim().is_empty() && !line.trim_start().starts_with('#');
    let Some(next) = below.iter().find(says_something) else { return true };
    let is_of_list = |line: &str| line.trim_start().starts_with('-');
    let is_its_list = line.trim_end().ends_with(':') && !is_of_list(line) && is_of_list(next);
    indent(next) < indent(line) || (indent(next) == indent(line) && !is_its_list)
}

/// What may stand in the place of a line, the best first: an item in each list, a key that nobody reads, or nothing.
fn stand_ins(line: &str, text: &str) -> Vec<String> {
    let (before, bare) = line.split_at(indent(line));
    let has_prefix = text.lines().any(|line| line.starts_with("prefix"));
    let best = match key(line) {
        _ if bare.starts_with("- ") || bare.trim_end() == "-" => format!("{before}- pip"),
        Some(_) if !has_prefix => "prefix:".to_owned(),
        None if !bare.contains(':') => format!("{before}pip,"),
        _ => String::new(),
    };
    if best.ends_with("- pip") { vec![best] } else { vec![best, String::new()] }
}

/// The key of the file that stands on this line.
fn key(line: &str) -> Option<&str> {
    let is_key = !line.starts_with(['-', ' ', '#']);
    line.split_once(':').filter(|_| is_key).map(|(key, _)| key.trim())
}

/// Whether the line has a key of the file below which the list of packages may have been meant to stand.
fn may_be_of_the_list(line: &str) -> bool {
    key(line).is_some_and(|key| !["name", "channels", "variables", "prefix"].contains(&key))
}
