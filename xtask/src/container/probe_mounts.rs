//! Tries from inside whether the mounted folders can be used, before a command runs that would find out too late.
//!
//! The script is in the image, template/probe-mounts.sh, and becomes the command: a container of its own for the try would
//! cost a third of a second at each start.

use crate::base::quote;
use crate::docker::container::Container;
use crate::docker::further_mounts::{FurtherMount, MountKind, further_mounts};
use crate::docker::mount::{Mount, Volume};

/// Where the image has the script.
const SCRIPT: &str = "/opt/docker/probe-mounts.sh";

/// What the script ends with when a folder cannot be used; it has said why in a line that begins with [`PREFIX`].
pub const FAILED: i32 = 73;

/// How the script begins its sentence.
pub const PREFIX: &str = "error: ";

/// The command line that tries each mount of this container, and then is the command. In a rootless engine's container this
/// user of the host has other ids, so the script is told them.
pub fn probing(container: &Container<'_>, command: Vec<String>) -> Vec<String> {
    let owner = container.owner;
    let mut words = vec![SCRIPT.to_owned(), format!("{}:{}", owner.uid, owner.gid)];
    for Mount { source, target, read_only } in &container.mounts {
        words.push(if *read_only { "read" } else { "write" }.to_owned());
        // The folder is named in what a person is to paste into a shell of this machine.
        words.extend([target.to_string(), quote::sh(source.as_str())]);
    }
    for Volume { name, target, .. } in &container.volumes {
        words.extend(["volume".to_owned(), target.to_string(), quote::sh(name)]);
    }
    // Of what somebody mounts in their own words nobody knows whether it is to be written.
    for FurtherMount { kind, source, target, .. } in
        further_mounts(&container.extra).iter().filter(|mount| !mount.read_only && !mount.source.is_empty())
    {
        let word = if *kind == MountKind::Volume { "volume" } else { "folder" };
        words.extend([word.to_owned(), target.to_string(), quote::sh(source)]);
    }
    words.push("--".to_owned());
    words.extend(command);
    words
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::machine::user::User;

    #[test]
    fn each_mount_is_named_with_its_folder_as_a_shell_here_spells_it() {
        let mount = |source: &str, read_only| Mount {
            source: source.into(),
            target: "/home/jane/app/data".into(),
            read_only,
        };
        let owner = User { name: "jane".to_owned(), uid: 1001, gid: 100 };
        let extra =
            ["-v", "/a b:/x", "--mount=src=cache,dst=/y", "--tmpfs=/z", "-v/r:/r:ro"].map(str::to_owned);
        let volume = Volume { name: "kept".to_owned(), target: "/home/jane/.kept".into(), project: None };
        let container = Container {
            image: "project".to_owned(),
            folder: "/project",
            mark: None,
            kind: crate::docker::labels::Kind::Run,
            client: None,
            name: None,
            project: String::new(),
            owner: &owner,
            account: &owner,
            mounts: vec![mount("/a b", false), mount("/c", true)],
            volumes: vec![volume],
            workdir: None,
            port: None,
            env_file: None,
            env: Vec::new(),
            tty: false,
            detach: false,
            platform: None,
            extra: extra.to_vec(),
            may_escalate: true,
            command: Vec::new(),
        };
        let words = probing(&container, vec!["jupyter".to_owned()]);
        let line = "/opt/docker/probe-mounts.sh 1001:100 write /home/jane/app/data '/a b' read /home/jane/app/data /c \
                    volume /home/jane/.kept kept folder /x '/a b' volume /y cache -- jupyter";
        assert_eq!(words.join(" "), line);
    }
}
