//! A folder of files that may be read as if they had another text: so an edit can be looked at before it is written.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use anyhow::Result;
use camino::{Utf8Path, Utf8PathBuf};

use crate::base::files::Old;
use crate::base::source::{Source, decode};

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

    /// The same of the disk alone: what a file said when it was read first. A byte order mark is taken off, and UTF-16 is
    /// decoded, as Conda and pip do.
    ///
    /// # Errors
    ///
    /// Those of [`Source::read`].
    pub fn on_disk(&self, path: &Utf8Path) -> Result<Option<Source>> {
        let source = |bytes: Vec<u8>| match decode(&bytes) {
            Some((text, _)) => Ok(Source { path: path.to_owned(), text }),
            None => Source::from_bytes(path, bytes),
        };
        self.bytes(path)?.map(source).transpose()
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

    /// What a file of the folder says, as far as it is text, where only a hint is wanted; `None` if it cannot be read.
    pub fn hint(&self, path: &Utf8Path) -> Option<Source> {
        let text = match self.instead.get(path) {
            Some(text) => text.clone(),
            None => String::from_utf8_lossy(&self.bytes(path).ok()??).into_owned(),
        };
        Some(Source { path: path.to_owned(), text })
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

#[cfg(test)]
mod tests {
    use std::fs;
    use std::os::unix::fs::symlink;

    use super::*;
    use crate::base::regular;
    use crate::base::source::MAX_BYTES;

    #[test]
    fn each_reader_takes_each_thing_as_its_table_says() {
        let dir = tempfile::tempdir().unwrap();
        let root = Utf8Path::from_path(dir.path()).unwrap();
        fs::write(root.join("text"), "a\n").unwrap();
        fs::write(root.join("latin-1"), b"caf\xe9\n").unwrap();
        fs::write(root.join("marked"), b"\xef\xbb\xbfa").unwrap();
        let huge = "#".repeat(usize::try_from(MAX_BYTES).unwrap() + 1);
        fs::write(root.join("huge"), &huge).unwrap();
        fs::create_dir(root.join("folder")).unwrap();
        let _socket = std::os::unix::net::UnixListener::bind(root.join("socket")).unwrap();
        symlink("/dev/zero", root.join("device")).unwrap();
        symlink("loop", root.join("loop")).unwrap();
        // What the strict reader says, and what the hint and the lenient reader do.
        let table = [
            ("text", Ok(Some("a\n")), Some("a\n"), "a\n"),
            ("none", Ok(None), None, ""),
            (
                "latin-1",
                Err("latin-1:1:4: the byte 0xe9 is not UTF-8"),
                Some("caf\u{fffd}\n"),
                "caf\u{fffd}\n",
            ),
            ("marked", Ok(Some("a")), Some("\u{feff}a"), "\u{feff}a"),
            ("huge", Err("huge: 1048577 bytes are too many"), None, huge.as_str()),
            ("folder", Err("folder: this is a directory"), None, ""),
            ("socket", Err("socket: this is a socket"), None, ""),
            ("device", Err("device: this is a device"), None, ""),
            ("loop", Err("loop: this is a link that leads nowhere"), None, ""),
        ];
        for (name, strict, hint, lenient) in table {
            let (path, overlay) = (Utf8Path::new(name), Overlay::new(root));
            match (overlay.read(path).map(|source| source.map(|source| source.text)), strict) {
                (Ok(found), Ok(expected)) => assert_eq!(found.as_deref(), expected, "{name}"),
                (Err(error), Err(start)) => assert!(error.to_string().starts_with(start), "{error}"),
                (found, _) => panic!("{name}: {found:?}"),
            }
            assert_eq!(overlay.hint(path).map(|source| source.text).as_deref(), hint, "{name}");
            assert_eq!(regular::lenient(&root.join(path)), lenient, "{name}");
        }
    }
}
