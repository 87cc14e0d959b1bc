//! Paths that stay in the folder in which they begin.

use camino::{Utf8Component, Utf8Path, Utf8PathBuf};

/// The path without `.`; `None` for one that is absolute or may leave the folder that it begins in.
pub fn inner_path(path: &str) -> Option<Utf8PathBuf> {
    use Utf8Component::{CurDir, Normal};
    let is_inner = Utf8Path::new(path).components().all(|part| matches!(part, Normal(_) | CurDir));
    is_inner.then(|| without_dot(path))
}

/// The same for what is in the project and is not the project itself, nor a home.
pub fn inside(path: &str) -> Option<Utf8PathBuf> {
    inner_path(path).filter(|inner| inner != "" && !inner.starts_with("~"))
}

/// The path without `.`, so that two that mean the same are the same.
pub fn without_dot(path: &str) -> Utf8PathBuf {
    Utf8Path::new(path).components().filter(|part| *part != Utf8Component::CurDir).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_spelt_in_one_way_or_is_none_of_the_project_s() {
        // A path, and what it is inside a folder and inside the project.
        let table = [
            (".env", Some(".env"), Some(".env")),
            ("./.env", Some(".env"), Some(".env")),
            (".//a/./.env", Some("a/.env"), Some("a/.env")),
            ("a//b/", Some("a/b"), Some("a/b")),
            (".", Some(""), None),
            ("", Some(""), None),
            ("~/.env", Some("~/.env"), None),
            ("./~/.env", Some("~/.env"), None),
            ("a/../.env", None, None),
            ("../.env", None, None),
            ("/.env", None, None),
        ];
        for (path, inner, in_project) in table {
            assert_eq!(inner_path(path), inner.map(Utf8PathBuf::from), "{path}");
            assert_eq!(inside(path), in_project.map(Utf8PathBuf::from), "{path}");
        }
    }
}
