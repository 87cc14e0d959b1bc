//! Claims about what the image's entrypoint tells git, run on this machine in a home of its own.

use std::process::Command;

use camino::{Utf8Path, Utf8PathBuf};

use crate::support::{Outcome, repository};

/// Names that a file of git's has to quote, or that a shell could take for its own.
const NAMES: [&str; 14] = [
    "Jane O'Neil",
    r#"a "b" c"#,
    r"DOMAIN\jane",
    r"\",
    "a\nb",
    "a\r\nb",
    "a\tb",
    " a # b ; c ",
    r"$(id) `id` $HOME",
    r"& \& %s",
    "[user]",
    "-n",
    "Ünal",
    "a\\nb\n",
];

/// An empty home, which is removed with the folder.
fn home() -> (tempfile::TempDir, Utf8PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = Utf8PathBuf::from_path_buf(folder.path().to_owned()).unwrap();
    (folder, path)
}

/// Git says this through the entrypoint, which was told these variables.
fn git(home: &Utf8Path, told: &[(&str, &str)], args: &[&str]) -> Outcome {
    let mut command = Command::new("/bin/bash");
    command
        .arg(repository().join("template/entrypoint.sh"))
        .arg("git")
        .args(args)
        .env_clear()
        .current_dir(home);
    command.env("PATH", std::env::var("PATH").unwrap()).env("HOME", home).env("GIT_CONFIG_NOSYSTEM", "1");
    Outcome::of(command.envs(told.iter().copied()).output().unwrap())
}

#[test]
fn git_gets_every_name_as_it_is() {
    for name in NAMES {
        let (_folder, home) = home();
        let told = [("GIT_USER_NAME", name), ("GIT_USER_EMAIL", "jane@example.org")];
        assert_eq!(
            git(&home, &told, &["config", "--null", "user.name"]).exits(0).stdout,
            format!("{name}\0")
        );
        assert_eq!(
            git(&home, &[], &["config", "user.email"]).exits(0).stdout,
            "jane@example.org\n",
            "{name:?}"
        );
    }
}

#[test]
fn every_configuration_counts_above_what_the_entrypoint_was_told() {
    let name = ["config", "user.name"];
    let told = [("GIT_USER_NAME", "host"), ("GIT_USER_EMAIL", "")];
    let (_folder, home) = home();
    let says = |expected: &str| assert_eq!(git(&home, &told, &name).exits(0).stdout, expected);
    says("host\n");
    git(&home, &told, &["config", "user.email"]).exits(1);
    git(&home, &told, &["config", "--global", "user.name", "in a terminal"]).exits(0);
    says("in a terminal\n");
    std::fs::write(home.join(".gitconfig"), "[user]\nname = of the home\n").unwrap();
    says("of the home\n");
    git(&home, &told, &["init", "--quiet"]).exits(0);
    git(&home, &told, &["config", "user.name", "of the repository"]).exits(0);
    says("of the repository\n");
}

#[test]
fn without_a_name_and_an_address_or_with_a_file_of_the_image_nothing_is_written() {
    let (_folder, home) = home();
    git(&home, &[("GIT_USER_NAME", "")], &["config", "user.name"]).exits(1);
    assert_eq!(std::fs::read_dir(&home).unwrap().count(), 0);
    let file = home.join(".config/git/config");
    std::fs::create_dir_all(file.parent().unwrap()).unwrap();
    std::fs::write(&file, "[alias]\nco = checkout\n").unwrap();
    git(&home, &[("GIT_USER_NAME", "host")], &["config", "alias.co"]).exits(0);
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "[alias]\nco = checkout\n");
}

#[test]
fn a_home_that_cannot_be_written_is_no_error() {
    let told = [("GIT_USER_NAME", "host"), ("XDG_CONFIG_HOME", "/dev/null/no")];
    let (_folder, home) = home();
    git(&home, &told, &["--version"]).exits(0);
    let outcome = git(&home, &told, &["config", "user.name"]);
    assert!(!outcome.stdout.contains("host") && !outcome.stderr.contains("mkdir"), "{}", outcome.stderr);
}

#[test]
fn a_program_that_cannot_be_started_is_told_in_one_sentence_and_by_the_exit_code() {
    let (_folder, home) = home();
    std::fs::write(home.join("x.py"), "print()\n").unwrap();
    let missing = "there is no such program in the image; packages bring programs (environment.yml, apt.txt)";
    let table: [(&[&str], &str, i32); 7] = [
        (&["pyton", "x.py"], missing, 127),
        (&["-n"], missing, 127),
        (&[""], missing, 127),
        (&["./no"], "there is no such file in the container", 127),
        (&["./x.py"], "this file is not executable; `chmod +x` makes it so", 126),
        (&["./"], "this is a folder, and no program", 126),
        (&["sh", "-c", "exit 3"], "", 3),
    ];
    for (command, said, code) in table {
        let mut tool = Command::new("/bin/bash");
        tool.arg(repository().join("template/entrypoint.sh")).args(command).env_clear().current_dir(&home);
        tool.env("PATH", std::env::var("PATH").unwrap()).env("HOME", &home);
        let outcome = Outcome::of(tool.output().unwrap()).exits(code);
        // On this machine there is no activation, of which bash says so first.
        let last = outcome.stderr.lines().last().unwrap_or_default();
        assert_eq!(last == format!("{}: {said}", command[0]), !said.is_empty(), "{command:?}: {last}");
    }
}
