//! Claims about this repository itself: what is generated is current, what is documented is there, what is small stays so.

mod commands;
mod docker_words;
mod documents;
mod floors;
mod pointers;
mod sources;

use std::fs;
use std::process::Command;

use camino::Utf8PathBuf;

use crate::support::{Outcome, Project, absent, have, repository, tree};

/// Every file that git knows, as text; none if this is no clone.
pub fn files() -> Vec<(Utf8PathBuf, String)> {
    let listed = Command::new("git").args(["ls-files", "-z"]).current_dir(repository()).output();
    let Some(listed) = listed.ok().filter(|output| output.status.success()) else {
        absent("no git clone");
        return Vec::new();
    };
    let names = String::from_utf8(listed.stdout).unwrap();
    let read = |name: &str| {
        let bytes = fs::read(repository().join(name)).ok()?; // deleted, and not yet committed
        Some((name.into(), String::from_utf8(bytes).ok()?)) // a picture
    };
    names.split_terminator('\0').filter_map(read).collect()
}

/// The text of a Rust file without its unit tests, which stand at its end.
fn without_tests(text: &str) -> &str {
    text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default()
}

#[test]
fn docker_is_up_to_date() {
    // Without --project: the repository is the default.
    let empty = Project::empty("elsewhere");
    let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
    command.args(["generate", "--check"]).current_dir(&empty.root).env_clear();
    command.env("CARGO_MANIFEST_DIR", env!("CARGO_MANIFEST_DIR")).env("HOME", empty.root.as_str());
    let outcome = Outcome::of(command.output().unwrap()).exits(0);
    assert_eq!(outcome.stderr, "xtask: docker/ and .devcontainer/ are up to date\n");
}

#[test]
fn check_shows_a_unified_diff_says_what_to_run_and_writes_nothing() {
    let project = Project::of_template("project");
    project.xtask(&["generate"]).exits(0);
    let environment = project.read("environment.yml");
    project.write("environment.yml", environment.replace("  - numpy\n", ""));
    project.write("docker/constraints.txt", "left over\n");
    let before = tree(&project.root);
    let outcome = project.xtask(&["generate", "--check"]).exits(1);
    assert!(tree(&project.root) == before, "something was written");
    let sentence = format!(
        "error: docker/environment.yml, docker/history, docker/constraints.txt are not up to date; run `cargo xtask generate --project {}` \
         and commit the result\n",
        project.root
    );
    assert_eq!(outcome.stderr, sentence);
    let diff = &outcome.stdout;
    assert!(diff.starts_with("--- a/docker/environment.yml\n+++ b/docker/environment.yml\n@@ "), "{diff}");
    assert!(diff.contains("\n-  - \"numpy\"\n") && diff.contains("\n-left over\n"), "{diff}");

    project.xtask(&["generate"]).exits(0);
    project.xtask(&["generate", "--check"]).exits(0);
    assert!(!project.root.join("docker/constraints.txt").exists());
}

#[test]
fn a_second_generate_touches_no_file() {
    let project = Project::of_template("project");
    project.xtask(&["generate"]).exits(0);
    let times = || {
        let files = tree(&project.root).into_iter().map(|(path, _)| path);
        files.map(|path| path.metadata().unwrap().modified().unwrap()).collect::<Vec<_>>()
    };
    let before = times();
    let outcome = project.xtask(&["generate"]).exits(0);
    assert_eq!(outcome.stderr, "xtask: docker/ and .devcontainer/ are up to date\n");
    assert_eq!(times(), before);
}

#[test]
fn the_tool_is_made_of_at_most_38_crates() {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    if !have(&cargo) {
        return;
    }
    let mut command = Command::new(cargo);
    command.args(["tree", "--edges", "normal,build", "--prefix", "none", "--locked", "--offline"]);
    let outcome = Outcome::of(command.current_dir(repository()).output().unwrap()).exits(0);
    let lines = outcome.stdout.lines().map(|line| line.trim_end_matches(" (*)"));
    let crates: std::collections::BTreeSet<&str> =
        lines.filter(|line| !line.is_empty() && !line.starts_with("xtask ")).collect();
    assert!((10..=38).contains(&crates.len()), "{} crates: {crates:#?}", crates.len());
}
