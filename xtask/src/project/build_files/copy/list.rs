//! The file that lists what was copied, with a digest of each copy: what has another one by now is somebody's.

use std::collections::BTreeSet;
use std::fs;

use anyhow::{Context as _, Result};
use camino::{Utf8Path, Utf8PathBuf};

use super::thing::Thing;
use crate::base::error::Mistake;
use crate::base::regular;
use crate::base::replace::{Access, ignore_missing, replace};
use crate::project::settings::inner_path::inner_path;

/// The file, in the folder.
pub const LIST: &str = ".build-files";

/// What ends each entry: no path has it.
const END: char = '\0';

/// Who has files in the folder of the copies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holder {
    /// The tool alone, as in the cache.
    Tool,
    /// A person, who may also have changed a copy.
    Person,
}

/// Refuses a file of this name that no version of the tool has written.
///
/// # Errors
///
/// `BadInput` for such a file; if it cannot be read.
pub fn require_ours(folder: &Utf8Path) -> Result<()> {
    let bytes = regular::read(folder, LIST.into())?.unwrap_or_default();
    match bytes.is_empty() || bytes.contains(&(END as u8)) {
        true => Ok(()),
        false => Err(Mistake::new(
            "this stands where the list of the copies of `build-files` is to be, and is no such list",
            "move it, or choose another folder",
        )
        .in_file(&folder.join(LIST))),
    }
}

/// Paths, each with the digest of what was put there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct List(BTreeSet<(Utf8PathBuf, String)>);

impl List {
    /// That of a folder. Somebody may have written into it: what is no entry, or leads elsewhere, is passed over. An earlier
    /// version wrote no digests: what it names is known to be a copy where nobody but the tool has files.
    ///
    /// # Errors
    ///
    /// If it cannot be read.
    pub fn read(folder: &Utf8Path, holder: Holder) -> Result<Self> {
        let bytes = regular::read(folder, LIST.into())?.unwrap_or_default();
        let is_digest = |text: &str| text.len() == 8 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        let entry = |text: &str| {
            let (digest, path) = match text.split_once(' ').filter(|(digest, _)| is_digest(digest)) {
                Some(entry) => entry,
                None if holder == Holder::Tool => ("", text),
                None => return None,
            };
            Some((inner_path(path).filter(|path| path != "")?, digest.to_owned()))
        };
        Ok(Self(String::from_utf8_lossy(&bytes).split(END).filter_map(entry).collect()))
    }

    /// Whether this was put there.
    pub fn has(&self, path: &Utf8Path, thing: &Thing) -> bool {
        self.0.contains(&(path.to_owned(), thing.digest()))
    }

    /// Adds what is put there.
    pub fn add(&mut self, path: &Utf8Path, thing: &Thing) {
        self.0.insert((path.to_owned(), thing.digest()));
    }

    /// The entries of both.
    pub fn with(&self, other: &Self) -> Self {
        Self(self.0.union(&other.0).cloned().collect())
    }

    /// The paths; what is in a folder stands behind it.
    pub fn paths(&self) -> BTreeSet<&Utf8PathBuf> {
        self.0.iter().map(|(path, _)| path).collect()
    }

    /// Writes it into the folder; an empty one is no file.
    ///
    /// # Errors
    ///
    /// If it cannot be written.
    pub fn write(&self, folder: &Utf8Path) -> Result<()> {
        let file = folder.join(LIST);
        if self.0.is_empty() {
            return ignore_missing(fs::remove_file(&file)).with_context(|| format!("cannot remove `{file}`"));
        }
        let text: String = self.0.iter().map(|(path, digest)| format!("{digest} {path}{END}")).collect();
        replace(&file, text, Access::Everybody).map(drop)
    }
}
