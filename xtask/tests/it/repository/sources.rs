//! Habits of the source files.

use super::{files, without_tests};
use crate::support::repository;

#[test]
fn every_rust_file_says_what_it_is_and_can_be_read_in_one_sitting() {
    let mut wrong = Vec::new();
    for (path, text) in files().iter().filter(|(path, _)| path.extension() == Some("rs")) {
        if !text.starts_with("//! ") {
            wrong.push(format!("{path} does not begin with `//! ` and what it is"));
        }
        // Tables of claims may be longer than what they are about.
        let table = ["/tests/", "/tests.rs"].iter().any(|name| path.as_str().contains(name));
        let (text, limit) = if table { (text.as_str(), 400) } else { (without_tests(text), 200) };
        let lines = text.lines().count();
        if lines > limit {
            wrong.push(format!("{path} has {lines} lines; {limit} are enough"));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn no_step_of_the_image_fills_a_layer() {
    let files = files();
    for folder in ["docker", "template"] {
        let steps: Vec<_> = files.iter().filter(|(path, _)| path.starts_with(folder)).collect();
        assert!(files.is_empty() || steps.len() > 10, "{folder}/ has {} files", steps.len());
        // A huge id makes `adduser` write a log of gigabytes; a changed mode or owner stores each file once more.
        let costly = ["adduser", "chmod -R", "chmod --recursive", "chown -R /opt", "chown --recursive /opt"];
        for (path, text) in steps {
            let found = costly.iter().find(|words| text.contains(**words));
            assert_eq!(found, None, "in {path}");
        }
    }
}

#[test]
fn no_file_depends_on_the_machine_it_was_written_on() {
    // A home as short as root's stands for other things too: in the image it is a path that is meant.
    let home = std::env::var("HOME").unwrap_or_default();
    let folders = [repository().into_string(), home];
    let mut wrong = Vec::new();
    for folder in folders.iter().filter(|folder| folder.matches('/').count() > 1) {
        for (path, text) in files() {
            let found = text.lines().enumerate().filter(|(_, line)| line.contains(&format!("{folder}/")));
            wrong.extend(found.map(|(number, _)| format!("{path}:{}: {folder}", number + 1)));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn no_line_ends_with_a_space_and_every_file_ends_with_a_line_end() {
    let kinds = ["rs", "toml", "sh", "py", "md", "yml", "yaml", "j2"];
    let mut wrong = Vec::new();
    for (path, text) in
        files().iter().filter(|(path, _)| path.extension().is_some_and(|e| kinds.contains(&e)))
    {
        let spaces = text.lines().enumerate().filter(|(_, line)| line.ends_with([' ', '\t']));
        wrong.extend(spaces.map(|(number, _)| format!("{path}:{}: a space at the end", number + 1)));
        // postBuild.j2 is a file of the user's and nothing more, with the end that it has.
        if !text.is_empty() && !text.ends_with('\n') && path.extension() != Some("j2") {
            wrong.push(format!("{path} does not end with a line end"));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// The files that remove or replace something in another way than by `base/replace.rs`; `base/files.rs` has the table of what guards it.
const REMOVE: [&str; 8] = [
    "base/replace.rs",
    "base/replace/remove.rs",
    "base/together.rs",
    "commands/new/interrupted.rs",
    "commands/new/repository.rs",
    "commands/new/survey.rs",
    "commands/new/unfinished.rs",
    "project/build_files",
];

#[test]
fn what_removes_or_replaces_a_file_is_in_the_table_of_what_guards_it() {
    let words = ["fs::remove_", "fs::rename(", "fs::write(", "fs::copy(", ".remove_path(", "File::create("];
    let mut wrong = Vec::new();
    for (path, text) in
        files().iter().filter(|(path, _)| path.starts_with("xtask/src") && path.extension() == Some("rs"))
    {
        let (name, text) = (path.as_str().trim_start_matches("xtask/src/"), without_tests(text));
        if !name.contains("tests") && !REMOVE.iter().any(|known| name.starts_with(known)) {
            wrong.extend(
                words.iter().filter(|word| text.contains(**word)).map(|word| format!("{path}: {word}")),
            );
        }
    }
    assert!(wrong.is_empty(), "add them to the table of base/files.rs:\n{}", wrong.join("\n"));
}

#[test]
fn one_module_reads_files_since_it_looks_first_whether_that_ends() {
    let words = ["fs::read(", "fs::read_to_string(", "File::open(", ".read_to_end(", ".read_to_string("];
    let mut wrong = Vec::new();
    for (path, text) in
        files().iter().filter(|(path, _)| path.starts_with("xtask/src") && path.extension() == Some("rs"))
    {
        let text = without_tests(text);
        let is_test = path.as_str().contains("/tests");
        if !is_test && path != "xtask/src/base/regular.rs" {
            wrong.extend(
                words.iter().filter(|word| text.contains(**word)).map(|word| format!("{path}: {word}")),
            );
        }
    }
    assert!(wrong.is_empty(), "base/regular.rs reads files:\n{}", wrong.join("\n"));
}
