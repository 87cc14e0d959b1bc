//! The mark by which the file system tells a folder from all others.

use std::fs;

use camino::Utf8Path;

/// How the file system tells the folder from all others: its device and its inode.
#[cfg(unix)]
pub fn mark(root: &Utf8Path) -> Option<String> {
    use std::os::unix::fs::MetadataExt as _;
    let folder = fs::metadata(root).ok()?;
    Some(format!("device {} inode {}", folder.dev(), folder.ino()))
}

/// Here no folder has one.
#[cfg(not(unix))]
pub fn mark(_: &Utf8Path) -> Option<String> {
    None
}

/// The device in a mark.
pub fn device(mark: &str) -> Option<u64> {
    let (device, inode) = mark.strip_prefix("device ")?.split_once(" inode ")?;
    inode.parse::<u64>().ok()?;
    device.parse().ok()
}

/// Whether both are one folder, perhaps by another way.
pub fn is_same(one: &Utf8Path, other: &Utf8Path) -> bool {
    let found = |path: &Utf8Path| mark(path).or_else(|| Some(path.canonicalize_utf8().ok()?.into_string()));
    found(one).is_some_and(|one| Some(one) == found(other))
}
