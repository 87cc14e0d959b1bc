//! What the documents say is so.

use std::collections::BTreeSet;
use std::process::Command;

use crate::support::{Outcome, Project, names_in, repository};

fn read(name: &str) -> String {
    std::fs::read_to_string(repository().join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

#[test]
fn the_changelog_has_one_section_for_this_version() {
    let version = env!("CARGO_PKG_VERSION");
    let changelog = read("CHANGELOG.md");
    let heads = changelog.lines().filter(|line| line.starts_with("## "));
    let words =
        heads.map(|line| line.split(|c: char| !c.is_ascii_alphanumeric() && c != '.').collect::<Vec<_>>());
    assert_eq!(words.filter(|words| words.contains(&version)).count(), 1, "for {version}");
}

/// The text of every page, by its path.
fn pages() -> Vec<(String, String)> {
    let folder = repository().join("xtask/docs").read_dir_utf8().unwrap();
    let names = folder.map(|entry| format!("xtask/docs/{}", entry.unwrap().file_name()));
    names.map(|name| (name.clone(), read(&name))).collect()
}

#[test]
fn the_readme_is_read_in_five_minutes() {
    let readme = read("README.md");
    let (lines, words) = (readme.lines().count(), readme.split_whitespace().count());
    assert!((120..=160).contains(&lines) && words <= 1500, "README.md has {lines} lines and {words} words");
}

#[test]
fn the_index_names_every_page() {
    let index = read("xtask/docs/README.md");
    let pages = pages();
    assert!(pages.len() > 10, "{}", pages.len());
    for (page, _) in pages.iter().filter(|(page, _)| !page.ends_with("/README.md")) {
        let name = page.rsplit('/').next().unwrap();
        assert!(index.contains(&format!("]({name})")), "xtask/docs/README.md does not name {page}");
    }
}

#[test]
fn the_pages_name_every_setting_and_every_variable() {
    let pages: String = pages().into_iter().map(|(_, text)| text).collect();
    let mut names = names_in("xtask/src/project/settings.rs", "KEYS");
    for constant in ["BUILD_ENV", "CA_BUNDLE", "PROXIES"] {
        names.extend(names_in("xtask/src/machine/mirrors.rs", constant));
    }
    names.extend(["BASE_IMAGE", "SOURCE_DATE_EPOCH"].map(str::to_owned));
    assert!(names.len() > 20, "{names:?}");
    let is_named =
        |name: &String| pages.contains(&format!("`{name}")) || pages.contains(&format!("\n{name} = "));
    let missing: Vec<_> = names.iter().filter(|name| !is_named(name)).collect();
    assert!(missing.is_empty(), "xtask/docs mentions {missing:?} neither between backticks nor as a setting");
}

#[test]
fn the_table_of_impossible_cells_gives_the_reasons_of_the_doors() {
    let source = read("xtask/src/commands/verify/doors.rs");
    // `const NAME: &str = "…";`, in several lines if need be.
    let texts =
        source.split("const ").skip(1).filter_map(|rest| rest.split_once(": &str =")?.1.split('"').nth(1));
    let one_line = |text: &str| text.split("\\\n").map(str::trim_start).collect::<String>();
    let mut reasons: Vec<String> = texts.map(one_line).collect();
    let page = read("xtask/docs/verify.md");
    let (_, table) = page.split_once("\n| door | ").unwrap();
    let rows = table.lines().skip(2).take_while(|line| line.starts_with('|'));
    let mut written: Vec<&str> =
        rows.filter_map(|row| row.trim_end_matches(" |").split(" | ").nth(2)).collect();
    reasons.sort();
    written.sort_unstable();
    assert!(reasons.len() > 5);
    assert_eq!(written, reasons);
}

#[test]
fn the_table_of_layers_is_what_explain_says() {
    let explained = Project::of_template("project").xtask(&["explain"]).exits(0);
    assert!(
        read("xtask/docs/image.md").contains(&format!("\n\n{}\n", explained.stdout)),
        "{}",
        explained.stdout
    );
}

#[test]
fn every_setting_is_shown_in_cargo_toml() {
    let manifest = read("Cargo.toml");
    for key in names_in("xtask/src/project/settings.rs", "KEYS") {
        assert!(manifest.contains(&format!("{key} = ")), "Cargo.toml does not show `{key}`");
    }
}

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
fn xtask(words: &[&str]) -> String {
    let mut tool = Command::new(env!("CARGO_BIN_EXE_xtask"));
    Outcome::of(tool.args(words).output().unwrap()).exits(0).stdout
}

#[test]
fn the_page_of_commands_has_every_command_and_every_option_that_help_has() {
    let page = read("xtask/docs/commands.md");
    let (rows, of_all) = page.split_once("\n## Options of every command\n").unwrap();
    let help = xtask(&["--help"]);
    let commands: Vec<&str> = help
        .lines()
        .filter_map(|line| line.strip_prefix("  ")?.split(' ').next())
        .filter(|word| word.starts_with(|c: char| c.is_ascii_lowercase()))
        .collect();
    assert!(commands.len() > 12, "{commands:?}");
    for command in commands {
        let is_row = |row: &&str| {
            row.starts_with(&format!("| `{command}`")) || row.starts_with(&format!("| `{command} "))
        };
        let row = rows.lines().find(is_row).unwrap_or_else(|| panic!("no row for {command}"));
        let help = xtask(&[command, "--help"]);
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

#[test]
fn the_page_of_check_has_every_rule_in_its_table() {
    let table = xtask(&["check", "--rules"]);
    assert!(table.lines().count() > 20, "{table}");
    assert!(
        read("xtask/docs/check.md").contains(&table),
        "xtask/docs/check.md does not have the table of `cargo xtask check --rules`"
    );
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
