//! Files as values: writes those that differ, each by one rename.
//!
//! No other module replaces or removes what a user may have put there, unless it is in this table; a test holds this.
//!
//! | place | whose file can stand there | what guards it |
//! | --- | --- | --- |
//! | `docker/`, `.devcontainer/`, `generate --output` | an edit, a file of somebody's | `image/kept_edits.rs` keeps it beside; `base/replace/remove.rs` removes what still says what was read |
//! | `docker/.env` | an edit, own lines | the same, and the lines stay |
//! | the copies of `build-files`, their list | an edit, a file of somebody's | digests in `project/build_files/copy/list.rs`: what has another is refused, or stays |
//! | the Conda files, Cargo.toml, `lock/` | the user's | `base/together.rs`: only what still says what was read, all or none |
//! | what `new` makes | anything at the same place | `new/unfinished.rs` makes a folder beside, and renames it to a free name |
//! | what `new --here` changes | an edit, a file that git does not have | refused before by `new/survey.rs` and `new/ready.rs`; git has the rest |
//! | names that end in `.PID.xtask-new` | nobody's | the name |
//! | folders of the cache, for `clean --all` | nobody's | their names, in `commands/clean/caches.rs`; a link stays |
//! | `docker/.project-id`, `docker/.generated`, the cache | the tool's | none: what is no such file is written anew |

use std::collections::BTreeMap;
use std::fmt;

use anyhow::Result;
use camino::{Utf8Path, Utf8PathBuf};

use crate::base::regular::{self, require_inside};
pub use crate::base::replace::{Access, replace};
use crate::base::replace::{remove_known, replace_known};

/// Texts by the path of their file in a folder.
pub type Files = BTreeMap<Utf8PathBuf, String>;

/// The names of the files that were changed.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Changed {
    /// Those with a new text.
    pub written: Vec<String>,
    /// Those that are gone.
    pub removed: Vec<String>,
}

impl Changed {
    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.written.is_empty() && self.removed.is_empty()
    }
}

impl fmt::Display for Changed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let part = |deed: &str, names: &[String]| {
            (!names.is_empty()).then(|| format!("{deed} {}", names.join(", ")))
        };
        let parts: Vec<String> =
            [part("wrote", &self.written), part("removed", &self.removed)].into_iter().flatten().collect();
        f.write_str(&parts.join("; "))
    }
}

/// What the files said when they were read; `None` for one that was not there.
pub type Old = BTreeMap<Utf8PathBuf, Option<Vec<u8>>>;

/// Reads these files of `root`, before any of them is written.
///
/// # Errors
///
/// `BadInput` for what is no file, and for a link that leads out of `root`; if one cannot be read.
pub fn read<'a>(paths: impl IntoIterator<Item = &'a Utf8PathBuf>, root: &Utf8Path) -> Result<Old> {
    let read = |path: &Utf8PathBuf| {
        require_inside(root, path)?;
        Ok((path.clone(), regular::read(root, path)?))
    };
    paths.into_iter().map(read).collect()
}

/// Writes the files that differ into `root`, each by one rename, and removes those of `known` that are not among them.
///
/// # Errors
///
/// As [`read`]; if a folder cannot be written; each file is then whole, the old one or the new one.
pub fn write(files: &Files, known: &[Utf8PathBuf], root: &Utf8Path) -> Result<Changed> {
    write_over(&read(files.keys().chain(known), root)?, files, root)
}

/// The same over files that were read before: those of `old` that are not among the new ones go.
///
/// # Errors
///
/// As [`write`]; if somebody else has changed a file since.
pub fn write_over(old: &Old, files: &Files, root: &Utf8Path) -> Result<Changed> {
    let mut changed = Changed::default();
    for (name, text) in files {
        let before = old.get(name).and_then(Option::as_deref);
        if replace_known(&root.join(name), before, text.as_bytes(), Access::Everybody)? {
            changed.written.push(name.to_string());
        }
    }
    for (name, text) in old.iter().filter(|(name, _)| !files.contains_key(*name)) {
        if let Some(text) = text {
            remove_known(&root.join(name), text)?;
            changed.removed.push(name.to_string());
        }
    }
    Ok(changed)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::base::replace::ChangedMeanwhile;

    #[test]
    fn only_what_differs_is_written_and_what_is_no_longer_generated_goes() {
        let dir = tempfile::tempdir().unwrap();
        let folder = Utf8Path::from_path(dir.path()).unwrap();
        fs::create_dir(folder.join("docker")).unwrap();
        fs::write(folder.join("docker/mine.txt"), "the user's").unwrap();
        fs::write(folder.join("docker/constraints.txt"), "old").unwrap();
        let files = Files::from([("docker/Dockerfile".into(), "FROM x\n".to_owned())]);
        let known = ["docker/Dockerfile".into(), "docker/constraints.txt".into()];
        let changed = write(&files, &known, folder).unwrap();
        assert_eq!(changed.to_string(), "wrote docker/Dockerfile; removed docker/constraints.txt");
        assert!(write(&files, &known, folder).unwrap().is_empty());
        let names =
            folder.join("docker").read_dir_utf8().unwrap().map(|entry| entry.unwrap().file_name().to_owned());
        let mut names: Vec<_> = names.collect();
        names.sort();
        assert_eq!(names, ["Dockerfile", "mine.txt"]);
    }

    #[test]
    fn what_somebody_has_saved_since_it_was_read_is_neither_replaced_nor_removed() {
        let dir = tempfile::tempdir().unwrap();
        let folder = Utf8Path::from_path(dir.path()).unwrap();
        for files in [Files::from([("a".into(), "new".to_owned())]), Files::new()] {
            fs::write(folder.join("a"), "old").unwrap();
            let old = read([&Utf8PathBuf::from("a")], folder).unwrap();
            fs::write(folder.join("a"), "saved").unwrap();
            let error = write_over(&old, &files, folder).unwrap_err();
            assert!(error.is::<ChangedMeanwhile>(), "{error}");
            assert_eq!(fs::read_to_string(folder.join("a")).unwrap(), "saved");
        }
    }
}
