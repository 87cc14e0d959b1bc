//! Files as values: writes those that differ, each by one rename.

use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::io::{self, Write as _};

use anyhow::{Context as _, Result};
use camino::{Utf8Path, Utf8PathBuf};

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

/// Writes the files that differ into `root`, each by one rename, and removes those of `known` that are not among them.
///
/// # Errors
///
/// If a folder cannot be written; each file is then whole, the old one or the new one.
pub fn write(files: &Files, known: &[Utf8PathBuf], root: &Utf8Path) -> Result<Changed> {
    let mut changed = Changed::default();
    for (name, text) in files {
        if replace(&root.join(name), text, Access::Everybody)? {
            changed.written.push(name.to_string());
        }
    }
    for name in known.iter().filter(|name| !files.contains_key(*name)) {
        let path = root.join(name);
        match fs::remove_file(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            removed => {
                removed.with_context(|| format!("cannot remove `{path}`, which is no longer generated"))?;
                changed.removed.push(name.to_string());
            }
        }
    }
    Ok(changed)
}

/// Who may read a file.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Those who may read the old file, or else whoever the system lets.
    Everybody,
    /// Its owner alone, whoever may read the old file.
    Owner,
}

impl Access {
    /// Whether the file, which is there, has it.
    fn is_of(self, path: &Utf8Path) -> bool {
        #[cfg(unix)]
        if self == Self::Owner {
            use std::os::unix::fs::PermissionsExt as _;
            return fs::metadata(path).is_ok_and(|file| file.permissions().mode() & 0o077 == 0);
        }
        true
    }
}

/// Sees to it that the file has this text and this access. Returns whether it had not.
///
/// # Errors
///
/// If it, or its folder, cannot be written; the old file is then as it was.
pub fn replace(path: &Utf8Path, text: &str, access: Access) -> Result<bool> {
    if fs::read(path).is_ok_and(|old| old == text.as_bytes()) && access.is_of(path) {
        return Ok(false);
    }
    if let Some(folder) = path.parent().filter(|folder| !folder.is_dir()) {
        fs::create_dir_all(folder)
            .and_then(|()| give_to_owner_of_folder(folder))
            .with_context(|| format!("cannot make the folder `{folder}`"))?;
    }
    put(path, text, access).with_context(|| format!("cannot write `{path}`; the old file is as it was"))?;
    Ok(true)
}

/// Puts the text into a file beside `path` and renames that: a crash or a full disk leaves the old file whole.
fn put(path: &Utf8Path, text: &str, access: Access) -> io::Result<()> {
    // Two commands may do this at the same time; whichever is last, the text is the same.
    let temporary =
        path.with_file_name(format!(".{}.{}.new", path.file_name().unwrap_or_default(), std::process::id()));
    let written = (|| {
        let mut options = fs::File::options();
        options.write(true).create(true).truncate(true);
        #[cfg(unix)]
        if access == Access::Owner {
            std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        }
        let mut file = options.open(&temporary)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        give_to_owner_of_folder(&temporary)?;
        if let Some(old) = fs::metadata(path).ok().filter(|_| access == Access::Everybody) {
            fs::set_permissions(&temporary, old.permissions())?;
        }
        fs::rename(&temporary, path)
    })();
    if written.is_err() {
        // The first error is the one to report.
        let _ = fs::remove_file(&temporary);
    }
    written
}

/// Under sudo the files of docker/ are to be the project's owner's, as its folder is.
fn give_to_owner_of_folder(path: &Utf8Path) -> io::Result<()> {
    #[cfg(unix)]
    if let Some(folder) = path.parent() {
        use std::os::unix::fs::{MetadataExt as _, chown};
        let (folder, ours) = (fs::metadata(folder)?, fs::metadata(path)?);
        if ours.uid() == 0 && folder.uid() != 0 {
            chown(path, Some(folder.uid()), Some(folder.gid()))?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

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

    #[cfg(unix)]
    #[test]
    fn an_old_file_lends_its_mode_to_the_new_one_unless_that_is_its_owner_s_alone() {
        use std::os::unix::fs::PermissionsExt as _;
        let dir = tempfile::tempdir().unwrap();
        let file = Utf8Path::from_path(dir.path()).unwrap().join("a");
        // The access, the new text, whether something was written, and the mode afterwards.
        let table = [
            (Access::Owner, "old", true, 0o600),
            (Access::Owner, "new", true, 0o600),
            (Access::Everybody, "old", false, 0o664),
            (Access::Everybody, "new", true, 0o664),
        ];
        for (access, text, changes, mode) in table {
            fs::write(&file, "old").unwrap();
            fs::set_permissions(&file, fs::Permissions::from_mode(0o664)).unwrap();
            assert_eq!(replace(&file, text, access).unwrap(), changes, "{text} {mode:o}");
            assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, mode, "{text}");
            assert_eq!(fs::read_to_string(&file).unwrap(), text);
            assert!(!replace(&file, text, access).unwrap(), "{text} {mode:o}: it is as it is to be");
        }
    }

    #[test]
    fn a_file_that_cannot_be_written_leaves_the_old_one_whole_and_no_other_behind() {
        let dir = tempfile::tempdir().unwrap();
        let folder = Utf8Path::from_path(dir.path()).unwrap();
        // Renaming a file onto a folder fails as a full disk does: after the new text was begun.
        fs::create_dir(folder.join("Dockerfile")).unwrap();
        let files = Files::from([("Dockerfile".into(), "FROM x\n".to_owned())]);
        let message = format!("{:#}", write(&files, &[], folder).unwrap_err());
        assert!(
            message.starts_with(&format!("cannot write `{folder}/Dockerfile`; the old file is as it was: ")),
            "{message}"
        );
        assert_eq!(folder.read_dir_utf8().unwrap().count(), 1);
    }
}
