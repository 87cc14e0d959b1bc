//! Looks at a file before it is read or replaced: to read a named pipe would never end, and a link may lead out of the project.
//!
//! No other module reads a file that a user may have put there; a test holds this. Who reads what:
//!
//! | reader | for | what is not UTF-8 | what is no file | what is too large |
//! | --- | --- | --- | --- | --- |
//! | `Source::read`, `Overlay::read` | what the user wrote, and what is rendered | an error with its place | an error | an error |
//! | `Source::bytes`, `Overlay::bytes` | the same, as it is | stays | an error | an error |
//! | `Overlay::hint` | a file of the user's that is not used, but tells something | is replaced | counts as absent | counts as absent |
//! | [`read`] | what this tool wrote, and what is compared or copied | stays | an error | is read |
//! | [`lenient`] | what a program wrote, and nobody needs | is replaced | counts as empty | is read |

use std::fs::{self, Metadata};
use std::io;

use anyhow::{Context as _, Result};
use camino::{Utf8Path, Utf8PathBuf};

use crate::base::error::Mistake;

/// What to do about something that is no file.
const ADVICE: &str = "put a text file in its place";

/// What to do about a link that leads to no file of the project.
const LINK_ADVICE: &str = "put what it stands for in its place";

/// What is known of the file `root/path`, or of what it is a link to; `None` if there is none.
///
/// # Errors
///
/// `BadInput` with `path` for what is no file.
pub fn look(root: &Utf8Path, path: &Utf8Path) -> Result<Option<Metadata>> {
    match fs::metadata(root.join(path)) {
        Ok(metadata) => match kind(&metadata) {
            None => Ok(Some(metadata)),
            Some(kind) => Err(Mistake::new(format!("this is {kind}"), ADVICE).in_file(path)),
        },
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => match obstacle(root, path) {
            Some(Obstacle { path, what, advice }) => {
                Err(Mistake::new(format!("this is {what}"), advice).in_file(path))
            }
            None => Err(error).with_context(|| format!("cannot read `{path}`")),
        },
    }
}

/// Something that keeps the way to a file from leading there.
pub struct Obstacle<'a> {
    /// Where it is.
    pub path: &'a Utf8Path,
    /// What it is.
    pub what: &'static str,
    /// What to do about it.
    pub advice: &'static str,
}

/// The first link on the way to `root/path` that leads nowhere, such as to itself, or the first thing that is no folder.
pub fn obstacle<'a>(root: &Utf8Path, path: &'a Utf8Path) -> Option<Obstacle<'a>> {
    let mut way: Vec<_> = path.ancestors().filter(|part| *part != "").collect();
    way.reverse();
    way.into_iter().find_map(|part| {
        let full = root.join(part);
        let (what, advice) = match fs::metadata(&full) {
            Ok(metadata) if metadata.is_dir() || part == path => return None,
            Ok(metadata) => (kind(&metadata).unwrap_or("a file"), "put a folder in its place"),
            // Where nobody may look, nobody knows where a link leads.
            Err(error) if error.kind() == io::ErrorKind::PermissionDenied || !full.is_symlink() => {
                return None;
            }
            Err(_) => ("a link that leads nowhere", LINK_ADVICE),
        };
        Some(Obstacle { path: part, what, advice })
    })
}

/// What this is, if it is no file.
fn kind(metadata: &Metadata) -> Option<&'static str> {
    let kind = metadata.file_type();
    if kind.is_file() {
        return None;
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::FileTypeExt as _;
        let kinds = [
            (kind.is_fifo(), "a named pipe"),
            (kind.is_socket(), "a socket"),
            (kind.is_block_device() || kind.is_char_device(), "a device"),
        ];
        if let Some((_, name)) = kinds.into_iter().find(|(is, _)| *is) {
            return Some(name);
        }
    }
    Some(if kind.is_dir() { "a directory" } else { "not a regular file" })
}

/// Reads `root/path`; `None` if there is no such file.
///
/// # Errors
///
/// As [`look`].
pub fn read(root: &Utf8Path, path: &Utf8Path) -> Result<Option<Vec<u8>>> {
    if look(root, path)?.is_none() {
        return Ok(None);
    }
    fs::read(root.join(path)).map(Some).with_context(|| format!("cannot read `{path}`"))
}

/// What a file says that need not be there, and that a program wrote; nothing if it cannot be read. What is not UTF-8 becomes U+FFFD.
pub fn lenient(path: &Utf8Path) -> String {
    let bytes = read(Utf8Path::new(""), path).ok().flatten();
    String::from_utf8_lossy(&bytes.unwrap_or_default()).into_owned()
}

/// Whether a program is a script, which another program reads.
pub fn is_script(path: &Utf8Path) -> bool {
    use std::io::Read as _;
    let mut begins = [0; 2];
    look(Utf8Path::new(""), path).is_ok()
        && fs::File::open(path).is_ok_and(|mut file| file.read_exact(&mut begins).is_ok())
        && &begins == b"#!"
}

/// Whether this is a file that somebody may run.
pub fn is_program(path: &Utf8Path) -> bool {
    let Ok(Some(metadata)) = look(Utf8Path::new(""), path) else { return false };
    #[cfg(unix)]
    let may_run = std::os::unix::fs::PermissionsExt::mode(&metadata.permissions()) & 0o111 != 0;
    #[cfg(not(unix))]
    let may_run = metadata.is_file();
    may_run
}

/// Refuses a path on whose way a link leads out of `root`, or nowhere.
///
/// # Errors
///
/// `BadInput` with the link.
pub fn require_inside(root: &Utf8Path, path: &Utf8Path) -> Result<()> {
    let mut inside = Utf8PathBuf::new();
    for component in path.components() {
        inside.push(component);
        let full = root.join(&inside);
        if !full.is_symlink() {
            continue;
        }
        let goal = match full.canonicalize_utf8() {
            Ok(goal) if goal.starts_with(root.canonicalize_utf8()?) => continue,
            Ok(goal) => format!("out of the project, to {goal}"),
            Err(_) => "nowhere".to_owned(),
        };
        let sentence = format!("this is a link that leads {goal}");
        return Err(Mistake::new(sentence, LINK_ADVICE).in_file(&inside));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::symlink;

    use super::*;

    #[test]
    fn what_is_no_file_is_named_and_not_waited_for() {
        let dir = tempfile::tempdir().unwrap();
        let root = Utf8Path::from_path(dir.path()).unwrap();
        fs::create_dir(root.join("folder")).unwrap();
        let _socket = std::os::unix::net::UnixListener::bind(root.join("socket")).unwrap();
        symlink("/dev/zero", root.join("device")).unwrap();
        symlink("socket", root.join("link")).unwrap();
        fs::write(root.join("file"), "text").unwrap();
        symlink("file", root.join("good")).unwrap();
        let table =
            [("folder", "a directory"), ("socket", "a socket"), ("device", "a device"), ("link", "a socket")];
        for (name, kind) in table {
            let message = read(root, name.into()).unwrap_err().to_string();
            assert_eq!(message, format!("{name}: this is {kind}; put a text file in its place"));
        }
        for name in ["file", "good"] {
            assert_eq!(read(root, name.into()).unwrap().as_deref(), Some(&b"text"[..]), "{name}");
        }
        assert!(read(root, "none".into()).unwrap().is_none());
    }

    #[test]
    fn a_link_to_itself_and_a_folder_that_is_none_are_named() {
        let dir = tempfile::tempdir().unwrap();
        let root = Utf8Path::from_path(dir.path()).unwrap();
        let _socket = std::os::unix::net::UnixListener::bind(root.join("socket")).unwrap();
        fs::write(root.join("file"), "text").unwrap();
        for (goal, name) in [("itself", "itself"), ("two", "one"), ("one", "two"), ("file/x", "dead")] {
            symlink(goal, root.join(name)).unwrap();
        }
        let (nowhere, what) = ("a link that leads nowhere", "what it stands for");
        let table = [
            ("itself", "itself", nowhere, what),
            ("one", "one", nowhere, what),
            ("itself/a/b", "itself", nowhere, what),
            ("dead", "dead", nowhere, what),
            ("file/a", "file", "a file", "a folder"),
            ("socket/a/b", "socket", "a socket", "a folder"),
        ];
        for (path, named, kind, instead) in table {
            let message = look(root, path.into()).unwrap_err().to_string();
            assert_eq!(message, format!("{named}: this is {kind}; put {instead} in its place"), "{path}");
        }
    }

    #[test]
    fn a_link_may_lead_anywhere_in_the_project_and_not_out_of_it() {
        let dir = tempfile::tempdir().unwrap();
        let outside = Utf8Path::from_path(dir.path()).unwrap().canonicalize_utf8().unwrap();
        let root = outside.join("project");
        fs::create_dir_all(root.join("real")).unwrap();
        for (goal, name) in [("real", "in"), ("..", "out"), ("gone", "dead"), ("out", "over"), ("/", "top")] {
            symlink(goal, root.join(name)).unwrap();
        }
        for path in ["real/a", "in/a", "in", "new/a/b"] {
            assert!(require_inside(&root, path.into()).is_ok(), "{path}");
        }
        for (path, link, goal) in [
            ("out/a", "out", format!("out of the project, to {outside}")),
            ("over", "over", format!("out of the project, to {outside}")),
            ("top/a/b", "top", "out of the project, to /".to_owned()),
            ("dead/a", "dead", "nowhere".to_owned()),
        ] {
            let message = require_inside(&root, path.into()).unwrap_err().to_string();
            let sentence = format!("this is a link that leads {goal}; put what it stands for in its place");
            assert_eq!(message, format!("{link}: {sentence}"));
        }
    }
}
