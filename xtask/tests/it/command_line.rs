//! Claims about what is typed: what `--help` says, and what is said about a mistake. Neither needs a project.
//! `UPDATE_EXPECT=1 cargo test command_line` writes the file of both anew; review the difference with git.

use std::process::Command;

use expect_test::expect_file;

use crate::support::{Outcome, repository};

/// Mistakes, and ways of writing, each as it is typed.
const LINES: [&str; 33] = [
    "",
    "-h",
    "help",
    "lob",
    "lab --prot 1",
    "lab --port 0",
    "lab --port x",
    "lab --port",
    "lab --detach --detach",
    "lab notebook",
    "run",
    "run --env",
    "run --env =x true",
    "shell extra",
    "compose",
    "stop --no-build",
    "status extra",
    "logs --follow=yes",
    "verify --prefix a --name b",
    "check --fix=yes",
    "docker-build --tag",
    "docker-build more",
    "generate --output",
    "lock --check --upgrade",
    "explain --json",
    "bench --only nothing",
    "offline-world --with",
    "new",
    "new one two",
    "announce 8888",
    "--engine nerdctl status",
    "--quiet --verbose status",
    "status --quiet --verbose",
];

fn tool(line: &str) -> Outcome {
    let mut tool = Command::new(env!("CARGO_BIN_EXE_xtask"));
    tool.args(line.split_whitespace()).env_clear().current_dir("/");
    Outcome::of(tool.output().unwrap())
}

/// The names of the commands, as `--help` lists them.
fn commands() -> Vec<String> {
    let help = tool("--help").exits(0).stdout;
    let rows =
        help.lines().filter_map(|line| line.strip_prefix("  ")).filter(|row| !row.starts_with([' ', '-']));
    rows.filter_map(|row| row.split_whitespace().next()).map(str::to_owned).collect()
}

#[test]
fn help_and_what_is_said_about_a_mistake_are_as_they_were_reviewed() {
    let commands = commands();
    assert!(commands.len() >= 16, "{commands:?}");
    let helps = commands.iter().map(|name| format!("{name} --help"));
    let lines = ["--help".to_owned()].into_iter().chain(helps).chain(LINES.map(str::to_owned));
    let mut said = String::new();
    for line in lines {
        let outcome = tool(&line);
        said += &format!("$ cargo xtask {line}\n{}{}[{}]\n\n", outcome.stdout, outcome.stderr, outcome.code);
    }
    expect_file![repository().join("xtask/tests/data/command-line.txt").as_str()].assert_eq(&said);
}
