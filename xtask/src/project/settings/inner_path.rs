//! Paths that stay in the folder in which they begin.

use camino::{Utf8Component, Utf8Path, Utf8PathBuf};

/// The path without `.`; `None` for one that is absolute or may leave the folder that it begins in.
pub fn inner_path(path: &str) -> Option<Utf8PathBuf> {
    use Utf8Component::{CurDir, Normal};
    let is_inner = Utf8Path::new(path).components().all(|part| matches!(part, Normal(_) | CurDir));
    is_inner.then(|| normal(path))
}

/// The path without `.`, so that two that mean the same are the same.
pub fn normal(path: &str) -> Utf8PathBuf {
    Utf8Path::new(path).components().filter(|part| *part != Utf8Component::CurDir).collect()
}
