//! Paths as they are written, whatever there is on the disk.

use camino::{Utf8Component, Utf8Path, Utf8PathBuf};

/// The path without `.` and `..`.
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
    use super::*;

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
