//! A copy of the files of `build-files`, for a build outside of the project. What else is in its folder stays as it is.

use std::fs;
use std::io;

use anyhow::{Context as _, Result};
use camino::{Utf8Path, Utf8PathBuf};

use super::walk;
use crate::base::error::Mistake;
use crate::base::files::{Access, replace};
use crate::base::regular::{self, require_inside};
use crate::base::replace::ignore_missing;
use crate::project::settings::inner_path::inner_path;

/// The file that lists what was copied, so that it can be removed when the files are others.
const LIST: &str = ".build-files";

/// What ends each path of the list: no path has it. A list without it is that of an earlier version, with a path in each line.
const END: char = '\0';

/// Copies the files into `folder`, at the same paths, and removes from it those of an earlier copy.
///
/// # Errors
///
/// As [`super::digest`]; `BadInput` for what stands in the place of a copy and is none; if the folder cannot be written.
pub fn copy(root: &Utf8Path, files: &[Utf8PathBuf], folder: &Utf8Path) -> Result<()> {
    remove(folder)?;
    let list = folder.join(LIST);
    let mut missing = Vec::new();
    for path in walk(root, files)? {
        if !is_there(root, &path, folder)? {
            missing.push(path);
        }
    }
    if missing.is_empty() {
        return ignore_missing(fs::remove_file(&list)).with_context(|| format!("cannot remove `{list}`"));
    }
    // First the list: of a copy that is killed halfway, all can be removed.
    let is_folder = |path: &Utf8Path| root.join(path).symlink_metadata().is_ok_and(|kind| kind.is_dir());
    let entry = |path: &Utf8PathBuf| format!("{path}{}{END}", if is_folder(path) { "/" } else { "" });
    replace(&list, missing.iter().map(entry).collect::<String>(), Access::Everybody)?;
    missing.iter().try_for_each(|path| {
        copy_one(&root.join(path), &folder.join(path))
            .with_context(|| format!("cannot copy `{path}` to `{folder}`"))
    })
}

/// Removes what an earlier copy has put there.
fn remove(folder: &Utf8Path) -> Result<()> {
    let listed = regular::read(folder, LIST.into())?.unwrap_or_default();
    let listed = String::from_utf8_lossy(&listed);
    let paths: Vec<_> = match listed.contains(END) {
        true => listed.split(END).collect(),
        false => listed.lines().collect(),
    };
    // What is in a folder stands behind it.
    for named in paths.iter().rev() {
        // Somebody may have written into the list, or put a link into the way.
        let Some(path) = inner_path(named).filter(|path| path != "") else { continue };
        if require_inside(folder, path.parent().unwrap_or(Utf8Path::new(""))).is_err() {
            continue;
        }
        let full = folder.join(&path);
        let is_folder = full.symlink_metadata().is_ok_and(|kind| kind.is_dir());
        let removed = match (is_folder, named.ends_with('/')) {
            // Something else may be in it by now.
            (true, true) => fs::remove_dir(&full).or(Ok(())),
            (true, false) if listed.contains(END) => Ok(()),
            (true, false) => fs::remove_dir_all(&full),
            (false, _) => fs::remove_file(&full),
        };
        ignore_missing(removed).with_context(|| format!("cannot remove `{path}` from `{folder}`"))?;
    }
    Ok(())
}

/// Whether the folder has the file, which is somebody else's then and stays.
///
/// # Errors
///
/// `BadInput` if it is another one.
fn is_there(root: &Utf8Path, path: &Utf8Path, folder: &Utf8Path) -> Result<bool> {
    require_inside(folder, path.parent().unwrap_or(Utf8Path::new("")))?;
    let (from, to) = (root.join(path), folder.join(path));
    let Ok(there) = to.symlink_metadata() else { return Ok(false) };
    let ours = from.symlink_metadata().with_context(|| format!("cannot read `{path}`"))?;
    let is_same = there.file_type() == ours.file_type()
        && match () {
            () if ours.is_dir() => true,
            () if ours.is_symlink() => from.read_link()? == to.read_link()?,
            () => there.len() == ours.len() && regular::read(root, path)? == regular::read(folder, path)?,
        };
    match is_same {
        true => Ok(true),
        false => Err(Mistake::new(
            format!("this stands where the copy of {path} of `build-files` is to be, and is no copy of it"),
            "move it, or choose another folder",
        )
        .in_file(&to)),
    }
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

#[cfg(test)]
mod tests {
    use std::os::unix::fs::symlink;

    use super::super::tests::project;
    use super::*;

    #[test]
    fn a_copy_has_the_files_that_are_named_now_and_none_of_those_before() {
        let (dir, root) = project();
        let folder = Utf8Path::from_path(dir.path()).unwrap().join("copy");
        fs::create_dir(&folder).unwrap();
        fs::write(folder.join("mine"), "stays").unwrap();
        let there = |path: &str| folder.join(path).exists();
        copy(&root, &["src".into(), "data/d.csv".into()], &folder).unwrap();
        assert!(there("src/b/c.py") && there("data/d.csv") && there("mine") && !there("e"));
        fs::write(root.join("e"), "new").unwrap();
        copy(&root, &["e".into()], &folder).unwrap();
        assert!(there("e") && there("mine") && !there("src") && !there("data/d.csv"));
        fs::write(root.join("e"), "newer").unwrap();
        copy(&root, &["e".into()], &folder).unwrap();
        assert_eq!(fs::read_to_string(folder.join("e")).unwrap(), "newer");
        copy(&root, &[], &folder).unwrap();
        assert!(there("mine") && !there("e") && !there(LIST));
    }

    #[test]
    fn what_somebody_else_has_put_there_is_neither_replaced_nor_removed() {
        // What stands where a copy is to be, how it comes there, and whether the copy is made beside it.
        type Put = fn(&Utf8Path, &Utf8Path);
        let table: [(&str, Put, bool); 6] = [
            ("another file", |to, _| fs::write(to.join("e"), "mine").unwrap(), false),
            ("the same file", |to, _| fs::write(to.join("e"), "4").unwrap(), true),
            (
                "a hard link to the file",
                |to, root| fs::hard_link(root.join("e"), to.join("e")).unwrap(),
                true,
            ),
            ("a link to the file", |to, root| symlink(root.join("e"), to.join("e")).unwrap(), false),
            ("a folder", |to, _| fs::create_dir(to.join("e")).unwrap(), false),
            ("a folder that is a link", |to, root| symlink(root.join("src"), to.join("src")).unwrap(), false),
        ];
        for (name, put, is_made) in table {
            let (dir, root) = project();
            let folder = Utf8Path::from_path(dir.path()).unwrap().join("copy");
            fs::create_dir(&folder).unwrap();
            put(&folder, &root);
            for _ in 0..2 {
                let files = ["src/a.py".into(), "e".into()];
                assert_eq!(copy(&root, &files, &folder).is_ok(), is_made, "{name}");
                assert_eq!(fs::read_to_string(root.join("e")).unwrap(), "4", "{name}");
                assert_eq!(fs::read_to_string(root.join("src/a.py")).unwrap(), "1", "{name}");
            }
            copy(&root, &[], &folder).unwrap();
            assert!(["e", "src"].iter().any(|path| folder.join(path).symlink_metadata().is_ok()), "{name}");
        }
    }

    #[test]
    fn a_list_removes_nothing_but_copies_in_its_folder() {
        let (dir, root) = project();
        let top = Utf8Path::from_path(dir.path()).unwrap();
        let folder = top.join("copy");
        let lists = [
            "\n",
            ".\n",
            "../project\n",
            "/\n",
            "link/a.py\n",
            "\0",
            "../project/e\0",
            "link/a.py\0",
            "full/\0",
        ];
        for list in lists.map(|list| list.replace("\n/", &format!("\n{root}/"))) {
            fs::create_dir_all(folder.join("full")).unwrap();
            fs::write(folder.join("full/mine"), "").unwrap();
            let _ = symlink(root.join("src"), folder.join("link"));
            fs::write(folder.join(LIST), &list).unwrap();
            copy(&root, &[], &folder).unwrap();
            assert!(folder.join("full/mine").exists() && root.join("src/a.py").exists(), "{list:?}");
            assert!(root.join("e").exists(), "{list:?}");
        }
        // An earlier version has named the folders alone.
        fs::write(folder.join(LIST), "full\n").unwrap();
        copy(&root, &[], &folder).unwrap();
        assert!(!folder.join("full").exists());
    }
}
