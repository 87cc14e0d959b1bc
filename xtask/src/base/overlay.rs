//! A folder of files that may be read as if they had another text: so an edit can be looked at before it is written.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use anyhow::Result;
use camino::{Utf8Path, Utf8PathBuf};

use crate::base::files::Old;
use crate::base::source::Source;

/// A project's folder; some files in it may be read as if they had another text, or were there.
#[derive(Clone, Debug)]
pub struct Overlay {
    /// Where it is.
    pub root: Utf8PathBuf,
    /// The texts of the files that are not read from the disk, by their paths in the folder.
    pub instead: BTreeMap<Utf8PathBuf, String>,
    /// What was read so far, here and in every copy: somebody may save a file while it is looked at, and each is read once.
    seen: Rc<RefCell<Old>>,
}

impl Overlay {
    /// The folder as it is on the disk.
    pub fn new(root: &Utf8Path) -> Self {
        Self { root: root.to_owned(), instead: BTreeMap::new(), seen: Rc::default() }
    }

    /// Reads a file of the folder; `None` if there is no such file.
    ///
    /// # Errors
    ///
    /// Those of [`Source::read`].
    pub fn read(&self, path: &Utf8Path) -> Result<Option<Source>> {
        match self.instead.get(path) {
            Some(text) => Ok(Some(Source { path: path.to_owned(), text: text.clone() })),
            None => self.on_disk(path),
        }
    }

    /// The same of the disk alone: what a file said when it was read first.
    ///
    /// # Errors
    ///
    /// Those of [`Source::read`].
    pub fn on_disk(&self, path: &Utf8Path) -> Result<Option<Source>> {
        self.bytes(path)?.map(|bytes| Source::from_bytes(path, bytes)).transpose()
    }

    /// What a file of the folder said on the disk when it was read first; `None` if there was none.
    ///
    /// # Errors
    ///
    /// Those of [`Source::bytes`].
    pub fn bytes(&self, path: &Utf8Path) -> Result<Option<Vec<u8>>> {
        if let Some(bytes) = self.seen.borrow().get(path) {
            return Ok(bytes.clone());
        }
        let bytes = Source::bytes(&self.root, path)?;
        self.seen.borrow_mut().insert(path.to_owned(), bytes.clone());
        Ok(bytes)
    }

    /// Whether there is such a file.
    pub fn is_file(&self, path: &Utf8Path) -> bool {
        self.instead.contains_key(path) || self.root.join(path).is_file()
    }

    /// Whether there is such a folder.
    pub fn is_dir(&self, path: &Utf8Path) -> bool {
        self.root.join(path).is_dir()
    }

    /// The names of what is in one of its folders on the disk, sorted; none if that cannot be read.
    pub fn names(&self, path: &Utf8Path) -> Vec<String> {
        let entries = self.root.join(path).read_dir_utf8().into_iter().flatten().flatten();
        let mut names: Vec<String> = entries.map(|entry| entry.file_name().to_owned()).collect();
        names.sort();
        names
    }
}
