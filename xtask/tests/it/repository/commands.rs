//! Every command of the tool that a document or a message names is there, and the page of commands has all of them.

use std::collections::BTreeSet;
use std::process::Command;

use super::documents::{pages, read};
use super::files;
use crate::support::Outcome;

#[test]
fn every_command_in_the_documents_is_one_that_the_tool_takes() {
    let mut commands = BTreeSet::new();
    let others = ["README.md", "CONTRIBUTING.md", "ARCHITECTURE.md", "xtask/src/commands/new/README.md"];
    for (name, text) in others.map(|name| (name.to_owned(), read(name))).into_iter().chain(pages()) {
        commands.extend(blocks(&text).lines().filter_map(command).map(|line| (name.clone(), line)));
    }
    assert!(commands.len() >= 20, "{commands:?}");
    for (name, line) in commands {
        let words: Vec<&str> = line.split_whitespace().collect();
        // `--help` answers only when all before it is right; what follows `--`, or a command of `run`, is not ours.
        let end = words.iter().position(|word| *word == "--").unwrap_or(words.len());
        let run = words.iter().position(|word| *word == "run").filter(|at| *at < end);
        let end = run.map_or(end, |at| options_of_run(&words, at, end));
        // What follows `compose` is Compose's.
        let end = words.iter().position(|word| *word == "compose").map_or(end, |at| at + 1);
        let mut tool = Command::new(env!("CARGO_BIN_EXE_xtask"));
        let outcome = Outcome::of(tool.args(&words[..end]).arg("--help").output().unwrap());
        assert_eq!(outcome.code, 0, "{name}: cargo xtask {line}\n{}", outcome.stderr);
    }
}

/// What the tool prints for these words.
pub fn xtask(words: &[&str]) -> String {
    let mut tool = Command::new(env!("CARGO_BIN_EXE_xtask"));
    Outcome::of(tool.args(words).output().unwrap()).exits(0).stdout
}

/// The commands that `--help` lists.
fn commands() -> BTreeSet<String> {
    let help = xtask(&["--help"]);
    let words = help.lines().filter_map(|line| line.strip_prefix("  ")?.split(' ').next());
    let commands: BTreeSet<String> =
        words.filter(|word| word.starts_with(|c: char| c.is_ascii_lowercase())).map(str::to_owned).collect();
    assert!(commands.len() > 12, "{commands:?}");
    commands
}

#[test]
fn every_command_that_a_message_or_a_generated_file_names_is_one_of_the_tool() {
    let commands = commands();
    let ours = ["xtask/src", "xtask/offline-world", "template", "docker", "environment.yml", "Cargo.toml"];
    let mut found = 0;
    for (file, text) in files().iter().filter(|(file, _)| ours.iter().any(|path| file.starts_with(path))) {
        for rest in text.split("cargo xtask ").skip(1) {
            let command = rest.split(|c: char| !c.is_ascii_lowercase() && c != '-').next().unwrap();
            // Options of every command may stand in front, and a value may take the place of a name.
            if command.starts_with(|c: char| c.is_ascii_lowercase()) {
                assert!(commands.contains(command), "{file}: cargo xtask {command}");
                found += 1;
            }
        }
    }
    assert!(found > 60 || files().is_empty(), "{found} are too few to be all");
}

#[test]
fn the_page_of_commands_has_every_command_and_every_option_that_help_has() {
    let page = read("xtask/docs/commands.md");
    let (rows, of_all) = page.split_once("\n## Options of every command\n").unwrap();
    for command in &commands() {
        let is_row = |row: &&str| {
            row.starts_with(&format!("| `{command}`")) || row.starts_with(&format!("| `{command} "))
        };
        let row = rows.lines().find(is_row).unwrap_or_else(|| panic!("no row for {command}"));
        let help = xtask(&[command.as_str(), "--help"]);
        let of_options = help.lines().filter(|line| line.trim_start().starts_with('-'));
        let words = of_options.flat_map(str::split_whitespace);
        let options = words.filter(|word| word.starts_with("--") && word.len() > 2 && *word != "--help");
        let missing: Vec<&str> = options
            .map(|option| option.trim_matches(|c: char| !c.is_ascii_alphanumeric() && c != '-'))
            .filter(|option| ![row, of_all].iter().any(|text| text.contains(&format!("`{option}"))))
            .collect();
        assert!(missing.is_empty(), "xtask/docs/commands.md, {command}: {missing:?}");
    }
}

/// Where the command of `run` begins, which takes the place of our options.
fn options_of_run(words: &[&str], run: usize, end: usize) -> usize {
    let mut at = run + 1;
    while at < end && words[at].starts_with("--") {
        at += if words[at] == "--env" { 2 } else { 1 };
    }
    at.min(end)
}

/// The text of the blocks that are meant for a shell.
fn blocks(text: &str) -> String {
    let mut inside = false;
    let mut found = String::new();
    for line in text.lines() {
        if let Some(kind) = line.trim_start().strip_prefix("```") {
            inside = ["console", "sh", "shell", "bash"].contains(&kind.trim());
        } else if inside {
            found += line;
            found.push('\n');
        }
    }
    found
}

/// What follows `cargo xtask` in a line, up to a comment or the next command.
fn command(line: &str) -> Option<String> {
    let line = line.trim_start().trim_start_matches("$ ");
    // Variables for the command stand in front of it.
    let (before, after) = line.split_once("cargo xtask")?;
    if !before.split_whitespace().all(|word| word.contains('=')) {
        return None;
    }
    let after = after.split(" #").next()?.split(['|', '>', ';']).next()?.split("&&").next()?;
    Some(after.trim().to_owned()).filter(|command| !command.is_empty())
}
