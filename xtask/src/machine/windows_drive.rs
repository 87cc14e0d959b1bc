//! Whether a folder is on a drive of Windows, as WSL shows it below /mnt/c.

use camino::Utf8Path;

use crate::base::regular;

/// What a person is warned of whose project is in this folder; nothing on a disk of this system's own.
pub fn warning(root: &Utf8Path) -> Option<String> {
    has_drive(root, &regular::lenient(Utf8Path::new("/proc/mounts"))).then(|| {
        format!(
            "the project is on a drive of Windows, where containers, git and cargo are slow, and modes protect nothing if it is \
             mounted without `metadata`; move the project into your home in WSL, such as ~/{}",
            root.file_name().unwrap_or_default()
        )
    })
}

/// Whether the innermost mount around the folder is a drive. Of two in one place the later one is seen.
fn has_drive(folder: &Utf8Path, mounts: &str) -> bool {
    let around = mounts.lines().filter_map(|line| {
        let mut fields = line.split(' ').skip(1);
        let place = fields.next()?.replace(r"\040", " ");
        let depth = Utf8Path::new(&place).components().count();
        let is_drive = match fields.next()? {
            "drvfs" => true,
            "9p" => fields.next()?.split([',', ';']).any(|option| option == "aname=drvfs"),
            _ => false,
        };
        folder.starts_with(&place).then_some((depth, is_drive))
    });
    around.max_by_key(|(depth, _)| *depth).is_some_and(|(_, is_drive)| is_drive)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The first line is constructed. The 9p lines have the options that cloud-init's tests record of WSL 2
    /// (<https://github.com/canonical/cloud-init/blob/main/tests/unittests/sources/test_wsl.py>), and the drvfs line is that of
    /// a WSL 1 (<https://github.com/microsoft/WSL/issues/5956>). The last ones are constructed.
    const MOUNTS: &str = r"/dev/sdd / ext4 rw,relatime 0 0
none /mnt/wsl tmpfs rw,relatime 0 0
C:\134 /mnt/c 9p rw,noatime,dirsync,aname=drvfs;path=C:\;uid=1000;gid=1000;symlinkroot=/mnt/,trans=fd,rfd=8,wfd=8 0 0
D:\134 /d 9p rw,noatime,dirsync,aname=drvfs;path=D:\;uid=1000;gid=1000;metadata 0 0
E:\134 /mnt/e drvfs rw,noatime,uid=1000,gid=1000,case=off 0 0
F:\134 /mnt/my\040disk 9p rw,aname=drvfs;path=F:\ 0 0
/dev/sde /mnt/c/linux ext4 rw 0 0
share /srv 9p rw,trans=virtio,aname=drvfsx 0 0
";

    #[test]
    fn a_project_on_a_drive_of_windows_is_told_from_one_on_a_disk_of_the_system_s_own() {
        let table = [
            ("/mnt/c/Users/jane/project", true),
            ("/d/project", true),
            ("/mnt/e/project", true),
            ("/mnt/my disk/project", true),
            ("/home/jane/project", false),
            ("/mnt/c/linux/project", false),
            ("/mnt/cc/project", false),
            ("/data", false),
            ("/srv/project", false),
        ];
        for (folder, expected) in table {
            assert_eq!(has_drive(Utf8Path::new(folder), MOUNTS), expected, "{folder}");
        }
        // macOS has no such table.
        assert!(!has_drive(Utf8Path::new("/Users/jane/project"), ""));
    }
}
