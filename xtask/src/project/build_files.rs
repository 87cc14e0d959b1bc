//! The files of the setting `build-files`: what they are now, and a copy of them for a build outside of the project.

use std::fs;
use std::io;

use anyhow::{Context as _, Result};
use camino::{Utf8Path, Utf8PathBuf};

use crate::base::digest::short;
use crate::base::error::Mistake;
use crate::base::regular;

/// What programs leave beside files and no build reads: with it, each run of Python would build the image again.
pub const LEFT_OUT: [&str; 4] = ["__pycache__", ".ipynb_checkpoints", ".git", ".DS_Store"];

/// The file that lists what was copied, so that it can be removed when the list changes.
const LIST: &str = ".build-files";

/// A digest of all these files: their names, contents, and whether they may be executed; `None` if there are none.
///
/// # Errors
///
/// `BadInput` for a socket or a device among them; if one cannot be read.
pub fn digest(root: &Utf8Path, files: &[Utf8PathBuf]) -> Result<Option<String>> {
    if files.is_empty() {
        return Ok(None);
    }
    let mut hash = hmac_sha256::Hash::new();
    for path in walk(root, files)? {
        let full = root.join(&path);
        let kind = fs::symlink_metadata(&full)?;
        let (mark, bytes) = if kind.is_dir() {
            ('d', Vec::new())
        } else if kind.is_symlink() {
            ('l', full.read_link_utf8()?.into_string().into_bytes())
        } else {
            let bytes = regular::read(root, &path)?.unwrap_or_default();
            (if is_executable(&kind) { 'x' } else { 'f' }, bytes)
        };
        hash.update(format!("{mark}{} {path}\0{} ", path.as_str().len(), bytes.len()));
        hash.update(bytes);
    }
    Ok(Some(short(&hash.finalize())))
}

/// Copies the files into `folder`, at the same paths, and removes from it those of an earlier copy.
///
/// # Errors
///
/// As [`digest`]; if the folder cannot be written.
pub fn copy(root: &Utf8Path, files: &[Utf8PathBuf], folder: &Utf8Path) -> Result<()> {
    let list = folder.join(LIST);
    let listed = regular::read(folder, LIST.into())?.unwrap_or_default();
    for old in String::from_utf8_lossy(&listed).lines() {
        remove(&folder.join(old)).with_context(|| format!("cannot remove `{old}` from `{folder}`"))?;
    }
    if files.is_empty() {
        return ignore_missing(fs::remove_file(&list)).map_err(Into::into);
    }
    for path in walk(root, files)? {
        let (from, to) = (root.join(&path), folder.join(&path));
        copy_one(&from, &to).with_context(|| format!("cannot copy `{path}` to `{folder}`"))?;
    }
    let names: Vec<&str> = files.iter().map(|file| file.as_str()).collect();
    fs::write(&list, names.join("\n")).with_context(|| format!("cannot write `{list}`"))
}

fn copy_one(from: &Utf8Path, to: &Utf8Path) -> io::Result<()> {
    let kind = fs::symlink_metadata(from)?;
    if kind.is_dir() {
        return fs::create_dir_all(to);
    }
    if let Some(parent) = to.parent() {
        fs::create_dir_all(parent)?;
    }
    #[cfg(unix)]
    if kind.is_symlink() {
        return std::os::unix::fs::symlink(fs::read_link(from)?, to);
    }
    fs::copy(from, to).map(drop)
}

fn remove(path: &Utf8Path) -> io::Result<()> {
    let is_folder = fs::symlink_metadata(path).is_ok_and(|kind| kind.is_dir());
    ignore_missing(if is_folder { fs::remove_dir_all(path) } else { fs::remove_file(path) })
}

fn ignore_missing(result: io::Result<()>) -> io::Result<()> {
    result.or_else(|error| if error.kind() == io::ErrorKind::NotFound { Ok(()) } else { Err(error) })
}

/// The files, and all that is in those which are folders, sorted.
fn walk(root: &Utf8Path, files: &[Utf8PathBuf]) -> Result<Vec<Utf8PathBuf>> {
    let (mut found, mut open) = (Vec::new(), files.to_vec());
    while let Some(path) = open.pop() {
        let full = root.join(&path);
        let kind = fs::symlink_metadata(&full).with_context(|| format!("cannot read `{path}`"))?;
        if kind.is_dir() {
            for entry in full.read_dir_utf8().with_context(|| format!("cannot read `{path}`"))? {
                let name = entry?.file_name().to_owned();
                if !is_left_out(&name) {
                    open.push(path.join(name));
                }
            }
        } else if !kind.is_file() && !kind.is_symlink() {
            let sentence = "this is neither a file nor a folder, so no build can have it";
            return Err(Mistake::new(sentence, "take it out of `build-files`").in_file(&path));
        }
        found.push(path);
    }
    found.sort();
    Ok(found)
}

fn is_left_out(name: &str) -> bool {
    LEFT_OUT.contains(&name)
}

#[cfg(unix)]
fn is_executable(kind: &fs::Metadata) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    kind.permissions().mode() & 0o100 != 0
}

#[cfg(not(unix))]
fn is_executable(_: &fs::Metadata) -> bool {
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    fn project() -> (tempfile::TempDir, Utf8PathBuf) {
        let dir = tempfile::tempdir().unwrap();
        let root = Utf8PathBuf::from_path_buf(dir.path().join("project")).unwrap();
        for (file, text) in [("src/a.py", "1"), ("src/b/c.py", "2"), ("data/d.csv", "3"), ("e", "4")] {
            fs::create_dir_all(root.join(file).parent().unwrap()).unwrap();
            fs::write(root.join(file), text).unwrap();
        }
        (dir, root)
    }

    #[test]
    fn a_change_of_a_file_changes_the_digest_and_what_python_leaves_does_not() {
        let (_dir, root) = project();
        let files = ["src".into(), "e".into()];
        let first = digest(&root, &files).unwrap();
        assert_eq!(digest(&root, &[]).unwrap(), None);
        fs::create_dir(root.join("src/__pycache__")).unwrap();
        fs::write(root.join("src/__pycache__/a.pyc"), "x").unwrap();
        fs::write(root.join("data/d.csv"), "other").unwrap();
        assert_eq!(digest(&root, &files).unwrap(), first);
        fs::write(root.join("src/b/c.py"), "other").unwrap();
        let second = digest(&root, &files).unwrap();
        assert_ne!(second, first);
        fs::rename(root.join("src/b/c.py"), root.join("src/b/d.py")).unwrap();
        assert_ne!(digest(&root, &files).unwrap(), second);
    }

    #[test]
    fn a_copy_has_the_files_that_are_named_now_and_none_of_those_before() {
        let (dir, root) = project();
        let folder = Utf8Path::from_path(dir.path()).unwrap().join("copy");
        fs::create_dir(&folder).unwrap();
        fs::write(folder.join("mine"), "stays").unwrap();
        let there = |path: &str| folder.join(path).exists();
        copy(&root, &["src".into(), "data/d.csv".into()], &folder).unwrap();
        assert!(there("src/b/c.py") && there("data/d.csv") && there("mine") && !there("e"));
        copy(&root, &["e".into()], &folder).unwrap();
        assert!(there("e") && there("mine") && !there("src") && !there("data/d.csv"));
        copy(&root, &[], &folder).unwrap();
        assert!(there("mine") && !there("e") && !there(LIST));
    }
}
