//! One file, replaced by one rename: whoever reads it sees the old text or the new one, whatever happens meanwhile.

mod remove;
mod turn;

use std::fmt;
use std::fs;
use std::io::{self, Write as _};

use anyhow::{Context as _, Result};
use camino::{Utf8Path, Utf8PathBuf};

use crate::base::regular;
use crate::base::uninterrupted::uninterrupted;
pub use remove::{ignore_missing, remove_folder, remove_known, removed};
use turn::turn;

/// The end of the name of a file that is about to replace another one. `.gitignore` has it.
const NEW: &str = ".xtask-new";

/// The name that something has, beside its place, until it is complete.
pub fn unfinished(path: &Utf8Path) -> Utf8PathBuf {
    path.with_file_name(format!(".{}.{}{NEW}", path.file_name().unwrap_or_default(), std::process::id()))
}

/// How often a file is written anew that another command took for a left-over.
const TRIES: usize = 10;

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

/// Somebody else has changed the file since it was read.
#[derive(Debug)]
pub struct ChangedMeanwhile(pub String);

impl fmt::Display for ChangedMeanwhile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} was changed while this command ran, and stays so; run the command again", self.0)
    }
}

impl std::error::Error for ChangedMeanwhile {}

/// Sees to it that the file has this text and this access. Returns whether it had not.
///
/// # Errors
///
/// `BadInput` for what is no file; if it, or its folder, cannot be written; the old file is then as it was.
pub fn replace(path: &Utf8Path, text: impl AsRef<[u8]>, access: Access) -> Result<bool> {
    let old = read(path)?;
    replace_known(path, old.as_deref(), text.as_ref(), access)
}

/// The same for a file that was read before; `old` is what it said.
///
/// # Errors
///
/// As [`replace`]; [`ChangedMeanwhile`] if it says something else by now.
pub fn replace_known(path: &Utf8Path, old: Option<&[u8]>, text: &[u8], access: Access) -> Result<bool> {
    if old == Some(text) && access.is_of(path) {
        return Ok(false);
    }
    if let Some(folder) = path.parent().filter(|folder| !folder.is_dir()) {
        fs::create_dir_all(folder)
            .and_then(|()| give_to_owner_of_folder(folder))
            .with_context(|| format!("cannot make the folder `{folder}`"))?;
    }
    let _turn = turn(path);
    let mut done = uninterrupted(|| put(path, old, text, access));
    for _ in 0..TRIES {
        match &done {
            // A command that starts just now has removed the new file, as one that a killed command left.
            Err(error) if is_missing(error) => done = uninterrupted(|| put(path, old, text, access)),
            _ => break,
        }
    }
    // On a drive of Windows a mode has no effect, so that nothing has changed.
    done.map(|written| written && (old != Some(text) || access.is_of(path)))
}

fn is_missing(error: &anyhow::Error) -> bool {
    error.downcast_ref::<io::Error>().is_some_and(|error| error.kind() == io::ErrorKind::NotFound)
}

/// Puts the text into a file beside `path` and renames that: a crash or a full disk leaves the old file whole.
fn put(path: &Utf8Path, old: Option<&[u8]>, text: &[u8], access: Access) -> Result<bool> {
    let temporary = unfinished(path);
    let done = write_new(&temporary, path, text, access)
        .map_err(anyhow::Error::new)
        .and_then(|()| put_in_place(&temporary, path, old, text))
        .map_err(|error| match error.is::<ChangedMeanwhile>() {
            true => error,
            false => error.context(format!("cannot write `{path}`; the old file is as it was")),
        });
    if !matches!(done, Ok(true)) {
        // The first error is the one to report.
        let _ = fs::remove_file(&temporary);
    }
    done
}

/// Renames, unless somebody has changed the old file. Returns whether it was renamed.
fn put_in_place(temporary: &Utf8Path, path: &Utf8Path, old: Option<&[u8]>, text: &[u8]) -> Result<bool> {
    let now = read(path)?;
    if now.as_deref() == old {
        fs::rename(temporary, path)?;
        return Ok(true);
    }
    // Another command may write the same at the same time.
    if now.as_deref() == Some(text) { Ok(false) } else { Err(ChangedMeanwhile(path.to_string()).into()) }
}

fn read(path: &Utf8Path) -> Result<Option<Vec<u8>>> {
    regular::read(Utf8Path::new(""), path)
}

/// Makes the new file, with the mode that it is to have.
fn write_new(temporary: &Utf8Path, path: &Utf8Path, text: &[u8], access: Access) -> io::Result<()> {
    // One of the same name can only be left of a process that had this id, or be a trap: it is not written into.
    let _ = fs::remove_file(temporary);
    let mut options = fs::File::options();
    options.write(true).create_new(true);
    let old = fs::metadata(path).ok().filter(|_| access == Access::Everybody);
    #[cfg(unix)]
    {
        use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _};
        if access == Access::Owner {
            options.mode(0o600);
        } else if let Some(old) = &old {
            options.mode(old.permissions().mode() & 0o777);
        }
    }
    let mut file = options.open(temporary)?;
    file.write_all(text)?;
    #[cfg(unix)]
    if let Some((user, group)) = owner_of_folder(temporary, &file.metadata()?)? {
        std::os::unix::fs::fchown(&file, Some(user), Some(group))?;
    }
    // Only if the mask for new files took something: on a drive of Windows even the mode that it has may be refused.
    if let Some(old) =
        old.filter(|old| file.metadata().is_ok_and(|new| new.permissions() != old.permissions()))
    {
        file.set_permissions(old.permissions())?;
    }
    file.sync_all()
}

/// Under sudo the files of docker/ are to be the project's owner's, as its folder is: whose it has to become, if not so yet.
#[cfg(unix)]
fn owner_of_folder(path: &Utf8Path, ours: &fs::Metadata) -> io::Result<Option<(u32, u32)>> {
    use std::os::unix::fs::MetadataExt as _;
    let Some(folder) = path.parent() else { return Ok(None) };
    let folder = fs::metadata(folder)?;
    Ok((ours.uid() == 0 && folder.uid() != 0).then(|| (folder.uid(), folder.gid())))
}

fn give_to_owner_of_folder(path: &Utf8Path) -> io::Result<()> {
    #[cfg(unix)]
    if let Some((user, group)) = owner_of_folder(path, &fs::symlink_metadata(path)?)? {
        std::os::unix::fs::lchown(path, Some(user), Some(group))?;
    }
    Ok(())
}

/// Removes from a folder the new files that a killed command left. A command that runs just now writes its own once more.
pub fn remove_left_overs(folder: &Utf8Path) {
    for entry in folder.read_dir_utf8().into_iter().flatten().flatten() {
        if left_over(entry.file_name()).is_some() && entry.file_type().is_ok_and(|kind| kind.is_file()) {
            // If it cannot be removed, it is in nobody's way.
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// Of what, and of which process, something of this name is the unfinished state.
pub fn left_over(name: &str) -> Option<(&str, u32)> {
    let name = name.strip_prefix('.').and_then(|name| name.strip_suffix(NEW));
    let (name, id) = name?.rsplit_once('.')?;
    Some((name, id.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicBool, Ordering::SeqCst};

    use super::*;

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
        let path = folder.join("Dockerfile");
        fs::write(&path, "theirs").unwrap();
        // What was read is no longer there: as with a full disk, this is known after the new text was begun.
        let message = replace_known(&path, Some(b"old"), b"new", Access::Everybody).unwrap_err().to_string();
        assert_eq!(
            message,
            format!("{path} was changed while this command ran, and stays so; run the command again")
        );
        assert_eq!(fs::read_to_string(&path).unwrap(), "theirs");
        assert!(
            !replace_known(&path, Some(b"old"), b"theirs", Access::Everybody).unwrap(),
            "both want the same"
        );
        assert_eq!(folder.read_dir_utf8().unwrap().count(), 1);
    }

    #[test]
    fn only_files_that_were_about_to_replace_another_are_left_overs() {
        let table = [
            (".environment.yml.12.xtask-new", true),
            ("..env.4194304.xtask-new", true),
            ("environment.yml.12.xtask-new", false),
            (".environment.yml.xtask-new", false),
            (".12.xtask-new", false),
            (".environment.yml.12.new", false),
            (".xtask-new", false),
        ];
        for (name, is) in table {
            assert_eq!(left_over(name).is_some(), is, "{name}");
        }
    }

    #[test]
    fn a_new_file_that_is_taken_for_a_left_over_is_written_again() {
        let dir = tempfile::tempdir().unwrap();
        let folder = Utf8PathBuf::from_path_buf(dir.path().to_owned()).unwrap();
        let path = folder.join("a");
        let is_over = AtomicBool::new(false);
        // The other command takes five of them, which are fewer than the tries for one.
        let written = std::thread::scope(|scope| {
            scope.spawn(|| {
                let mut removed = 0;
                while removed < 5 && !is_over.load(SeqCst) {
                    removed += usize::from(fs::remove_file(unfinished(&path)).is_ok());
                }
                is_over.store(true, SeqCst);
            });
            let mut texts =
                (0..200_000).map(|number| number.to_string()).take_while(|_| !is_over.load(SeqCst));
            let written = texts.try_for_each(|text| {
                anyhow::ensure!(replace(&path, &text, Access::Everybody)?, "{text} is not written");
                anyhow::ensure!(fs::read_to_string(&path)? == text, "{text} is not there");
                Ok(())
            });
            is_over.store(true, SeqCst);
            written
        });
        written.unwrap();
    }

    #[test]
    fn of_several_at_a_time_each_sees_what_the_others_have_written() {
        let dir = tempfile::tempdir().unwrap();
        let path = Utf8Path::from_path(dir.path()).unwrap().join("a");
        let append = |line: String| loop {
            let old = fs::read(&path).ok();
            let new = [old.clone().unwrap_or_default(), line.clone().into_bytes()].concat();
            match replace_known(&path, old.as_deref(), &new, Access::Everybody) {
                Err(error) if error.is::<ChangedMeanwhile>() => {}
                written => return assert!(written.unwrap()),
            }
        };
        std::thread::scope(|scope| {
            for writer in 0..4 {
                scope.spawn(move || (0..50).for_each(|number| append(format!("{writer} {number}\n"))));
            }
        });
        assert_eq!(fs::read_to_string(&path).unwrap().lines().count(), 200);
    }

    #[test]
    fn a_link_in_the_place_of_the_new_file_is_not_followed() {
        let dir = tempfile::tempdir().unwrap();
        let folder = Utf8Path::from_path(dir.path()).unwrap();
        fs::write(folder.join("secret"), "theirs").unwrap();
        let trap = unfinished(&folder.join("a"));
        std::os::unix::fs::symlink("secret", &trap).unwrap();
        replace(&folder.join("a"), "new", Access::Owner).unwrap();
        assert_eq!(fs::read_to_string(folder.join("secret")).unwrap(), "theirs");
        assert_eq!(fs::read_to_string(folder.join("a")).unwrap(), "new");
        assert!(!trap.exists());
    }
}
