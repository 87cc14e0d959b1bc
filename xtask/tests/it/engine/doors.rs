//! Claims about the ways into a container: through each of them the environment is active, whatever a package's hook does.
//!
//! The doors and what cannot be there are the table of `src/verify/doors.rs`: `cargo xtask verify` goes through it.

use std::process::Command;
use std::time::Instant;

use serde_yaml::Value;

use super::machine::{SHARED, engine, shared};
use super::wait::within;
use crate::support::{Outcome, Project};

/// A run of `verify` on the shared image, and how long it took.
fn verify(project: &Project, args: &[&str]) -> Outcome {
    let start = Instant::now();
    let seen = within(300, project.command(&[&["--offline", "verify", "--no-build"], args].concat()));
    println!("verify {args:?}: {:.1} s\n{}", start.elapsed().as_secs_f64(), seen.stdout);
    seen
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap_or_else(|| panic!("no {key} in {value:?}"))
}

/// Asserts of every cell of the JSON document that it is as the table of doors says; returns how many there are.
fn assert_as_documented(json: &str) -> usize {
    let document: Value = serde_yaml::from_str(json).unwrap();
    let mut cells = 0;
    for door in document["doors"].as_sequence().unwrap() {
        for (column, cell) in door["cells"].as_mapping().unwrap() {
            let at = format!("{} {column:?}: {cell:?}", text(door, "door"));
            let as_active = text(cell, "expected") == text(cell, "seen");
            match text(cell, "state") {
                "ok" => assert!(as_active, "{at}"),
                // What cannot be is not: a door that got better has to be written down as such.
                "cannot" => assert!(!as_active, "it can be, after all: {at}"),
                _ => panic!("{at}"),
            }
            cells += 1;
        }
    }
    cells
}

#[test]
fn the_environment_is_active_through_every_door_and_what_cannot_be_is_what_the_documents_say() {
    let Some(project) = shared() else { return };
    let table = verify(&project, &[]).exits(0).stdout;
    assert!(table.lines().any(|line| line.starts_with("watermark")), "{table}");
    let json = verify(&project, &["--json"]).exits(0).stdout;
    assert!(assert_as_documented(&json) > 200, "{json}");
    // Not only that something is compared, but with what: the variables of a package's script and of environment.yml.
    for expected in ["ACTIVATION_HOOK=yes", "PROJECT_VARIABLE=its $HOME is here"] {
        assert!(json.matches(expected).count() > 20, "{expected}: {json}");
    }
}

#[test]
fn a_broken_hook_spoils_neither_output_nor_input_nor_exit_code() {
    if shared().is_none() {
        return;
    }
    let mut command = Command::new("docker");
    command.args(["container", "run", "--rm", "--init", &SHARED, "sh", "-c", "echo out; exit 9"]);
    command.env("PATH", engine().unwrap());
    let said = within(60, command).exits(9);
    assert_eq!(said.stdout, "out\n");
    assert!(said.stderr.contains("broken-activation-hook"), "the hook did not run: {}", said.stderr);
    let mut command = Command::new("sh");
    command.args(["-c", "echo in | docker container run --rm --interactive \"$0\" cat", &SHARED]);
    command.env("PATH", engine().unwrap());
    assert_eq!(within(60, command).exits(0).stdout, "in\n");
}
