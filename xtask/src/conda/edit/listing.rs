//! Which packages are listed, by whom they are installed, and on which line they stand.

use anyhow::Result;
use camino::{Utf8Path, Utf8PathBuf};

use super::manager::Manager;
use super::wanted::Wanted;
use crate::base::error::Mistake;
use crate::base::overlay::Overlay;
use crate::base::wording::shown;
use crate::conda::examine::{Examined, examine};
use crate::conda::pip::{Requirement, normalised_name};
use crate::conda::which_file::{ENVIRONMENT, REQUIREMENTS};

/// A line of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Who reads it.
    pub manager: Manager,
    /// The file, relative to the project.
    pub file: Utf8PathBuf,
    /// The line on which it begins, from 1.
    pub line: usize,
    /// What it says, without quotes and comment.
    pub text: String,
    /// The package, as its manager compares it; nothing for an option of pip's.
    pub name: String,
}

/// All lists of a project.
#[derive(Debug)]
pub struct Listing {
    /// The entries, in the order of the files.
    pub entries: Vec<Entry>,
    /// environment.yml or environment.yaml; `None` if there is none.
    pub environment: Option<Utf8PathBuf>,
    /// requirements.txt, which may not be there.
    pub requirements: Utf8PathBuf,
    /// The name that environment.yml should have, for what is said of it.
    missing: Utf8PathBuf,
    /// The line of the key `pip:` in environment.yml.
    pub pip_key: Option<usize>,
}

impl Listing {
    /// Reads the lists.
    ///
    /// # Errors
    ///
    /// `BadInput` with the first mistake in the files.
    pub fn read(project: &Overlay) -> Result<Self> {
        let examined = examine(project.clone())?;
        if let Some(refusal) = examined.refusals.first() {
            return Err(refusal.clone().into());
        }
        let missing = examined.folder.join(ENVIRONMENT[0]);
        let environment = examined.environment.as_ref().map(|source| source.path.clone());
        let pip_key = examined.document.as_ref().and_then(|it| it.pip_key.as_ref()).map(|key| key.line);
        let requirements = examined.folder.join(REQUIREMENTS);
        Ok(Self { entries: entries(&examined), environment, requirements, missing, pip_key })
    }

    /// The entries for this manager of packages that are called so, however the name is spelt.
    pub fn of(&self, manager: Manager, name: &str) -> Vec<&Entry> {
        let name = normalised_name(name);
        let is_of = |entry: &&Entry| entry.manager == manager && normalised_name(&entry.name) == name;
        self.entries.iter().filter(is_of).collect()
    }

    /// The entry of the package that is asked for; `None` if there is none.
    ///
    /// # Errors
    ///
    /// `BadInput` if there are several: which of them is meant, nobody has said.
    pub fn one(&self, wanted: &Wanted) -> Result<Option<&Entry>> {
        let mut entries = self.of(wanted.manager, &wanted.name);
        entries.retain(|entry| entry.name == wanted.name);
        match entries.as_slice() {
            [] => Ok(None),
            [one] => Ok(Some(one)),
            [first, second, ..] => {
                let place = format!("{}:{}", second.file, second.line);
                let sentence = format!("{} is listed here and again in {place}", shown(&wanted.name));
                Err(Mistake::new(sentence, "edit these lines yourself").at(&first.file, first.line, 1))
            }
        }
    }

    /// The names of all packages.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.entries.iter().map(|entry| entry.name.as_str()).filter(|name| !name.is_empty())
    }

    /// What the lists say, in one order.
    pub fn said(&self) -> Vec<(Manager, String)> {
        self.with(None, None)
    }

    /// The same without this entry, and with this package.
    pub fn with(&self, without: Option<&Entry>, wanted: Option<&Wanted>) -> Vec<(Manager, String)> {
        let stays = |entry: &&Entry| without != Some(*entry);
        let kept = self.entries.iter().filter(stays).map(|entry| (entry.manager, entry.text.clone()));
        let new = wanted.map(|wanted| (wanted.manager, wanted.text.clone()));
        let mut said: Vec<_> = kept.chain(new).collect();
        said.sort();
        said
    }

    /// Whether it is the only one of the list below `pip:`.
    pub fn is_last_below_pip(&self, entry: &Entry) -> bool {
        let is_below_pip =
            |it: &&Entry| it.manager == Manager::Pip && Some(&it.file) == self.environment.as_ref();
        is_below_pip(&entry) && self.entries.iter().filter(is_below_pip).count() == 1
    }

    /// The file that is edited for the package.
    pub fn file_of(&self, wanted: &Wanted) -> &Utf8Path {
        match wanted.manager {
            Manager::Conda => self.environment.as_deref().unwrap_or(&self.missing),
            Manager::Pip => &self.requirements,
        }
    }
}

fn entries(examined: &Examined) -> Vec<Entry> {
    let mut entries = Vec::new();
    if let (Some(source), Some(document)) = (&examined.environment, &examined.document) {
        let file = &source.path;
        for (item, spec) in &document.specs {
            let (text, name) = (item.text.clone(), Manager::Conda.compared(&spec.name));
            entries.push(Entry { manager: Manager::Conda, file: file.clone(), line: item.line, text, name });
        }
        entries.extend(document.pip.iter().map(|item| of_pip(file, item.line, &item.text)));
    }
    let lines = examined.pip.iter().filter(|line| !line.is_constraint);
    entries.extend(lines.map(|line| of_pip(&line.file, line.line, &line.text)));
    entries
}

fn of_pip(file: &Utf8Path, line: usize, text: &str) -> Entry {
    let name = Requirement::parse(text).map(|requirement| requirement.name).unwrap_or_default();
    Entry { manager: Manager::Pip, file: file.to_owned(), line, text: text.to_owned(), name }
}
