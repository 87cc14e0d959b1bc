//! Tries from inside whether the mounted folders can be used, before a command runs that would find out too late.
//!
//! The script is in the image, template/probe-mounts.sh, and becomes the command: a container of its own for the try would
//! cost a third of a second at each start.

use crate::base::quote;
use crate::docker::mount::Mount;
use crate::machine::user::User;

/// Where the image has the script.
const SCRIPT: &str = "/opt/docker/probe-mounts.sh";

/// What the script ends with when a folder cannot be used; it has said why in a line that begins with [`PREFIX`].
pub const FAILED: i32 = 73;

/// How the script begins its sentence.
pub const PREFIX: &str = "error: ";

/// The command line that tries each mount, and then is the command. In a rootless engine's container this user of the host
/// has other ids, so the script is told them.
pub fn probing(owner: &User, mounts: &[Mount], command: Vec<String>) -> Vec<String> {
    let mut words = vec![SCRIPT.to_owned(), format!("{}:{}", owner.uid, owner.gid)];
    for Mount { source, target, read_only } in mounts {
        words.push(if *read_only { "read" } else { "write" }.to_owned());
        // The folder is named in what a person is to paste into a shell of this machine.
        words.extend([target.to_string(), quote::sh(source.as_str())]);
    }
    words.push("--".to_owned());
    words.extend(command);
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_mount_is_named_with_its_folder_as_a_shell_here_spells_it() {
        let mount = |source: &str, read_only| Mount {
            source: source.into(),
            target: "/home/jane/app/data".into(),
            read_only,
        };
        let owner = User { name: "jane".to_owned(), uid: 1001, gid: 100 };
        let words = probing(&owner, &[mount("/a b", false), mount("/c", true)], vec!["jupyter".to_owned()]);
        let rest = [
            "1001:100",
            "write",
            "/home/jane/app/data",
            "'/a b'",
            "read",
            "/home/jane/app/data",
            "/c",
            "--",
            "jupyter",
        ];
        assert_eq!(words, [&[SCRIPT], &rest[..]].concat());
    }
}
