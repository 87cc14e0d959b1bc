//! Several files that change together: all of them, or none.

use std::fs::{self, Permissions};

use anyhow::{Error, Result};
use camino::{Utf8Path, Utf8PathBuf};

use crate::base::files::Changed;
use crate::base::regular::{self, require_inside};
use crate::base::replace::{Access, ChangedMeanwhile, remove_known, replace_known};
use crate::base::uninterrupted::uninterrupted;

/// A file that is to say something else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Replacement {
    /// The file, in the project.
    pub file: Utf8PathBuf,
    /// What it said when it was read; `None` if it was not there.
    pub old: Option<Vec<u8>>,
    /// What it is to say; `None` if it is to go.
    pub new: Option<Vec<u8>>,
}

impl Replacement {
    /// Refuses to write the file where that would change another project's, or something that was saved meanwhile.
    ///
    /// # Errors
    ///
    /// `BadInput` for what is no file, and for a link that leads out of the project; [`ChangedMeanwhile`].
    pub fn require_writable(&self, root: &Utf8Path) -> Result<()> {
        require_inside(root, &self.file)?;
        match regular::read(root, &self.file)? == self.old {
            true => Ok(()),
            false => Err(ChangedMeanwhile(self.file.to_string()).into()),
        }
    }

    /// Whether there is anything to do.
    fn changes(&self) -> bool {
        self.old != self.new
    }

    /// The file itself: a link stays a link, and what it leads to is replaced.
    fn path(&self, root: &Utf8Path) -> Utf8PathBuf {
        let path = root.join(&self.file);
        path.canonicalize_utf8().unwrap_or(path)
    }
}

/// Files that have their new texts, and could get the old ones again.
#[derive(Debug, Default)]
pub struct Written {
    /// Each file, where it is, with what may be done to it if it was there before.
    files: Vec<(Utf8PathBuf, Replacement, Option<Permissions>)>,
}

/// Writes the files in this order, each by one rename. A signal waits until all are written; a kill leaves whole files, of
/// which the first ones are new.
///
/// # Errors
///
/// As [`Replacement::require_writable`]; if a file cannot be written. All are then as they were.
pub fn write(root: &Utf8Path, files: Vec<Replacement>) -> Result<Written> {
    files.iter().try_for_each(|file| file.require_writable(root))?;
    uninterrupted(|| {
        let mut written = Written::default();
        for file in files.into_iter().filter(Replacement::changes) {
            let path = file.path(root);
            let mode = fs::metadata(&path).ok().map(|file| file.permissions());
            match put(&path, file.old.as_deref(), file.new.as_deref()) {
                Ok(()) => written.files.push((path, file, mode)),
                Err(error) => return Err(written.undo(error)),
            }
        }
        Ok(written)
    })
}

impl Written {
    /// The names of the files.
    pub fn changed(&self) -> Changed {
        let (written, removed) = self.files.iter().partition::<Vec<_>, _>(|(_, file, _)| file.new.is_some());
        let names = |files: Vec<&(_, Replacement, _)>| files.iter().map(|it| it.1.file.to_string()).collect();
        Changed { written: names(written), removed: names(removed) }
    }

    /// Gives the files their old texts again, because of this error; one that somebody has saved meanwhile stays so. Returns the
    /// error, with the names of the files that keep their new texts.
    pub fn undo(self, error: Error) -> Error {
        uninterrupted(|| {
            self.files.into_iter().rev().fold(error, |error, (path, file, mode)| {
                let back = put(&path, file.new.as_deref(), file.old.as_deref());
                let back =
                    back.and_then(|()| mode.map_or(Ok(()), |mode| Ok(fs::set_permissions(&path, mode)?)));
                match back {
                    Ok(()) => error,
                    Err(other) => {
                        error.context(format!("{} does not get its old text again: {other:#}", file.file))
                    }
                }
            })
        })
    }
}

fn put(path: &Utf8Path, old: Option<&[u8]>, new: Option<&[u8]>) -> Result<()> {
    match new {
        Some(new) => replace_known(path, old, new, Access::Everybody).map(drop),
        None => remove_known(path, old.unwrap_or_default()),
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    fn file(name: &str, old: Option<&str>, new: Option<&str>) -> Replacement {
        let bytes = |text: Option<&str>| text.map(|text| text.as_bytes().to_owned());
        Replacement { file: name.into(), old: bytes(old), new: bytes(new) }
    }

    /// A folder with a changed file, one that goes, and none for a new one; what it says, with the modes.
    fn folder() -> (tempfile::TempDir, Utf8PathBuf) {
        let dir = tempfile::tempdir().unwrap();
        let root = Utf8Path::from_path(dir.path()).unwrap().to_owned();
        for (name, mode) in [("changes", 0o664), ("goes", 0o600), ("last", 0o640)] {
            fs::write(root.join(name), "old\n").unwrap();
            fs::set_permissions(root.join(name), Permissions::from_mode(mode)).unwrap();
        }
        (dir, root)
    }

    fn state(root: &Utf8Path) -> Vec<(String, String, u32)> {
        let mut files: Vec<_> =
            root.read_dir_utf8().unwrap().map(|entry| entry.unwrap().into_path()).collect();
        files.retain(|path| path.is_file());
        files.sort();
        let mode = |path: &Utf8Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        let text = |path: &Utf8Path| fs::read_to_string(path).unwrap();
        files.iter().map(|path| (path.file_name().unwrap().to_owned(), text(path), mode(path))).collect()
    }

    fn wanted(last: Replacement) -> Vec<Replacement> {
        let same = file("same", None, None);
        let [changes, goes] = [Some("new\n"), None].map(|new| file("changes", Some("old\n"), new));
        vec![
            changes,
            file("comes", None, Some("new\n")),
            Replacement { file: "goes".into(), ..goes },
            same,
            last,
        ]
    }

    #[test]
    fn all_are_written_or_each_is_as_it_was_with_its_mode() {
        let (_dir, root) = folder();
        let before = state(&root);
        // The name leaves no room for that of the file beside it, which is seen when the others are written already.
        let long = "l".repeat(250);
        let cannot_be_written = format!("cannot write `{root}/{long}`; the old file is as it was");
        let saved = "last was changed while this command ran, and stays so; run the command again";
        let table = [
            (file(&long, None, Some("new\n")), cannot_be_written.as_str()),
            (file("last/x", None, Some("new\n")), "last: this is a file; put a folder in its place"),
            (file("last", Some("other\n"), Some("new\n")), saved),
        ];
        for (last, sentence) in table {
            let error = write(&root, wanted(last)).unwrap_err();
            assert_eq!(error.to_string(), sentence);
            assert_eq!(state(&root), before, "{sentence}");
        }
        let written = write(&root, wanted(file("last", Some("old\n"), Some("new\n")))).unwrap();
        assert_eq!(written.changed().to_string(), "wrote changes, comes, last; removed goes");
        let names: Vec<_> = state(&root).into_iter().map(|(name, text, _)| name + "=" + &text).collect();
        assert_eq!(names, ["changes=new\n", "comes=new\n", "last=new\n"]);
        assert_eq!(written.undo(anyhow::anyhow!("no")).to_string(), "no");
        assert_eq!(state(&root), before);
    }

    #[test]
    fn a_file_that_is_saved_before_the_others_are_taken_back_stays_as_it_was_saved() {
        let (_dir, root) = folder();
        let written = write(&root, wanted(file("last", Some("old\n"), Some("new\n")))).unwrap();
        for name in ["changes", "goes"] {
            fs::write(root.join(name), "theirs\n").unwrap();
        }
        let error = written.undo(anyhow::anyhow!("the disk is full"));
        let said = format!("{error:#}");
        for name in ["changes", "goes"] {
            assert!(said.contains(&format!("{name} does not get its old text again")), "{said}");
            assert_eq!(fs::read_to_string(root.join(name)).unwrap(), "theirs\n");
        }
        assert!(said.ends_with(": the disk is full"), "{said}");
        assert_eq!(fs::read_to_string(root.join("last")).unwrap(), "old\n");
        assert!(!root.join("comes").exists());
    }
}
