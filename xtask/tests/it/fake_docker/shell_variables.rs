//! Claims about the variables of the user's shell: what becomes of each, for the program that reads it.

use std::collections::BTreeMap;

use super::Docker;
use crate::support::repository;

/// The rows of the table: reader, variable, decision.
fn table() -> Vec<[String; 3]> {
    let source = std::fs::read_to_string(repository().join("xtask/src/docker/shell_variables.rs")).unwrap();
    let (_, rows) = source.split_once("pub const TABLE: ").unwrap();
    let (rows, _) = rows.split_once("];\n").unwrap();
    let row = |line: &str| {
        let fields = line.trim().strip_prefix('(')?.strip_suffix("),")?;
        let fields: Vec<String> =
            fields.split(", ").map(|field| field.trim_matches('"').to_owned()).collect();
        fields.try_into().ok()
    };
    rows.lines().filter_map(row).collect()
}

/// What the program got that the reader is, of a shell that has all variables of the table.
fn seen_by(reader: &str, shell: &[[String; 3]]) -> BTreeMap<String, String> {
    let mut docker = Docker::of_template("project");
    if reader == "Podman" {
        docker.answers("podman info", "0", "vm\tfalse\tfalse\n", "");
        docker.project.env("CONTAINER_ENGINE", "podman");
    }
    docker.xtask(&["docker-build"]).exits(0);
    if reader == "Git" {
        docker.has_built_image();
    }
    docker.forget();
    for [_, name, _] in shell {
        let value = if name == "LAB_PORT" { "8999" } else { "of-the-shell" };
        docker.project.env(name, value);
    }
    if reader == "Git" {
        docker.put_first("git", "#!/bin/sh\nenv >\"$FAKE_DOCKER/git\"\nexit 1\n");
        docker.xtask(&["run", "--", "true"]).exits(0);
        let said = std::fs::read_to_string(docker.folder.join("git")).unwrap();
        let pairs = said.lines().filter_map(|line| line.split_once('='));
        return pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    }
    if reader == "Python" {
        docker.put_first("python3", "#!/bin/sh\nenv >\"$FAKE_DOCKER/python\"\n");
        // Of what it is started for, nothing comes of it.
        docker.xtask(&["bench"]).exits(1);
        let said = std::fs::read_to_string(docker.folder.join("python")).unwrap();
        let pairs = said.lines().filter_map(|line| line.split_once('='));
        return pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    }
    let (args, start): (&[&str], _) = match reader {
        "Compose" => (&["compose", "down", "--volumes"], "compose --project-directory"),
        "Docker" => (&["docker-build", "--no-cache"], "image build"),
        _ => (&["docker-build", "--no-cache"], "podman image build"),
    };
    docker.xtask(args).exits(0);
    docker.only(start).env
}

#[test]
fn each_variable_reaches_its_program_or_does_not_as_the_table_says() {
    let table = table();
    assert!(table.len() > 50, "{table:?}");
    let example = std::fs::read_to_string(repository().join("docker/.env.example")).unwrap();
    let local = example.lines().filter_map(|line| line.split_once('=')).map(|(name, _)| name);
    for name in local.filter(|name| name.starts_with("LAB_")) {
        assert!(table.iter().any(|row| row[1] == name), "{name} of docker/.env is not in the table");
    }
    for reader in ["Compose", "Docker", "Podman", "Git", "Python"] {
        let rows: Vec<[String; 3]> = table.iter().filter(|row| row[0] == reader).cloned().collect();
        let seen = seen_by(reader, &rows);
        for [_, name, decision] in &rows {
            let value = seen.get(name).map(String::as_str);
            match decision.as_str() {
                "Keep" => assert_eq!(value, Some("of-the-shell"), "{reader} {name}"),
                "Remove" => assert_eq!(value, None, "{reader} {name}"),
                "Set" => {}
                other => panic!("{other} is no decision"),
            }
        }
    }
}

#[test]
fn docker_s_default_platform_is_the_image_s_and_an_image_of_another_one_is_not_current() {
    let mut docker = Docker::of_template("project");
    docker.xtask(&["run", "true"]).exits(0);
    docker.has_built_image().forget();
    docker.project.env("DOCKER_DEFAULT_PLATFORM", "linux/arm64");
    let outcome = docker.xtask(&["run", "true"]).exits(0);
    assert!(outcome.stderr.contains("`: platform changed\n"), "{}", outcome.stderr);
    assert_eq!(docker.only("image build").value("--platform"), "linux/arm64");
    assert_eq!(docker.only("container run").value("--platform"), "linux/arm64");
    // What the project or the user says of this image counts more.
    docker.forget().xtask(&["docker-build", "--no-cache", "--platform", "linux/amd64"]).exits(0);
    assert_eq!(docker.only("image build").value("--platform"), "linux/amd64");
    docker.project.write(
        "Cargo.toml",
        "[workspace.metadata.docker]\nimage = \"project\"\nplatform = \"linux/amd64\"\n",
    );
    docker.forget().xtask(&["docker-build", "--no-cache"]).exits(0);
    assert_eq!(docker.only("image build").value("--platform"), "linux/amd64");
}

#[test]
fn a_builder_with_images_of_its_own_gives_the_image_to_the_engine() {
    let mut docker = Docker::of_template("project");
    docker.project.env("BUILDX_BUILDER", "remote");
    docker.answers("buildx inspect", "0", "Name:   remote\nDriver: docker-container\n", "");
    docker.xtask(&["docker-build"]).exits(0);
    let build = docker.only("image build");
    assert!(build.args.contains(&"--load".to_owned()), "{}", build.line());
    assert_eq!(build.env["BUILDX_BUILDER"], "remote");
}

#[test]
fn what_is_printed_for_such_a_shell_can_be_pasted_into_it() {
    let mut docker = Docker::of_template("project");
    docker.project.env("COMPOSE_PROJECT_NAME", "other").env("COMPOSE_FILE", "/srv/other.yml");
    let printed = docker.xtask(&["--dry-run", "compose", "down"]).exits(0).stdout;
    let line = "env -u COMPOSE_FILE -u COMPOSE_PROJECT_NAME docker compose --project-directory docker down\n";
    assert!(printed.ends_with(line), "{printed}");
    assert_eq!(docker.deeds(), []);
}
