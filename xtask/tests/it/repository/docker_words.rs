//! The words of docker, podman and Compose are those of one room of the tool, and the names of platforms those of one file.

use camino::Utf8Path;

use super::{files, without_tests};

/// The room, which alone spells what a client of an engine is told and what it answers.
const ROOM: &str = "xtask/src/docker";

/// What has no other meaning than that of a client: programs, commands, options, and parts of their values and formats.
const WORDS: [&str; 22] = [
    "Argv::new(\"docker",
    "\"podman\"",
    "\"buildx\"",
    "\"inspect\"",
    "\"docker-compose\"",
    "\"--build-arg\"",
    "\"--detach\"",
    "\"--entrypoint\"",
    "\"--env\"",
    "\"--group-add\"",
    "\"--label\"",
    "\"--mount\"",
    "--mount=type",
    "\"--network\"",
    "\"--publish\"",
    "\"--rm\"",
    "\"--secret\"",
    "\"--tty\"",
    "\"type=",
    "com.docker.",
    "{{.",
    "system prune",
];

/// The platforms' names, by Conda, by Docker and by the system.
const PLATFORMS: [[&str; 3]; 2] =
    [["linux-64", "linux/amd64", "x86_64"], ["linux-aarch64", "linux/arm64", "aarch64"]];

/// The lines of a file without its unit tests, each with its number.
fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    without_tests(text).lines().enumerate().map(|(at, line)| (at + 1, line))
}

#[test]
fn the_words_of_docker_podman_and_compose_are_in_their_room_alone() {
    let (mut wrong, mut met) = (Vec::new(), Vec::new());
    let files = files();
    for (path, text) in files.iter().filter(|(path, _)| path.starts_with("xtask/src") && is_rust(path)) {
        for (number, line) in lines(text).filter(|(_, line)| !line.trim_start().starts_with("//")) {
            for word in WORDS.iter().filter(|word| line.contains(**word)) {
                if path.starts_with(ROOM) {
                    met.push(*word);
                } else {
                    wrong.push(format!(
                        "{path}:{number}: {word} is a word of docker's: make it a function of {ROOM}/"
                    ));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
    let unused: Vec<_> = WORDS.iter().filter(|word| !met.contains(*word)).collect();
    assert!(files.is_empty() || unused.is_empty(), "{unused:?} is in no file of {ROOM}/ either");
}

#[test]
fn two_names_of_a_platform_stand_side_by_side_in_one_file_alone() {
    let table = "xtask/src/machine/platform.rs";
    let mut wrong = Vec::new();
    for (path, text) in files() {
        let is_program = ["rs", "py", "sh", "j2"].iter().any(|kind| path.extension() == Some(kind));
        if !is_program || path == table || path.starts_with("xtask/tests") {
            continue;
        }
        for (number, line) in lines(&text) {
            let words: Vec<&str> =
                line.split(|c: char| !c.is_ascii_alphanumeric() && !"-_/".contains(c)).collect();
            let names = |of: &[&str; 3]| of.iter().filter(|name| words.contains(name)).count();
            if PLATFORMS.iter().any(|platform| names(platform) > 1) {
                wrong.push(format!("{path}:{number}: {}: ask {table}, or be told both", line.trim()));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

fn is_rust(path: &Utf8Path) -> bool {
    path.extension() == Some("rs")
}
