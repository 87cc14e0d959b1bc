//! Claims about a project that is moved while its lab runs, with a copy of it in its old place: each has labs of its own.

use std::process::Command;

use camino::{Utf8Path, Utf8PathBuf};

use super::lab_control::{answering, built, inputs};
use super::{Docker, facts};
use crate::support::Outcome;

/// A project with a running lab that was moved, and its copy in the old place, where the lab was started.
fn moved_and_copied() -> (Docker, Utf8PathBuf, String) {
    let docker = built();
    let port = answering();
    let written = docker.project.read("docker/.project-id");
    let mark = format!("mark={}", written.lines().last().unwrap());
    let folder = format!("folder={}", docker.project.root);
    let (key, port_label) = (format!("project={}", docker.key()), format!("port={port}"));
    let labels = [key.as_str(), "kind=lab", &port_label, &folder, &mark, &inputs(&docker)];
    let lab = facts(
        &format!("project-lab-{}", docker.key()),
        "running",
        &labels,
        &["PATH=/opt/env/bin", "JUPYTER_TOKEN=0a1b", "HOME=/home/jane"],
    );
    docker.has_containers(&[lab]).forget();
    let moved = docker.project.root.with_file_name("moved");
    std::fs::rename(&docker.project.root, &moved).unwrap();
    // Until a folder gets another time.
    std::thread::sleep(std::time::Duration::from_millis(30));
    let copied = Command::new("cp").arg("-a").args([&moved, &docker.project.root]).status().unwrap();
    assert!(copied.success());
    (docker, moved, format!("http://127.0.0.1:{port}/lab?token=0a1b"))
}

fn xtask(docker: &Docker, root: &Utf8Path, args: &[&str]) -> Outcome {
    docker.finish(docker.project.command_in(root, args)).exits(0)
}

#[test]
fn a_moved_project_keeps_its_lab_and_the_copy_in_its_old_place_has_none() {
    let (docker, moved, url) = moved_and_copied();
    let copy = docker.project.root.clone();
    let note =
        format!("this project is a copy of the one that was in {copy}: it gets labs and volumes of its own");
    for used in [false, true] {
        for (root, has_it) in [(&moved, true), (&copy, false)] {
            let status = xtask(&docker, root, &["status"]);
            assert_eq!(status.stdout.contains(&url), has_it, "{root}: {}", status.stdout);
            assert_eq!(status.stderr.contains(&note), !has_it && !used, "{root}: {}", status.stderr);
            let stop = xtask(&docker, root, &["--dry-run", "stop"]);
            assert_eq!(
                stop.stdout.contains("container stop id-project-lab-"),
                has_it,
                "{root}: {}",
                stop.stdout
            );
            let lab = xtask(&docker, root, &["--dry-run", "lab"]).stdout;
            assert_eq!(lab.contains(&url), has_it, "{root}: {lab}");
            assert_eq!(lab.contains("container run"), !has_it, "{root}: {lab}");
        }
        // From now on each has its name in its file.
        let volumes = [&moved, &copy].map(|root| {
            xtask(&docker, root, &["generate"]);
            let status = xtask(&docker, root, &["status"]).stdout;
            status.lines().find(|line| line.starts_with("volume: ")).unwrap().to_owned()
        });
        assert_ne!(volumes[0], volumes[1]);
    }
}

#[test]
fn a_lab_is_not_that_of_a_folder_which_its_mark_does_not_name() {
    let (docker, moved, url) = moved_and_copied();
    let copy = docker.project.root.clone();
    // The copy has taken the name, as it could by an earlier version of the tool.
    let written = std::fs::read_to_string(moved.join("docker/.project-id")).unwrap();
    let text = written.lines().take(2).map(|line| format!("{line}\n")).collect::<String>();
    std::fs::write(copy.join("docker/.project-id"), text).unwrap();
    std::fs::remove_file(moved.join("docker/.project-id")).unwrap();
    let status = xtask(&docker, &copy, &["status"]);
    assert!(!status.stdout.contains(&url) && !status.stderr.contains("copy"), "{}", status.stdout);
    let lab = docker.finish(docker.project.command_in(&copy, &["lab"])).exits(1);
    let (name, why) =
        lab.stderr.split_once(" is in use by the lab of another folder, which was started in ").unwrap();
    assert!(name.contains("the name project-lab-") && why.contains("or delete docker/.project-id"), "{why}");
    assert_eq!(docker.deed_names(), [""; 0]);
}
