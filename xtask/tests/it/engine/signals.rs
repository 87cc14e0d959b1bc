//! Claims about a lab in the foreground: signals reach the container, and nothing of it stays.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use super::lab::{container, remove_volume, volume};
use super::machine::{docker, shared};
use super::wait::{end_of, eventually, get};
use crate::support::Project;

/// A lab in the foreground, killed with its container when dropped.
struct Foreground<'a> {
    project: &'a Project,
    child: Child,
    volume: String,
}

impl<'a> Foreground<'a> {
    /// Starts one, and waits until it has printed its URL.
    fn start(project: &'a Project) -> (Self, String) {
        let volume = volume(project);
        let mut command = project.command(&["--offline", "lab"]);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let (send, lines) = mpsc::channel();
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        std::thread::spawn(move || {
            let mut line = String::new();
            stdout.read_line(&mut line).unwrap();
            send.send(line)
        });
        let lab = Self { project, child, volume };
        let url = lines.recv_timeout(Duration::from_secs(180)).unwrap();
        (lab, url.trim_end().to_owned())
    }
}

impl Drop for Foreground<'_> {
    fn drop(&mut self) {
        // It has ended, unless the test fails.
        let _ = self.child.kill();
        let _ = self.child.wait();
        if let Some(id) = container(self.project) {
            docker(&["container", "rm", "--force", &id]);
        }
        remove_volume(&self.volume);
    }
}

#[test]
fn ctrl_c_and_sigterm_end_a_lab_and_its_container() {
    let Some(project) = shared() else { return };
    for (signal, code) in [("-INT", 0), ("-TERM", 0)] {
        let (mut lab, url) = Foreground::start(&project);
        assert_eq!(get(&url).0, 200);
        assert!(container(&project).is_some());
        let pid = lab.child.id().to_string();
        assert!(Command::new("kill").args([signal, &pid]).status().unwrap().success());
        let status = end_of(&mut lab.child, 30, &format!("kill {signal} ends the lab"));
        assert_eq!(status.code(), Some(code), "{signal}");
        // The engine removes a container a moment after its process has ended.
        eventually(10, "the container is removed", || container(&project).is_none().then_some(()));
    }
}
