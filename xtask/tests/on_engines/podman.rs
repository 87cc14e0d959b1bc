//! Claims about podman, today's and that of Debian 12: everything that Docker does, it does, whether root runs it or an ordinary user.
//!
//! Each place builds one small project, in a storage of its own that is gone with it.

pub mod account;
mod place;
pub mod room;

use std::os::unix::fs::MetadataExt as _;
use std::process::{Command, Stdio};
use std::time::Instant;

use place::{Age, Place};

use super::machine::BUILD;
use super::signals::first_line;
use super::variables::{FILE, LOOK, SEEN};
use super::wait::{end_of, eventually, get, within};
use crate::harness::{Test, is_long, tests};
use crate::support::{Outcome, Project};

/// The tests of this area.
pub const TESTS: &[Test] = tests![
    podman_run_by_root_builds_runs_and_stops_labs_and_ends_as_docker_does,
    podman_run_by_an_ordinary_user_does_the_same_and_the_files_are_the_users,
    debian_12_s_podman_run_by_root_does_the_same,
    debian_12_s_podman_run_by_an_ordinary_user_does_the_same,
];

fn podman_run_by_root_builds_runs_and_stops_labs_and_ends_as_docker_does() {
    if let Some(place) = Place::of_root(Age::Todays) {
        everything(&place);
    }
}

fn podman_run_by_an_ordinary_user_does_the_same_and_the_files_are_the_users() {
    if let Some(place) = Place::of_user(Age::Todays) {
        everything(&place);
    }
}

fn debian_12_s_podman_run_by_root_does_the_same() {
    if let Some(place) = Place::of_root(Age::Debian12) {
        everything(&place);
    }
}

fn debian_12_s_podman_run_by_an_ordinary_user_does_the_same() {
    if let Some(place) = Place::of_user(Age::Debian12) {
        everything(&place);
    }
}

fn everything(place: &Place) {
    let step = |name: &str, what: &dyn Fn(&Place)| {
        let start = Instant::now();
        what(place);
        println!("{}, {name}: {:.1} s", place.name, start.elapsed().as_secs_f64());
    };
    step("build", &builds);
    step("run", &runs);
    step("lab", &opens_a_lab);
    step("signals", &ends_by_signals);
    if is_long() {
        step("clean", &removes_an_older_image);
        step("verify", &is_the_same_by_every_door);
        step("slim", &has_an_image_for_deployment);
        step("lock", &builds_the_same_from_a_lock);
    }
}

fn removes_an_older_image(place: &Place) {
    place.project.write("postBuild", "#!/bin/bash\necho another\n");
    builds(place);
    let labelled = ["image", "ls", "--all", "--quiet", "--filter", "label=conda-in-docker.inputs"];
    let images = || place.podman(&labelled).exits(0).stdout.lines().count();
    assert_eq!(images(), 2);
    let said = xtask(place, &["clean", "--yes"]).exits(0).stderr;
    assert!(said.contains("removed 1 thing"), "{said}");
    assert_eq!(images(), 1);
    let status = xtask(place, &["status"]).exits(0).stdout;
    assert!(status.ends_with(&format!("image: {} is current\n", place.image())), "{status}");
}

fn xtask(place: &Place, args: &[&str]) -> Outcome {
    within(BUILD, place.command(args))
}

/// The same where the shell has a value for a line of [`FILE`] that has none.
fn xtask_with_name(place: &Place, args: &[&str]) -> Outcome {
    let mut command = place.command(args);
    command.env("NAME", "of the shell");
    within(BUILD, command).exits(0)
}

fn builds(place: &Place) {
    xtask(place, &["docker-build", "--", "--network", "host"]).exits(0);
    let status = xtask(place, &["status"]).exits(0).stdout;
    assert!(status.ends_with(&format!("image: {} is current\n", place.image())), "{status}");
    let size = xtask(place, &["size", "--top", "1"]).exits(0).stdout;
    let rows: Vec<&str> = size.lines().map(|line| line.split("  ").next().unwrap_or_default()).collect();
    let steps = ["activation", "pip", "user", "postBuild", "total", "", "package"];
    assert!(
        rows.starts_with(&["layer", "base image", "system packages", "Conda", "environment: Python"]),
        "{size}"
    );
    assert_eq!(rows[7..14], steps, "{size}");
}

fn is_the_same_by_every_door(place: &Place) {
    let seen = xtask(place, &["verify", "--no-build"]);
    assert_eq!(seen.code, 0, "{}\n{}", seen.stdout, seen.stderr);
}

fn has_an_image_for_deployment(place: &Place) {
    xtask(place, &["docker-build", "--slim", "--", "--network", "host"]).exits(0);
    let script = "test ! -e /opt/conda; touch results/slim; python -c 'import sys; print(sys.prefix)'";
    let ran = xtask(place, &["run", "--slim", "--no-build", "--", "bash", "-euc", script]).exits(0);
    assert_eq!(ran.stdout, "/opt/env\n");
    let metadata = std::fs::metadata(place.project.root.join("results/slim")).unwrap();
    assert_eq!((metadata.uid(), metadata.gid()), place.ids);
    let seen = xtask(place, &["verify", "--slim", "--no-build"]);
    assert_eq!(seen.code, 0, "{}\n{}", seen.stdout, seen.stderr);
}

fn builds_the_same_from_a_lock(place: &Place) {
    xtask(place, &["lock"]).exits(0);
    xtask(place, &["lock", "--check"]).exits(0);
    let same = xtask(place, &["docker-build", "--verify-reproducible"]).exits(0);
    assert!(same.stderr.contains("came out the same: every file, to the byte"), "{}", same.stderr);
}

fn runs(place: &Place) {
    let script = "id -u; id -G; touch results/a; mkdir data/b; pip uninstall --quiet --yes tabulate; exit 7";
    let ran = xtask(place, &["run", "--", "bash", "-euc", script]).exits(7);
    let (uid, gid) = place.ids;
    assert_eq!(ran.stdout, format!("{uid}\n{gid} 100\n"));
    assert!(!ran.stderr.contains("building"), "{}", ran.stderr);
    for made in ["results/a", "data/b"] {
        let metadata = std::fs::metadata(place.project.root.join(made)).unwrap();
        assert_eq!((metadata.uid(), metadata.gid()), place.ids, "{made}");
    }
    let look = xtask_with_name(place, &["run", "--", "python", "-c", LOOK]);
    assert!(look.stdout.starts_with(&format!("[{SEEN}, ")), "{}", look.stdout);
    let table: [(&[&str], i32); 3] = [
        (&["no-such-command"], 127),
        (&["sh", "-c", "kill -9 $$"], 137),
        (&["python", "-c", "import sys; sys.exit(sys.prefix != '/opt/env')"], 0),
    ];
    // Each is a container; the codes are those that Docker's tests have.
    for (command, code) in if is_long() { &table[..] } else { &table[..1] } {
        xtask(place, &[&["run", "--"], *command].concat()).exits(*code);
    }
}

fn opens_a_lab(place: &Place) {
    let url = xtask(place, &["lab", "--detach"]).exits(0).stdout.trim_end().to_owned();
    let (server, token) = url.split_once("/lab?token=").unwrap();
    assert_eq!(get(&format!("{server}/api/status")).0, 403);
    assert_eq!(get(&format!("{server}/api/status?token={token}")).0, 200);
    let status = xtask(place, &["status"]).exits(0).stdout;
    assert!(status.starts_with(&format!("lab:   {url}\n")), "{status}");
    assert_eq!(xtask(place, &["lab"]).exits(0).stdout, format!("{url}\n"));
    let logs = xtask(place, &["logs"]).exits(0);
    assert!((logs.stdout + &logs.stderr).contains("Jupyter Server"));

    let id = place.labs().pop().unwrap();
    let published = place.podman(&["port", &id]).exits(0).stdout;
    assert_eq!(published, format!("8888/tcp -> {}\n", server.strip_prefix("http://").unwrap()));
    let words =
        place.podman(&["container", "inspect", "--format", "{{.Path}} {{.Args}} {{.Config.Cmd}}", &id]);
    assert!(!words.exits(0).stdout.contains(token));
    // The volume with what a person sets is the user's, too.
    place.podman(&["exec", &id, "sh", "-c", "touch ~/.kept/mine"]).exits(0);

    xtask(place, &["stop"]).exits(0);
    assert_eq!(place.labs(), [""; 0]);
    assert!(xtask(place, &["stop"]).exits(0).stderr.contains("no lab of this project runs"));
}

fn ends_by_signals(place: &Place) {
    // A user's podman is two processes, of which the outer one of 4.3 loses the container's exit code.
    let codes = if place.is_old_of_user() { [1, 0] } else { [130, 143] };
    for (signal, code) in ["-INT", "-TERM"].into_iter().zip(codes) {
        let mut tool = place.command(&["run", "--", "sh", "-c", "echo up; exec sleep 60"]);
        let mut child = tool.stdout(Stdio::piped()).spawn().unwrap();
        assert_eq!(first_line(&mut child, 60), "up");
        assert!(Command::new("kill").args([signal, &child.id().to_string()]).status().unwrap().success());
        let status = end_of(&mut child, 30, &format!("kill {signal} ends it"));
        assert_eq!(status.code(), Some(code), "{signal}: {status}");
        eventually(20, "the container is removed", || (place.containers() == 0).then_some(()));
    }
    let mut child = place.command(&["lab"]).stdout(Stdio::piped()).spawn().unwrap();
    let url = first_line(&mut child, 120);
    child.kill().unwrap();
    child.wait().unwrap();
    if place.is_users {
        // The kernel tells the inner process TERM when the outer one is gone, and that passes it on.
        eventually(30, "the lab of a user's podman ends", || place.labs().is_empty().then_some(()));
        return;
    }
    // Nobody can pass on a kill: the lab stays, and is found.
    let status = xtask(place, &["status"]).exits(0).stdout;
    assert!(status.starts_with(&format!("lab:   {url}\n")), "{status}");
    xtask(place, &["stop"]).exits(0);
    assert_eq!(place.labs(), [""; 0]);
}

/// What the small project asks for: enough for a lab.
pub fn write_files(project: &Project) {
    project
        .write(
            "environment.yml",
            "channels: [conda-forge, nodefaults]\ndependencies: [python=3.11, pip, jupyterlab]\n",
        )
        .write("requirements.txt", "tabulate\n")
        .write("postBuild", "#!/bin/bash\npython -c 'import tabulate'\n")
        .write("Cargo.toml", format!("{}env-file = \".env\"\n", project.read("Cargo.toml")))
        .write(".env", FILE);
    for folder in ["bin", "data", "doc", "notebooks", "results", "src"] {
        std::fs::create_dir(project.root.join(folder)).unwrap();
    }
}
