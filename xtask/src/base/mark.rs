//! How the file system tells a folder from all others: a rename keeps it, and a copy does not have it.

use std::fmt;
use std::fs;
use std::time::UNIX_EPOCH;

use camino::Utf8Path;

/// The mark of a folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark {
    device: u64,
    inode: u64,
    /// When the folder was made, in nanoseconds since 1970, where the file system knows that: an inode is used again.
    born: Option<u128>,
}

impl Mark {
    /// That of a folder which is there.
    #[cfg(unix)]
    pub fn of(folder: &Utf8Path) -> Option<Self> {
        use std::os::unix::fs::MetadataExt as _;
        let folder = fs::metadata(folder).ok()?;
        let born = folder.created().ok().and_then(|born| born.duration_since(UNIX_EPOCH).ok());
        let born = born.map(|born| born.as_nanos()).filter(|born| *born > 0);
        Some(Self { device: folder.dev(), inode: folder.ino(), born })
    }

    /// Here no folder has one.
    #[cfg(not(unix))]
    pub fn of(_: &Utf8Path) -> Option<Self> {
        None
    }

    /// Reads what it is written as.
    pub fn parse(text: &str) -> Option<Self> {
        let (device, rest) = text.strip_prefix("device ")?.split_once(" inode ")?;
        let (inode, born) = match rest.split_once(" born ") {
            Some((inode, born)) => (inode, Some(born.parse().ok()?)),
            None => (rest, None),
        };
        Some(Self { device: device.parse().ok()?, inode: inode.parse().ok()?, born })
    }

    /// Whether both are of one folder.
    pub fn is_of(self, other: Self) -> bool {
        let are_equal = self.born.zip(other.born).is_none_or(|(one, other)| one == other);
        are_equal && (self.device, self.inode) == (other.device, other.inode)
    }

    /// Whether both were made at one moment: some file systems number their folders anew each time that they are mounted. Two
    /// that a program makes at once have one moment as well.
    pub fn is_as_old_as(self, other: Self) -> bool {
        self.born.is_some() && self.born == other.born
    }

    /// Whether both are on one disk.
    pub fn is_beside(self, other: Self) -> bool {
        self.device == other.device
    }
}

impl fmt::Display for Mark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "device {} inode {}", self.device, self.inode)?;
        self.born.iter().try_for_each(|born| write!(f, " born {born}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_is_of_one_folder_and_an_inode_that_is_used_again_is_another() {
        let mark = |text: &str| Mark::parse(text).unwrap();
        // Two marks, and whether they are of one folder.
        let table = [
            ("device 1 inode 2", "device 1 inode 2", true),
            ("device 1 inode 2", "device 1 inode 3", false),
            ("device 1 inode 2", "device 2 inode 2", false),
            ("device 1 inode 2", "device 1 inode 2 born 3", true),
            ("device 1 inode 2 born 3", "device 1 inode 2 born 3", true),
            ("device 1 inode 2 born 3", "device 1 inode 2 born 4", false),
            ("device 1 inode 2 born 3", "device 1 inode 9 born 3", false),
            ("device 1 inode 2 born 3", "device 2 inode 9 born 3", false),
        ];
        for (one, other, is_one) in table {
            assert_eq!(mark(one).is_of(mark(other)), is_one, "{one} {other}");
            assert_eq!(mark(other).is_of(mark(one)), is_one, "{other} {one}");
            assert_eq!(mark(one).to_string(), one);
        }
        for text in ["", "/a", "device 1", "device x inode 2", "device 1 inode", "device 1 inode 2 born x"] {
            assert_eq!(Mark::parse(text), None, "{text}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_rename_keeps_the_mark_and_a_new_folder_in_its_place_has_another() {
        let dir = tempfile::tempdir().unwrap();
        let top = Utf8Path::from_path(dir.path()).unwrap();
        let [one, two] = ["one", "two"].map(|name| top.join(name));
        fs::create_dir(&one).unwrap();
        let first = Mark::of(&one).unwrap();
        fs::rename(&one, &two).unwrap();
        std::thread::sleep(std::time::Duration::from_millis(30));
        fs::create_dir(&one).unwrap();
        assert!(first.is_of(Mark::of(&two).unwrap()) && !first.is_of(Mark::of(&one).unwrap()));
        assert_eq!(Mark::parse(&first.to_string()), Some(first));
        assert_eq!(Mark::of(&top.join("none")), None);
    }
}
