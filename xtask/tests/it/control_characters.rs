//! No message has a control character of what was read: it could move the cursor, or hide what stands before it.

use crate::fake_docker::Docker;
use crate::support::{Outcome, Project};

/// What could be written into each place: an escape sequence, the bell, a carriage return, DEL, one of the second set, and one
/// that turns the writing round.
const HOSTILE: [&str; 6] = ["\x1b[31mred", "a\x07", "a\rb", "\x7f", "\u{9b}2J", "a\u{202e}b"];

/// Where it is written, by the file's name and a text in which `@` stands for it.
const FILES: [(&str, &str); 22] = [
    ("environment.yml", "name: @\ndependencies: [a]\n"),
    ("environment.yml", "name: \"@\"\ndependencies: {a@: b}\n"),
    ("environment.yml", "a@b: 1\ndependencies: [a]\n"),
    ("environment.yml", "dependencies:\n  - num@py<>1\n"),
    ("environment.yml", "dependencies:\n  - 'num@py: 1'\n  - b@: c\n"),
    ("environment.yml", "channels: [a@b]\ndependencies: [python]\nvariables: {A@: b}\n"),
    ("environment.yml", "dependencies: [pip, pip: ['-r @.txt', 'x@==1']]\n"),
    ("requirements.txt", "nu@mpy==1\n"),
    ("requirements.txt", "-r no@ne.txt\n"),
    ("requirements.txt", "--op@tion\n"),
    ("apt.txt", "tr@ee\n"),
    ("runtime.txt", "python-3@\n"),
    ("postBuild", "#!/bin/bash -e\nsudo @\ncurl https://jane:pw@h@st/x\n"),
    ("Cargo.toml", "[workspace.metadata.docker]\nim@age = \"x\"\n"),
    ("Cargo.toml", "[workspace.metadata.docker]\n\"im@age\" = \"x\"\n"),
    ("Cargo.toml", "[workspace.metadata.docker]\nimage = \"x@\"\n"),
    ("Cargo.toml", "[workspace.metadata.docker]\nimage = 'x@'\n"),
    ("Cargo.toml", "[workspace.metadata.docker]\nmounts = [\"da@ta\"]\nrun-args = [\"--n@o\"]\n"),
    ("Cargo.toml", "[workspace.metadata.docker]\nenv-file = \"/@.env\"\n"),
    ("template/Dockerfile.j2", "RUN x@ {{ undefined | sh }} @\n"),
    ("lock/linux-64.txt", "@EXPLICIT\n@\nhttps://h/@.conda\n"),
    ("template/bi@n.j2", "{{ undefined@ }}"),
];

#[track_caller]
fn assert_harmless(outcome: &Outcome, what: &str) {
    for said in [&outcome.stdout, &outcome.stderr] {
        let found = said.chars().find(|&c| (c.is_control() && c != '\n' && c != '\t') || c == '\u{202e}');
        assert_eq!(found, None, "{what}\n{said:?}");
    }
}

#[test]
fn what_is_in_a_file_or_is_its_name_comes_out_as_an_escape() {
    for hostile in HOSTILE {
        for (file, text) in FILES {
            let docker = Docker::of_template("project");
            docker.project.write(&file.replace('@', hostile), text.replace('@', hostile));
            for command in [&["check"][..], &["docker-build"], &["--verbose", "generate"]] {
                let outcome = docker.xtask(command);
                assert_harmless(&outcome, &format!("{file} {text:?} {command:?}"));
            }
        }
    }
}

#[test]
fn what_is_typed_comes_out_as_an_escape() {
    let docker = Docker::of_template("project");
    let elsewhere = docker.project.root.with_file_name("elsewhere");
    for hostile in HOSTILE {
        for args in [
            &["@"][..],
            &["check", "--@"],
            &["lab", "--port", "@"],
            &["--engine", "@", "lab"],
            &["docker-build", "--tag", "x@"],
            &["docker-build", "--platform", "linux/@"],
            &["add", "x@"],
            &["add", "--pip", "x@"],
            &["remove", "x@"],
            &["run", "--env", "A@", "--", "true"],
            &["new", "ELSEWHERE/@", "--name", "x@"],
            &["generate", "--output", "ELSEWHERE/@"],
            &["lock", "--platform", "@"],
        ] {
            let args: Vec<String> = args
                .iter()
                .map(|arg| arg.replace('@', hostile).replace("ELSEWHERE", elsewhere.as_str()))
                .collect();
            let args: Vec<&str> = args.iter().map(String::as_str).collect();
            assert_harmless(&docker.xtask(&args), &format!("{args:?}"));
        }
    }
}

#[test]
fn what_a_variable_or_the_name_of_the_folder_says_comes_out_as_an_escape() {
    let names = [
        "CONTAINER_ENGINE",
        "BASE_IMAGE",
        "DOCKER_HOST",
        "DOCKER_CONTEXT",
        "SSL_CERT_FILE",
        "PIP_INDEX_URL",
        "HTTPS_PROXY",
        "SOURCE_DATE_EPOCH",
        "TZ",
    ];
    for hostile in HOSTILE {
        for name in names {
            let mut docker = Docker::of_template("project");
            docker.project.env(name, hostile);
            for command in [&["docker-build"][..], &["--verbose", "generate"], &["status"]] {
                assert_harmless(&docker.xtask(command), &format!("{name} {command:?}"));
            }
        }
        let project = Project::empty(&format!("pro{hostile}ject"));
        for command in [&["check"][..], &["docker-build"], &["status"], &["generate"]] {
            assert_harmless(&project.xtask(command), &format!("{command:?} in a folder of that name"));
        }
    }
}
