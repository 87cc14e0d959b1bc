//! An ordinary user, for whoever runs the tests as root.

use std::process::{Command, Stdio};
use std::time::Duration;

use camino::Utf8PathBuf;

use crate::support::Project;
use crate::wait::eventually;

/// Between two tries to remove an account whose processes are about to end.
const PAUSE: Duration = Duration::from_millis(100);

/// An account that is removed when this is dropped.
pub struct Account {
    /// Its name.
    pub name: String,
    /// Its user id and its group id.
    pub ids: (u32, u32),
}

impl Account {
    /// Made by root, with subordinate ids; `of` tells those of one run apart.
    pub fn make(of: &str) -> Self {
        let name = format!("xtask-{of}-{}", std::process::id());
        let made = Command::new("useradd").args(["--create-home", "--shell", "/bin/sh", &name]).status();
        assert!(made.unwrap().success());
        let id = |option: &str| {
            let said = Command::new("id").args([option, &name]).output().unwrap().stdout;
            String::from_utf8(said).unwrap().trim().parse().unwrap()
        };
        let ids = (id("-u"), id("-g"));
        Self { name, ids }
    }

    /// What becomes this account, behind what enters a room.
    pub fn becomes(&self) -> Vec<String> {
        let ids = [format!("--reuid={}", self.ids.0), format!("--regid={}", self.ids.1)];
        [&["setpriv".to_owned()], &ids[..], &["--init-groups".to_owned(), "--".to_owned()]].concat()
    }

    /// The tool, where an account can start it.
    pub fn tool(project: &Project) -> Utf8PathBuf {
        let copy = project.root.parent().unwrap().join("xtask");
        if !copy.exists() {
            std::fs::copy(env!("CARGO_BIN_EXE_xtask"), &copy).unwrap();
        }
        copy
    }
}

impl Drop for Account {
    fn drop(&mut self) {
        // Podman leaves a process that holds the account's namespaces; `-1` is every process that this account may end.
        let mut end = Command::new("setpriv");
        end.args([&format!("--reuid={}", self.ids.0), "--clear-groups", "sh", "-c", "kill -9 -1"]);
        let _ = end.status();
        let removed = || {
            let removed =
                Command::new("userdel").args(["--remove", &self.name]).stderr(Stdio::null()).status();
            removed.is_ok_and(|status| status.success()).then_some(())
        };
        // A test that fails leaves no account either; a second panic would end the whole process, and the first one's message
        // with it.
        if std::thread::panicking() {
            let _ = (0..200).find(|_| {
                removed().is_some() || {
                    std::thread::sleep(PAUSE);
                    false
                }
            });
        } else {
            eventually(20, "the account is removed", removed);
        }
    }
}
