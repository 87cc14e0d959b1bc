//! The files of the setting `build-files`: what they are now.

pub mod copy;

use std::fs;

use anyhow::{Context as _, Result};
use camino::{Utf8Path, Utf8PathBuf};

use crate::base::digest::short;
use crate::base::error::Mistake;
use crate::base::regular;

/// What programs leave beside files and no build reads: with it, each run of Python would build the image again.
pub const LEFT_OUT: [&str; 4] = ["__pycache__", ".ipynb_checkpoints", ".git", ".DS_Store"];

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

/// The files, and all that is in those which are folders, sorted.
///
/// # Errors
///
/// As [`digest`].
pub fn walk(root: &Utf8Path, files: &[Utf8PathBuf]) -> Result<Vec<Utf8PathBuf>> {
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
pub mod tests {
    use super::*;

    pub fn project() -> (tempfile::TempDir, Utf8PathBuf) {
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
}
