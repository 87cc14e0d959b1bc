//! A copy of the files of `build-files`, for a build outside of the project. What else is in its folder stays as it is.

mod list;
mod thing;

use std::fs;

use anyhow::{Context as _, Result};
use camino::{Utf8Path, Utf8PathBuf};

use super::walk;
use crate::base::error::Mistake;
use crate::base::regular::require_inside;
use crate::base::replace::{ignore_missing, remove_left_overs};
pub use list::Holder;
use list::{List, require_ours};
use thing::Thing;

/// Something to be copied.
struct Wanted {
    path: Utf8PathBuf,
    new: Thing,
    old: Option<Thing>,
}

/// Copies the files into `folder`, at the same paths, and removes from it those of an earlier copy. Returns a sentence for each
/// of those that a person has changed since: it stays.
///
/// # Errors
///
/// As [`super::digest`]; `BadInput`, before anything is changed, for what stands in the place of a copy and is none; if the
/// folder cannot be written.
pub fn copy(
    root: &Utf8Path,
    files: &[Utf8PathBuf],
    folder: &Utf8Path,
    holder: Holder,
) -> Result<Vec<String>> {
    let listed = List::read(folder, holder)?;
    let (mut all, mut copies) = (Vec::new(), List::default());
    let paths = walk(root, files)?;
    for path in &paths {
        let wanted = look(root, path, folder)?;
        let is_ours = |thing| holder == Holder::Tool || listed.has(&wanted.path, thing);
        match &wanted.old {
            Some(old) if !old.is_as(&wanted.new) && !is_ours(old) => {
                return Err(stranger(&wanted, &listed, folder));
            }
            // Somebody else has put the same there.
            Some(old) if old.is_as(&wanted.new) && !is_ours(old) => continue,
            _ => copies.add(&wanted.path, &wanted.new),
        }
        all.push(wanted);
    }
    // First a list of both: of a copy that is killed halfway, each file that is there is known.
    let both = listed.with(&copies);
    if both != listed {
        if holder == Holder::Person {
            require_ours(folder)?;
        }
        both.write(folder)?;
    }
    let kept = remove(folder, &listed, &paths, holder)?;
    for wanted in &all {
        put(wanted, folder, holder)
            .with_context(|| format!("cannot copy `{}` to `{folder}`", wanted.path))?;
    }
    if copies != both {
        copies.write(folder)?;
    }
    Ok(kept)
}

fn look(root: &Utf8Path, path: &Utf8Path, folder: &Utf8Path) -> Result<Wanted> {
    require_inside(folder, parent(path))?;
    let new = Thing::at(root, path)?.with_context(|| format!("cannot read `{path}`"))?;
    Ok(Wanted { path: path.to_owned(), new, old: Thing::at(folder, path)? })
}

/// Removes what is no longer to be there, if it is still what was put there. Returns what is to be said of the others.
fn remove(folder: &Utf8Path, listed: &List, wanted: &[Utf8PathBuf], holder: Holder) -> Result<Vec<String>> {
    let mut kept = Vec::new();
    // What is in a folder goes before it.
    for path in listed.paths().into_iter().rev() {
        // Somebody may have put a link into the way.
        if wanted.contains(path) || require_inside(folder, parent(path)).is_err() {
            continue;
        }
        match Thing::at(folder, path)? {
            None => {}
            // Something else may be in it by now.
            Some(Thing::Folder) => drop(fs::remove_dir(folder.join(path))),
            Some(thing) if holder == Holder::Tool || listed.has(path, &thing) => {
                thing.remove(&folder.join(path))?;
            }
            Some(_) => kept.push(format!(
                "{}: this is no longer of `build-files`, and stays, since it was changed after it was copied",
                folder.join(path)
            )),
        }
    }
    Ok(kept)
}

/// Makes the copy, unless it is there; its mode as well, since a copy that was killed may lack that.
fn put(wanted: &Wanted, folder: &Utf8Path, holder: Holder) -> Result<()> {
    let to = folder.join(&wanted.path);
    if let Some(parent) = to.parent() {
        remove_left_overs(parent);
    }
    let is_in_the_way =
        matches!((&wanted.old, &wanted.new), (Some(Thing::Folder), Thing::File(..) | Thing::Link(_)));
    if is_in_the_way && holder == Holder::Tool {
        ignore_missing(fs::remove_dir_all(&to))?;
        return wanted.new.make(None, &to);
    }
    match &wanted.old {
        Some(Thing::Folder) if matches!(wanted.new, Thing::Folder) => Ok(()),
        Some(Thing::Link(_)) if matches!(&wanted.old, Some(old) if old.is_as(&wanted.new)) => Ok(()),
        old => wanted.new.make(old.as_ref(), &to),
    }
}

/// The error for what stands in the place of a copy.
fn stranger(wanted: &Wanted, listed: &List, folder: &Utf8Path) -> anyhow::Error {
    let path = &wanted.path;
    let (sentence, advice) = match listed.paths().contains(path) {
        true => (
            format!("this was changed after it was copied from {path} of `build-files`"),
            "make the change there, and move this file away",
        ),
        false => (
            format!("this stands where the copy of {path} of `build-files` is to be, and is no copy of it"),
            "move it, or choose another folder",
        ),
    };
    Mistake::new(sentence, advice).in_file(&folder.join(path))
}

fn parent(path: &Utf8Path) -> &Utf8Path {
    path.parent().unwrap_or(Utf8Path::new(""))
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
        copy(&root, &["src".into(), "data/d.csv".into()], &folder, Holder::Person).unwrap();
        assert!(there("src/b/c.py") && there("data/d.csv") && there("mine") && !there("e"));
        fs::write(root.join("e"), "new").unwrap();
        copy(&root, &["e".into()], &folder, Holder::Person).unwrap();
        assert!(there("e") && there("mine") && !there("src") && !there("data/d.csv"));
        fs::write(root.join("e"), "newer").unwrap();
        copy(&root, &["e".into()], &folder, Holder::Person).unwrap();
        assert_eq!(fs::read_to_string(folder.join("e")).unwrap(), "newer");
        copy(&root, &[], &folder, Holder::Person).unwrap();
        assert!(there("mine") && !there("e") && !there(list::LIST));
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
                assert_eq!(copy(&root, &files, &folder, Holder::Person).is_ok(), is_made, "{name}");
                assert_eq!(fs::read_to_string(root.join("e")).unwrap(), "4", "{name}");
                assert_eq!(fs::read_to_string(root.join("src/a.py")).unwrap(), "1", "{name}");
            }
            copy(&root, &[], &folder, Holder::Person).unwrap();
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
            "4b227777 ../project/e\0",
            "6b86b273 link/a.py\0",
            "00000000 full\0",
            "0000 .\0",
        ];
        for list in lists.map(|list| list.replace("\n/", &format!("\n{root}/"))) {
            fs::create_dir_all(folder.join("full")).unwrap();
            fs::write(folder.join("full/mine"), "").unwrap();
            let _ = symlink(root.join("src"), folder.join("link"));
            fs::write(folder.join(list::LIST), &list).unwrap();
            for holder in [Holder::Tool, Holder::Person] {
                copy(&root, &[], &folder, holder).unwrap();
                assert!(folder.join("full/mine").exists() && root.join("src/a.py").exists(), "{list:?}");
                assert!(root.join("e").exists(), "{list:?}");
            }
        }
    }

    #[test]
    fn what_a_person_has_changed_in_a_copy_stays_and_is_told_and_in_the_cache_it_is_made_anew() {
        // What becomes of the copy of `e`, whether `e` is still to be copied, and what is said.
        type Change = fn(&Utf8Path);
        let table: [(&str, Change, bool, Option<&str>); 6] = [
            (
                "an edit",
                |e| fs::write(e, "edit").unwrap(),
                true,
                Some("this was changed after it was copied from e"),
            ),
            (
                "an edit of what goes",
                |e| fs::write(e, "edit").unwrap(),
                false,
                Some("this is no longer of `build-files`"),
            ),
            (
                "another file in the place of what goes",
                |e| {
                    fs::remove_file(e).unwrap();
                    fs::write(e, "edit").unwrap();
                },
                false,
                Some("this is no longer of `build-files`"),
            ),
            (
                "a link in its place",
                |e| {
                    fs::remove_file(e).unwrap();
                    symlink("edit", e).unwrap();
                },
                true,
                Some("this was changed after it was copied from e"),
            ),
            ("nothing", |_| {}, true, None),
            ("it is gone", |e| fs::remove_file(e).unwrap(), true, None),
        ];
        for (name, change, stays_wanted, says) in table {
            for holder in [Holder::Person, Holder::Tool] {
                let (dir, root) = project();
                let folder = Utf8Path::from_path(dir.path()).unwrap().join("copy");
                copy(&root, &["e".into()], &folder, holder).unwrap();
                change(&folder.join("e"));
                let now =
                    |folder: &Utf8Path| Thing::at(folder, "e".into()).unwrap().map(|thing| thing.digest());
                let before = now(&folder);
                let files: &[Utf8PathBuf] = if stays_wanted { &["e".into()] } else { &[] };
                let done = copy(&root, files, &folder, holder);
                if holder == Holder::Tool {
                    assert_eq!(done.unwrap(), [""; 0], "{name}");
                    assert_eq!(now(&folder), now(&root).filter(|_| stays_wanted), "{name}");
                    continue;
                }
                let said = match done {
                    Ok(said) => said.first().cloned(),
                    Err(error) => Some(error.to_string()),
                };
                let begins = |says: &str| format!("{}: {says}", folder.join("e"));
                assert_eq!(said.is_some(), says.is_some(), "{name}: {said:?}");
                assert!(said.is_none_or(|said| said.starts_with(&begins(says.unwrap()))), "{name}");
                let kept = if says.is_some() { before } else { now(&root) };
                assert_eq!(now(&folder), kept, "{name}");
            }
        }
    }

    #[test]
    fn a_copy_that_is_killed_at_any_moment_is_made_by_the_next_one() {
        let (dir, root) = project();
        let folder = Utf8Path::from_path(dir.path()).unwrap().join("copy");
        let files = ["src".into(), "e".into()];
        copy(&root, &files, &folder, Holder::Person).unwrap();
        let first = List::read(&folder, Holder::Person).unwrap();
        fs::write(root.join("e"), "new").unwrap();
        let mut second = List::default();
        for path in walk(&root, &files).unwrap() {
            second.add(&path, &Thing::at(&root, &path).unwrap().unwrap());
        }
        // The list of both is there, and of the copies this one is old, new or missing.
        for e in [Some("4"), Some("new"), None] {
            first.with(&second).write(&folder).unwrap();
            let _ = fs::remove_file(folder.join("e"));
            e.iter().for_each(|text| fs::write(folder.join("e"), text).unwrap());
            copy(&root, &files, &folder, Holder::Person).unwrap();
            assert_eq!(fs::read_to_string(folder.join("e")).unwrap(), "new", "{e:?}");
            assert_eq!(List::read(&folder, Holder::Person).unwrap(), second);
        }
    }

    #[test]
    fn a_list_of_an_earlier_version_is_of_the_cache_alone_and_a_file_that_is_none_stays() {
        let (dir, root) = project();
        let folder = Utf8Path::from_path(dir.path()).unwrap().join("copy");
        fs::create_dir(&folder).unwrap();
        for (list, holder, is_done, is_removed) in [
            ("e\0", Holder::Person, true, false),
            ("e\0", Holder::Tool, true, true),
            ("mine", Holder::Person, false, false),
            ("mine", Holder::Tool, true, false),
        ] {
            fs::write(folder.join("e"), "before").unwrap();
            fs::write(folder.join(list::LIST), list).unwrap();
            assert_eq!(copy(&root, &["data".into()], &folder, holder).is_ok(), is_done, "{list} {holder:?}");
            assert_eq!(!folder.join("e").exists(), is_removed, "{list} {holder:?}");
            let kept = fs::read_to_string(folder.join(list::LIST)).unwrap() == list;
            assert_eq!(kept, !is_done, "{list} {holder:?}");
            copy(&root, &[], &folder, Holder::Tool).unwrap();
        }
    }

    #[test]
    fn a_file_becomes_a_folder_and_a_folder_a_file() {
        for holder in [Holder::Person, Holder::Tool] {
            let (dir, root) = project();
            let folder = Utf8Path::from_path(dir.path()).unwrap().join("copy");
            let files = ["src".into(), "e".into()];
            for _ in 0..2 {
                copy(&root, &files, &folder, holder).unwrap();
                fs::rename(root.join("src"), root.join("x")).unwrap();
                fs::rename(root.join("e"), root.join("src")).unwrap();
                fs::rename(root.join("x"), root.join("e")).unwrap();
                copy(&root, &files, &folder, holder).unwrap();
                let same = |path: &str| {
                    fs::metadata(root.join(path)).unwrap().is_dir() == folder.join(path).is_dir()
                };
                assert!(same("src") && same("e"));
            }
        }
    }
}
