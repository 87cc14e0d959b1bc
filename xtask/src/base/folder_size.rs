//! How much a folder takes on its disk.

use std::collections::BTreeSet;
use std::fs::Metadata;
use std::io;

use camino::{Utf8Path, Utf8PathBuf};

/// The bytes of all that lies in a folder. A file of several names counts once, a link for itself, and what nobody may look into
/// for nothing.
pub fn folder_size(folder: &Utf8Path) -> u64 {
    let mut seen = BTreeSet::new();
    let mut folders: Vec<Utf8PathBuf> = vec![folder.to_owned()];
    let mut bytes = 0;
    while let Some(folder) = folders.pop() {
        for entry in folder.read_dir_utf8().into_iter().flatten().filter_map(io::Result::ok) {
            let Ok(metadata) = entry.path().symlink_metadata() else { continue };
            if name_of(&metadata).is_none_or(|name| seen.insert(name)) {
                bytes += size_of(&metadata);
            }
            if metadata.is_dir() {
                folders.push(entry.into_path());
            }
        }
    }
    bytes
}

/// What tells a file from all others, if it may have several names.
fn name_of(metadata: &Metadata) -> Option<(u64, u64)> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt as _;
        (metadata.is_file() && metadata.nlink() > 1).then(|| (metadata.dev(), metadata.ino()))
    }
    #[cfg(not(unix))]
    {
        let _ = metadata;
        None
    }
}

fn size_of(metadata: &Metadata) -> u64 {
    #[cfg(unix)]
    return std::os::unix::fs::MetadataExt::blocks(metadata) * 512;
    #[cfg(not(unix))]
    metadata.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_of_two_names_counts_once_and_what_a_link_leads_to_for_nothing() {
        let dir = tempfile::tempdir().unwrap();
        let folder = Utf8Path::from_path(dir.path()).unwrap();
        assert_eq!(folder_size(&folder.join("none")), 0);
        let (inner, beside) = (folder.join("inner"), folder.join("beside"));
        [inner.join("deep"), beside.clone()]
            .iter()
            .for_each(|folder| std::fs::create_dir_all(folder).unwrap());
        std::fs::write(inner.join("deep/file"), vec![1; 100_000]).unwrap();
        let one = folder_size(&inner);
        assert!((100_000..200_000).contains(&one), "{one}");
        std::fs::hard_link(inner.join("deep/file"), inner.join("again")).unwrap();
        std::fs::write(beside.join("large"), vec![1; 1_000_000]).unwrap();
        #[cfg(unix)]
        std::os::unix::fs::symlink(&beside, inner.join("link")).unwrap();
        assert!(folder_size(&inner) < one + 50_000, "{}", folder_size(&inner));
    }
}
