//! A host with any account: an `id` on PATH that says what the row says, and a project of that owner.

use std::os::unix::fs::PermissionsExt as _;
use std::process::Command;

use crate::machine::docker;
use crate::support::Project;

/// An account of a host, and what it is to be in the container.
pub struct Host {
    /// The name of the row.
    pub row: String,
    /// What `id -un` says, if anything.
    pub name: Option<&'static str>,
    /// What `id -u` says.
    pub uid: u32,
    /// What `id -g` says.
    pub gid: u32,
    /// The folder in /home.
    pub home: &'static str,
    /// What `whoami` says in the container.
    pub account: &'static str,
}

/// Stands in for `id`.
const ID: &str = r#"#!/bin/sh
case $1 in
-u) echo "$ROW_UID" ;;
-g) echo "$ROW_GID" ;;
-un) [ -n "${ROW_NAME+set}" ] && printf '%s\n' "$ROW_NAME" ;;
esac
"#;

/// Puts the stand-in in front of what else is on the tool's PATH.
pub fn install_id(project: &mut Project) {
    let folder = project.root.parent().unwrap().join("id");
    std::fs::create_dir(&folder).unwrap();
    std::fs::write(folder.join("id"), ID).unwrap();
    std::fs::set_permissions(folder.join("id"), std::fs::Permissions::from_mode(0o755)).unwrap();
    let path = std::env::var("PATH").unwrap();
    project.env("PATH", format!("{folder}:{path}"));
}

impl Host {
    /// The tool, about to be run by this account.
    pub fn command(&self, project: &Project, args: &[&str]) -> Command {
        let mut command = project.command(args);
        command.env("ROW_UID", self.uid.to_string()).env("ROW_GID", self.gid.to_string());
        if let Some(name) = self.name {
            command.env("ROW_NAME", name);
        }
        command
    }

    /// Gives the project to this account. Whoever is not root has a container do it.
    pub fn own(&self, project: &Project, image: &str) {
        let ids = format!("{}:{}", self.uid, self.gid);
        if Command::new("chown").args(["-R", &ids, project.root.as_str()]).status().unwrap().success() {
            return;
        }
        let volume = format!("{}:/project", project.root);
        let chown = ["--volume", &volume, image, "chown", "-R", &ids, "/project"];
        docker(&[&["container", "run", "--rm"], &chown[..]].concat()).exits(0);
    }
}
