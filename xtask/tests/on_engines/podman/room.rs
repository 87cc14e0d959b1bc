//! Podman and rootless Docker, and where they find what they need: in a view of the file system of its own, which root alone can make.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};

use camino::{Utf8Path, Utf8PathBuf};

use crate::harness::own_home;
use crate::machine::ids;
use crate::support::{Outcome, absent, have, repository};

/// A view that lasts until this is dropped.
pub struct Room {
    script: Child,
    pid: String,
}

impl Room {
    /// With the packages in these folders over the machine's, each over those before it; `None` for whoever is not root.
    pub fn over(roots: &[Utf8PathBuf]) -> Option<Self> {
        if ids().0 != 0 {
            return None;
        }
        let mut command = Command::new("unshare");
        command.args(["--mount", "sh"]).arg(repository().join("xtask/tests/on_engines/podman_room.sh"));
        command.args(roots).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut script = command.spawn().unwrap();
        let mut pid = String::new();
        BufReader::new(script.stdout.take().unwrap()).read_line(&mut pid).unwrap();
        Some(Self { script, pid: pid.trim().to_owned() })
    }

    /// What enters it, in front of a command.
    pub fn entrance(&self) -> Command {
        let mut command = Command::new("nsenter");
        command.args([&format!("--mount=/proc/{}/ns/mnt", self.pid), "--"]);
        command
    }
}

impl Drop for Room {
    fn drop(&mut self) {
        // It ends with its stdin.
        drop(self.script.stdin.take());
        let _ = self.script.wait();
    }
}

/// The folder with podman and Docker of the tests' own, for root.
pub fn newer() -> Option<Utf8PathBuf> {
    let root = Utf8PathBuf::from(own_home()).join("root");
    (ids().0 == 0 && root.join("usr/bin/podman").exists()).then_some(root)
}

/// The folder into which engine.sh unpacks these packages, for root; `None` if it cannot, which is said.
pub fn unpacked(packages: &str) -> Option<Utf8PathBuf> {
    let script = repository().join("xtask/tests/on_engines/engine.sh");
    let unpacked = Command::new("bash").args([script.as_str(), "unpack", packages]).output().map(Outcome::of);
    let unpacked = unpacked.unwrap();
    if unpacked.code != 0 {
        absent(&format!("no packages for {packages}: {}", unpacked.stderr.trim()));
        return None;
    }
    Some(unpacked.stdout.trim().into())
}

/// Whether there is a podman, with an init for its containers.
pub fn has_podman() -> bool {
    let has_init = || Utf8Path::new("/usr/libexec/podman/catatonit").exists() || have("catatonit");
    newer().is_some() || have("podman") && has_init()
}
