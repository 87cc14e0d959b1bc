//! What the rules look at: the project's files, read to the end, and which of their lines may be edited.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;
use camino::{Utf8Path, Utf8PathBuf};

use super::finding::Edit;
use super::script::Script;
use super::surroundings::Surroundings;
use crate::base::error::BadInput;
use crate::base::overlay::Overlay;
use crate::base::source::Source;
use crate::conda::{Document, Examined, FILES, Item, Requirement, Spec, examine, normalised_name};

/// A line that is pip's, wherever it stands.
#[derive(Clone, Debug)]
pub struct PipItem {
    /// The file.
    pub file: Utf8PathBuf,
    /// The line.
    pub line: usize,
    /// What it says.
    pub text: String,
    /// The requirement in it; `None` for options.
    pub requirement: Option<Requirement>,
}

/// All that a rule may know.
#[derive(Debug)]
pub struct Subject {
    /// The folder of the Conda files, relative to the project; empty for the project's own.
    pub folder: Utf8PathBuf,
    /// What surrounds the files.
    pub surroundings: Surroundings,
    /// The environment file, or the name that it should have.
    pub file: Utf8PathBuf,
    /// Its parts; nothing if it cannot be read.
    pub document: Document,
    /// The lines of the `pip:` section and of the requirements files.
    pub pip: Vec<PipItem>,
    /// All that was read.
    pub examined: Examined,
    /// The scripts, by their files.
    pub scripts: BTreeMap<Utf8PathBuf, Script>,
    /// The lines of the files that are named above.
    lines: BTreeMap<Utf8PathBuf, Vec<String>>,
}

impl Subject {
    /// Reads a project, which may differ from the disk.
    ///
    /// # Errors
    ///
    /// When a file that is there cannot be read.
    pub fn read(project: Overlay, surroundings: &Surroundings) -> Result<Self> {
        Ok(Self::new(examine(project)?, surroundings.clone()))
    }

    fn new(examined: Examined, surroundings: Surroundings) -> Self {
        let folder = examined.folder.clone();
        let file = match &examined.environment {
            Some(source) => source.path.clone(),
            None => folder.join("environment.yml"),
        };
        let document = examined.document.clone().unwrap_or_default();
        let item = |file: &Utf8Path, line, text: &str| {
            let requirement = Requirement::parse(text);
            PipItem { file: file.to_owned(), line, text: text.to_owned(), requirement }
        };
        let lines = examined.pip.iter().filter(|line| !line.is_constraint);
        let listed = document.pip.iter().map(|it| item(&file, it.line, &it.text));
        let pip = listed.chain(lines.map(|it| item(&it.file, it.line, &it.text))).collect();
        let scripts = [&examined.post_build, &examined.start].into_iter().flatten();
        let scripts = scripts.map(|source| (source.path.clone(), Script::new(&source.text))).collect();
        let lines = BTreeMap::new();
        let mut subject = Self { folder, surroundings, file, document, pip, examined, scripts, lines };
        subject.keep_lines();
        subject
    }

    fn keep_lines(&mut self) {
        let refused = self.examined.refusals.iter().map(|refusal| &refusal.file);
        let files = self.pip.iter().map(|item| &item.file).chain(refused).chain([&self.file]);
        let files: BTreeSet<Utf8PathBuf> = files.cloned().chain(self.files()).collect();
        let sources: Vec<Source> = files.iter().filter_map(|file| self.source(file)).collect();
        for source in sources {
            let lines = source.text.split('\n').map(|line| line.trim_end_matches('\r').to_owned());
            self.lines.insert(source.path.clone(), lines.collect());
        }
    }

    /// The Conda files that there may be, in the folder in which they are looked for.
    pub fn files(&self) -> impl Iterator<Item = Utf8PathBuf> {
        FILES.into_iter().map(|name| self.folder.join(name))
    }

    /// The Conda packages.
    pub fn specs(&self) -> impl Iterator<Item = &(Item, Spec)> {
        self.document.specs.iter()
    }

    /// Whether Conda or pip is asked for the package; spellings do not matter.
    pub fn has_package(&self, name: &str) -> bool {
        let name = normalised_name(name);
        self.specs().any(|(_, spec)| normalised_name(&spec.name) == name)
            || self.requirements().any(|(_, requirement)| requirement.name == name)
    }

    /// The lines of pip's that name a package.
    pub fn requirements(&self) -> impl Iterator<Item = (&PipItem, &Requirement)> {
        self.pip.iter().filter_map(|item| Some((item, item.requirement.as_ref()?)))
    }

    /// Whether the environment file names no such package or file, as far as can be known: what was refused may mean it.
    pub fn lacks(&self, name: &str) -> bool {
        let refused = self.examined.refusals.iter().filter(|refusal| refusal.file == self.file);
        self.examined.is_whole && !refused.map(|refusal| self.refused(refusal)).any(|text| names(&text, name))
    }

    /// Whether pip has something to install.
    pub fn pip_installs(&self) -> bool {
        self.pip.iter().any(|item| item.requirement.is_some() || !item.text.starts_with('-'))
    }

    /// The line of the key, for what is said about the file as a whole.
    pub fn key_line(&self, key: &str) -> usize {
        self.document.key(key).map_or(1, |key| key.line)
    }

    /// The text of a file.
    pub fn source(&self, file: &Utf8Path) -> Option<Source> {
        self.examined.project.read(file).ok().flatten()
    }

    /// The text of a file, as far as it is text.
    pub fn hint(&self, file: &Utf8Path) -> Option<Source> {
        self.examined.project.hint(file)
    }

    /// A line of a file as it is written, without its line end.
    pub fn raw(&self, file: &Utf8Path, line: usize) -> String {
        let raw = self.lines.get(file).and_then(|lines| lines.get(line.checked_sub(1)?));
        raw.cloned().unwrap_or_default()
    }

    /// Where a refused item stands in its line, without the marks around it.
    pub fn refused(&self, refusal: &BadInput) -> String {
        bare(&self.raw(&refusal.file, refusal.line)).to_owned()
    }

    /// The edit that deletes the line, if there is nothing on it but this item.
    pub fn delete(&self, file: &Utf8Path, line: usize, text: &str) -> Option<Edit> {
        self.is_alone(file, line, text).then_some(Edit::Delete(line))
    }

    /// Whether the line has this item and nothing else, apart from a comment.
    pub fn is_alone(&self, file: &Utf8Path, line: usize, text: &str) -> bool {
        let raw = self.raw(file, line);
        let is_yaml = matches!(file.extension(), Some("yml" | "yaml"));
        let is_item = !is_yaml || raw.trim_start().starts_with("- ");
        let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        is_item && words(bare(&raw)) == words(text)
    }

    /// The edit that replaces `old` in the line, if it is there once.
    pub fn replace(&self, file: &Utf8Path, line: usize, old: &str, new: &str) -> Option<Edit> {
        let once = !old.is_empty() && self.raw(file, line).matches(old).count() == 1;
        once.then(|| Edit::Replace { line, old: old.to_owned(), new: new.to_owned() })
    }

    /// The spaces in front of a list's item on this line; `None` if no item begins there.
    pub fn indent(&self, line: usize, text: &str) -> Option<String> {
        let raw = self.raw(&self.file, line);
        let spaces = raw.len() - raw.trim_start().len();
        (raw.trim_start().starts_with("- ") && self.is_alone(&self.file, line, text))
            .then(|| raw[..spaces].to_owned())
    }
}

/// Whether the name stands in the text as a word of its own, and not as a part of another name.
fn names(text: &str, name: &str) -> bool {
    let is_of_name = |character: char| character.is_ascii_alphanumeric() || "-_.".contains(character);
    text.split(|character: char| !is_of_name(character)).any(|word| word == name)
}

/// The item on a line: without `- `, quotes, and a comment.
fn bare(raw: &str) -> &str {
    let item = raw.trim();
    let item = item.strip_prefix("- ").unwrap_or(item).trim();
    let quoted = |quote: char| item.strip_prefix(quote).and_then(|rest| rest.split_once(quote));
    match quoted('"').or_else(|| quoted('\'')) {
        Some((inside, rest)) if rest.trim().is_empty() || rest.trim().starts_with('#') => inside,
        _ => item.split(" #").next().unwrap_or_default().trim(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_a_whole_word() {
        for text in ["python=>3", "conda-forge::python =! 3", "numpy, python", "python: 3.12"] {
            assert!(names(text, "python"), "{text}");
        }
        for text in ["ipython=>8", "python-dateutil=>2", "a.python", ""] {
            assert!(!names(text, "python"), "{text}");
        }
        assert!(names("-r file:requirements.txt", "requirements.txt"));
        assert!(names("-r ./requirements.txt", "requirements.txt"));
        assert!(!names("-r dev-requirements.txt", "requirements.txt"));
    }
}
