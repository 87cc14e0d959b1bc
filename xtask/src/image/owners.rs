//! Which projects have an image: a note in the cache, by the image's id. The image itself is to be the same from any folder, so it
//! cannot say so; and an image that has lost its name to a newer one is known by its id alone.

use std::io;

use anyhow::Result;
use camino::{Utf8Path, Utf8PathBuf};
use serde_yaml::Value;

use crate::base::files::{Access, replace};
use crate::base::replace::remove_known;
use crate::base::{json, quote, regular};
use crate::machine::host::Host;

/// A project that has built an image, or has used it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Owner {
    /// The name by which the engine knows the project, wherever its folder is moved.
    pub name: String,
    /// What the project calls its image.
    pub image: String,
    /// Its folder, when it last used the image.
    pub folder: Utf8PathBuf,
}

/// The notes of this user's.
pub struct Owners(Utf8PathBuf);

impl Owner {
    /// Whether its folder is gone, for certain: on a disk that is not there now, the folder around it is missing as well.
    pub fn is_gone(&self) -> bool {
        is_gone(&self.folder)
    }

    fn line(&self) -> String {
        let values = [self.name.as_str(), &self.image, self.folder.as_str()];
        json::list(values.into_iter().map(quote::json))
    }

    fn read(line: &str) -> Option<Self> {
        let values = json::read(line.as_bytes()).ok()?;
        let texts: Vec<&str> = values.as_sequence()?.iter().filter_map(Value::as_str).collect();
        let [name, image, folder] = texts[..] else { return None };
        Some(Self { name: name.to_owned(), image: image.to_owned(), folder: folder.into() })
    }
}

impl Owners {
    /// Those in the cache.
    ///
    /// # Errors
    ///
    /// If there is no place for a cache.
    pub fn find(host: &Host) -> Result<Self> {
        Ok(Self(host.cache_dir()?.join("built")))
    }

    /// Notes that the image is this project's, too.
    ///
    /// # Errors
    ///
    /// If the note cannot be written.
    pub fn note(&self, id: &str, owner: &Owner) -> Result<()> {
        let Some(path) = self.path(id) else { return Ok(()) };
        let before = regular::lenient(&path);
        let line = owner.line();
        if before.lines().any(|known| known == line) {
            return Ok(());
        }
        // A project that was moved is in one folder alone.
        let is_same = |known: &&str| Owner::read(known).is_some_and(|known| known.name == owner.name);
        let others: String =
            before.lines().filter(|known| !is_same(known)).map(|known| known.to_owned() + "\n").collect();
        replace(&path, format!("{others}{line}\n"), Access::Owner).map(drop)
    }

    /// The projects that have the image.
    pub fn of(&self, id: &str) -> Vec<Owner> {
        self.path(id).map(|path| read(&path)).unwrap_or_default()
    }

    /// All projects that have an image.
    pub fn all(&self) -> Vec<Owner> {
        let entries = self.0.read_dir_utf8().into_iter().flatten();
        entries.filter_map(io::Result::ok).flat_map(|entry| read(entry.path())).collect()
    }

    /// Removes the note on an image that is gone.
    ///
    /// # Errors
    ///
    /// If it cannot be removed.
    pub fn forget(&self, id: &str) -> Result<()> {
        let Some(path) = self.path(id) else { return Ok(()) };
        remove_known(&path, regular::lenient(&path).as_bytes())
    }

    /// Each engine writes an id in its own way; what is none has no note.
    fn path(&self, id: &str) -> Option<Utf8PathBuf> {
        let id = id.strip_prefix("sha256:").unwrap_or(id);
        (!id.is_empty() && id.bytes().all(|byte| byte.is_ascii_hexdigit())).then(|| self.0.join(id))
    }
}

/// Whether a folder is gone, for certain.
pub fn is_gone(folder: &Utf8Path) -> bool {
    let is_missing = folder.is_absolute() && folder.try_exists().is_ok_and(|exists| !exists);
    is_missing && folder.parent().is_some_and(Utf8Path::is_dir)
}

fn read(path: &Utf8Path) -> Vec<Owner> {
    regular::lenient(path).lines().filter_map(Owner::read).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn owner(name: &str, folder: &Utf8Path) -> Owner {
        Owner { name: name.to_owned(), image: "project".to_owned(), folder: folder.to_owned() }
    }

    #[test]
    fn an_image_may_be_of_several_projects_and_of_each_in_its_newest_folder() {
        let dir = tempfile::tempdir().unwrap();
        let folder = Utf8Path::from_path(dir.path()).unwrap();
        let owners = Owners(folder.join("built"));
        assert_eq!((owners.of("ab"), owners.all()), (Vec::new(), Vec::new()));
        let [one, moved, two] = [
            owner("one-0123abcd", "/a \"b\"\n".into()),
            owner("one-0123abcd", "/c".into()),
            owner("two-0123abcd", "/a".into()),
        ];
        for (id, owner) in
            [("sha256:ab", &one), ("ab", &two), ("ab", &one), ("cd", &two), ("../x", &one), ("", &one)]
        {
            owners.note(id, owner).unwrap();
        }
        assert_eq!(owners.of("ab"), [one, two.clone()]);
        assert_eq!(owners.of("../x"), []);
        owners.note("ab", &moved).unwrap();
        assert_eq!(owners.of("sha256:ab"), [two.clone(), moved]);
        assert_eq!(owners.all().len(), 3);
        owners.forget("ab").unwrap();
        owners.forget("ab").unwrap();
        assert_eq!(owners.all(), [two]);
        std::fs::write(folder.join("built/ef"), "no note\n[\"a\"]\n[\"a\", \"b\", 1]\n{\n").unwrap();
        assert_eq!(owners.of("ef"), []);
    }

    #[test]
    fn a_folder_is_gone_where_the_one_around_it_is_there_without_it() {
        let dir = tempfile::tempdir().unwrap();
        let folder = Utf8Path::from_path(dir.path()).unwrap();
        let table = [
            (folder.to_owned(), false),
            (folder.join("gone"), true),
            (folder.join("disk/gone"), false),
            ("relative/gone".into(), false),
            (Utf8PathBuf::new(), false),
        ];
        for (folder, gone) in table {
            assert_eq!(owner("a-0123abcd", &folder).is_gone(), gone, "{folder}");
        }
    }
}
