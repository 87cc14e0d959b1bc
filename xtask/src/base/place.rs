//! Which place a path means: two paths of one folder may be spelt in many ways, and lead there by links or mounts.

use std::io;

use camino::{Utf8Component, Utf8Path, Utf8PathBuf};

use crate::base::mark::Mark;

/// Whether both are one folder, perhaps by another way.
pub fn is_same(one: &Utf8Path, other: &Utf8Path) -> bool {
    match (Mark::of(one), Mark::of(other)) {
        (Some(one), Some(other)) => one == other,
        (None, None) => {
            one.canonicalize_utf8().is_ok_and(|one| other.canonicalize_utf8().is_ok_and(|other| one == other))
        }
        _ => false,
    }
}

/// The path in the folder that leads to this place, which [`real`] has given; empty for the folder itself, and `None` for a
/// place outside of it.
pub fn within<'a>(folder: &Utf8Path, place: &'a Utf8Path) -> Option<&'a Utf8Path> {
    let around = place.ancestors().find(|around| *around == folder || is_same(around, folder))?;
    place.strip_prefix(around).ok()
}

/// The absolute path without links, `.` and `..`; what is not there yet counts as folders.
///
/// # Errors
///
/// If a link on the way leads nowhere, or nobody may look.
pub fn real(path: &Utf8Path) -> io::Result<Utf8PathBuf> {
    let mut real = match path.is_absolute() {
        true => Utf8PathBuf::new(),
        false => Utf8Path::new(".").canonicalize_utf8()?,
    };
    for part in path.components() {
        match part {
            Utf8Component::CurDir => {}
            Utf8Component::ParentDir => drop(real.pop()),
            Utf8Component::Normal(_) => {
                real.push(part);
                if real.is_symlink() {
                    real = real.canonicalize_utf8()?;
                }
            }
            Utf8Component::Prefix(_) | Utf8Component::RootDir => real.push(part),
        }
    }
    Ok(real)
}

/// The path without `.` and `..` as it is written, whatever there is on the disk.
pub fn normal(path: &Utf8Path) -> Utf8PathBuf {
    let mut normal = Utf8PathBuf::new();
    for part in path.components() {
        match part {
            Utf8Component::ParentDir => drop(normal.pop()),
            Utf8Component::CurDir => {}
            other => normal.push(other),
        }
    }
    normal
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::os::unix::fs::symlink;

    use super::*;

    #[test]
    fn a_path_means_the_place_to_which_it_leads_however_it_is_spelt() {
        let dir = tempfile::tempdir().unwrap();
        let top = Utf8Path::from_path(dir.path()).unwrap().canonicalize_utf8().unwrap();
        let folder = top.join("folder");
        fs::create_dir_all(folder.join("sub/deep")).unwrap();
        for (goal, name) in
            [("folder", "link"), ("folder/sub/deep", "far"), ("gone", "dead"), ("loop", "loop")]
        {
            symlink(goal, top.join(name)).unwrap();
        }
        // A path, where that is, and which path in the folder leads there.
        let table = [
            ("folder", "folder", Some("")),
            ("./folder/", "folder", Some("")),
            ("folder/sub/..", "folder", Some("")),
            ("link", "folder", Some("")),
            ("link/new/a", "folder/new/a", Some("new/a")),
            ("far/..", "folder/sub", Some("sub")),
            ("far/../../..", "", None),
            ("none/../folder/sub", "folder/sub", Some("sub")),
            ("folder-2", "folder-2", None),
        ];
        for (path, expected, inside) in table {
            let place = real(&top.join(path)).unwrap();
            assert_eq!(place, top.join(expected).components().collect::<Utf8PathBuf>(), "{path}");
            assert_eq!(within(&folder, &place), inside.map(Utf8Path::new), "{path}");
        }
        for path in ["dead", "dead/x", "loop", "loop/../folder"] {
            assert!(real(&top.join(path)).is_err(), "{path}");
        }
    }

    #[test]
    fn a_path_is_the_same_however_it_is_written() {
        let table = [
            ("/a/./b/../c/", "/a/c"),
            ("a/b/../../c", "c"),
            ("./a//b", "a/b"),
            ("/../a", "/a"),
            ("../a", "a"),
            (".", ""),
        ];
        for (path, expected) in table {
            assert_eq!(normal(path.into()), expected, "{path}");
        }
    }
}
