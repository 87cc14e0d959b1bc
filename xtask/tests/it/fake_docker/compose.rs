//! Claims about `compose`: what is passed through, what is seen to before, and which Compose it is.

use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::symlink;

use super::{Call, Docker, fake};
use crate::support::tree;

/// What every call of Compose begins with.
const START: &str = "compose --project-directory docker";

#[test]
fn everything_is_passed_through_and_the_exit_code_is_compose_s() {
    let docker = Docker::of_template("project");
    let table: [&[&str]; 6] = [
        &["down", "--volumes"],
        &["ps", "--all"],
        &["logs", "--follow", "--tail=3", "lab"],
        &["--profile", "x", "--ansi=never", "exec", "-T", "lab", "bash", "-c", "echo \"$HOME\" -- --dry-run"],
        &["config", "--quiet"],
        &["--version"],
    ];
    for (code, args) in table.iter().enumerate() {
        docker.answers(START, &code.to_string(), "", "");
        docker.forget().xtask(&[&["compose"], *args].concat()).exits(i32::try_from(code).unwrap());
        let call = docker.only(START);
        assert_eq!(call.args[3..], **args);
        assert_eq!(call.folder, docker.project.root);
        assert_eq!(docker.deed_names(), [START.rsplit_once(' ').unwrap().0], "something else was done");
    }
}

#[test]
fn a_variable_that_names_no_port_is_bad_input_before_anything_is_done() {
    let mut docker = Docker::of_template("project");
    for port in ["0", "65536", "x", "80:90"] {
        docker.project.env("LAB_PORT", port);
        let outcome = docker.xtask(&["compose", "up"]).exits(2);
        let sentence = format!("error: LAB_PORT={port}: this is not a port; choose one from 1 to 65535\n");
        assert!(outcome.stderr.ends_with(&sentence), "{}", outcome.stderr);
    }
    assert_eq!(docker.deeds(), []);
}

#[test]
fn up_has_a_current_image_the_folders_and_a_free_port() {
    let docker = Docker::of_template("project");
    docker.xtask(&["compose", "up"]).exits(0);
    assert_eq!(docker.deed_names(), ["image build", "compose --project-directory"]);
    let up = docker.only(START);
    let port: u16 = up.env["LAB_PORT"].parse().unwrap();
    assert!((8888..=8988).contains(&port));
    for name in ["bin", "data", "doc", "notebooks", "results", "src"] {
        assert!(docker.project.root.join(name).is_dir(), "{name} is not on the disk");
    }
    // The token is in .env alone.
    let token = docker.project.read("docker/.env");
    let token = token.lines().find_map(|line| line.strip_prefix("LAB_TOKEN=")).unwrap();
    for call in docker.calls() {
        assert!(!call.line().contains(token), "{}", call.line());
    }

    docker.has_built_image().forget();
    docker.xtask(&["compose", "up"]).exits(0);
    assert_eq!(docker.deed_names(), ["compose --project-directory"]);
    // It is built here, with this machine's mirrors and the label, and not by Compose.
    docker.forget().xtask(&["compose", "up", "--build", "--force-recreate"]).exits(0);
    assert_eq!(docker.deed_names(), ["image build", "compose --project-directory"]);
    assert_eq!(docker.only(START).args[3..], ["up", "--force-recreate"]);
    docker.forget().xtask(&["compose", "build", "--no-cache", "lab"]).exits(0);
    assert_eq!(docker.deed_names(), ["image build"]);
    assert!(docker.only("image build").line().ends_with(" --no-cache ."));
}

#[test]
fn what_only_compose_or_an_editor_reads_builds_nothing_but_is_written() {
    let docker = Docker::of_template("project");
    docker.xtask(&["compose", "up"]).exits(0);
    let label = docker.only("image build").value("--label").to_owned();
    for name in ["docker-compose.yml", ".env", "devcontainer.json"] {
        assert!(!label.contains(name), "{label}");
    }
    docker.has_built_image().forget();
    let settings =
        "[workspace.metadata.docker]\nimage = \"project\"\nmounts = [\"data\"]\nrun-args = [\"--rm\"]\n";
    docker.project.write("Cargo.toml", settings);
    let outcome = docker.xtask(&["compose", "up"]).exits(0);
    assert_eq!(docker.deed_names(), ["compose --project-directory"]);
    assert!(!docker.project.read("docker/docker-compose.yml").contains("/notebooks"));
    let warning = "warning: of the settings `run-args` and `lab-args` Compose does not get --rm; write what you need into \
                   docker/docker-compose.override.yml\n";
    assert!(outcome.stderr.contains(warning), "{}", outcome.stderr);
    let ignored = docker.project.read("docker/Dockerfile.dockerignore");
    assert!(
        ignored.contains("!docker/Dockerfile\n") && !ignored.contains("compose") && !ignored.contains(".env")
    );
}

#[test]
fn the_port_of_what_runs_stays_and_one_that_was_asked_for_must_be_free() {
    let mut docker = Docker::of_template("project");
    docker.answers("container ls", "0", "8901\n", "");
    docker.xtask(&["compose", "up"]).exits(0);
    assert_eq!(docker.only(START).env["LAB_PORT"], "8901");
    let of_compose = |line: &String| line.contains("label=com.docker.compose.project=");
    let question = docker.calls().iter().map(Call::line).find(of_compose).unwrap();
    let project = docker.project.read("docker/.env");
    let project = project.lines().find_map(|line| line.strip_prefix("COMPOSE_PROJECT_NAME=")).unwrap();
    assert!(project.starts_with("project-"), "{project}");
    assert!(question.contains(&format!("label=com.docker.compose.project={project} ")), "{question}");

    docker.answers("container ls", "0", "", "");
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    docker.project.env("LAB_PORT", &port);
    let outcome = docker.forget().xtask(&["compose", "up"]).exits(1);
    assert!(outcome.stderr.contains(&format!("port {port} of this machine is taken")), "{}", outcome.stderr);
    docker.only("image build");
}

#[test]
fn what_docker_noted_of_a_container_that_did_not_start_is_explained_and_compose_s_exit_code_stays() {
    let docker = Docker::of_template("project");
    docker.answers("compose --project-directory", "18", "", "Error response from daemon: failed\n");
    let outcome = docker.xtask(&["compose", "up", "--detach"]).exits(18);
    assert!(outcome.stderr.ends_with("Error response from daemon: failed\n"), "{}", outcome.stderr);
    docker.answers("container ls * --all --quiet", "0", "1f\n", "");
    let noted = "driver failed programming external connectivity: Bind for 127.0.0.1:8888 failed: port is already allocated";
    docker.answers("container inspect --format {{.State.Error}} 1f", "0", noted, "");
    let outcome = docker.xtask(&["compose", "up", "--detach"]).exits(18);
    let sentence =
        format!("error: the port was taken by another program a moment ago; try again ({noted})\n");
    assert!(outcome.stderr.ends_with(&sentence), "{}", outcome.stderr);
}

#[test]
fn a_copy_of_a_project_is_not_taken_for_the_one_that_it_was_copied_from() {
    let docker = Docker::of_template("project");
    docker.project.write("docker/.env", "COMPOSE_PROJECT_NAME=the-other\nLAB_TOKEN=abc\n");
    docker.xtask(&["compose", "down"]).exits(0);
    assert!(!docker.project.read("docker/.env").contains("the-other"));
}

#[test]
fn a_directory_of_conda_files_has_its_compose_file_in_the_cache() {
    let project = crate::support::Project::empty("a b");
    project.write("environment.yml", "dependencies: [python=3.12, jupyterlab]\n");
    let docker = Docker::with(project);
    docker.xtask(&["compose", "up"]).exits(0);
    let call = docker.only("compose --project-directory");
    assert!(
        call.args[2].starts_with(docker.project.root.parent().unwrap().join("cache").as_str()),
        "{call:?}"
    );
    assert!(camino::Utf8Path::new(&call.args[2]).join(".env").is_file());
    assert_eq!(call.env["LAB_ROOT"], docker.project.root.as_str());
    assert_eq!(docker.project.root.read_dir_utf8().unwrap().count(), 1, "something was left there");
}

/// A PATH with the fake docker, `id`, and a `docker-compose` that calls it, or none.
fn path(docker: &Docker, standalone: bool) -> String {
    let bin = docker.folder.join("bin");
    fs::create_dir_all(&bin).unwrap();
    let id =
        String::from_utf8(std::process::Command::new("which").arg("id").output().unwrap().stdout).unwrap();
    let _ = symlink(id.trim_end(), bin.join("id"));
    if standalone {
        docker.program("docker-compose", "#!/bin/sh\nexec docker standalone \"$@\"\n");
    }
    format!("{}:{bin}", fake().parent().unwrap())
}

#[test]
fn without_the_plugin_it_is_docker_compose_and_without_that_an_error_that_says_what_to_install() {
    let mut docker = Docker::of_template("project");
    docker.answers("compose version", "1", "", "docker: 'compose' is not a docker command.\n");
    let path_without = path(&docker, false);
    docker.project.env("PATH", path_without);
    let outcome = docker.xtask(&["compose", "ps"]).exits(1);
    let sentence = "error: docker has no Compose; Docker's own packages call it `docker-compose-plugin`, Debian and \
                    Ubuntu `docker-compose` or `docker-compose-v2`; or use `cargo xtask lab`, which does not need it\n";
    assert_eq!(outcome.stderr, sentence);

    let path_with = path(&docker, true);
    docker.project.env("PATH", path_with);
    docker.forget().xtask(&["compose", "ps", "--all"]).exits(0);
    let calls = docker.calls();
    let last = calls.last().unwrap();
    assert_eq!(last.args, ["standalone", "--project-directory", "docker", "ps", "--all"]);
}

#[test]
fn version_1_alone_is_an_error_that_says_what_to_install() {
    let mut docker = Docker::of_template("project");
    docker.answers("compose version", "1", "", "docker: 'compose' is not a docker command.\n");
    let path = path(&docker, true);
    docker.project.env("PATH", path);
    docker.answers("standalone version", "0", "1.29.2\n", "");
    let outcome = docker.xtask(&["compose", "ps"]).exits(1);
    let sentence = "error: the Compose of this machine is version 1.29.2, which has had no support since July 2023; \
                    install version 2, which Docker's own packages call `docker-compose-plugin`, and Debian and Ubuntu \
                    `docker-compose` or `docker-compose-v2`\n";
    assert_eq!(outcome.stderr, sentence);
    for version in ["2.40.3-3\n", "v2.20.0\n", "5.0.1\n"] {
        docker.answers("standalone version", "0", version, "").forget();
        docker.xtask(&["compose", "ps"]).exits(0);
    }
}

#[test]
fn an_option_by_which_another_project_is_meant_is_refused_and_nothing_is_called() {
    let docker = Docker::of_template("project");
    for args in [&["-p", "other", "down"][..], &["--file=x.yml", "up"], &["--env-file", "x", "up"]] {
        let outcome = docker.xtask(&[&["compose"], args].concat()).exits(2);
        let option = args[0].split('=').next().unwrap();
        assert!(
            outcome.stderr.starts_with(&format!("error: `{option}` means another project ")),
            "{outcome:?}"
        );
    }
    assert_eq!(docker.calls(), []);
}

/// All commands of Compose.
const COMMANDS: [&str; 33] = [
    "attach", "build", "commit", "config", "convert", "cp", "create", "down", "events", "exec", "export",
    "images", "kill", "logs", "ls", "pause", "port", "ps", "publish", "pull", "push", "restart", "rm", "run",
    "scale", "start", "stats", "stop", "top", "unpause", "up", "wait", "watch",
];

#[test]
fn help_writes_nothing_and_asks_nobody_else() {
    let docker = Docker::of_template("project");
    docker.project.write("Cargo.toml", "[workspace.metadata.docker]\nrun-args = [\"--detach\"]\n");
    let before = tree(&docker.project.root);
    let one = |args: &[&str]| {
        docker.forget().xtask(&[&["compose"], args].concat()).exits(0);
        assert_eq!(docker.only(START).args[3..], *args);
        assert_eq!(docker.deed_names(), [START.rsplit_once(' ').unwrap().0], "{args:?}");
        assert!(tree(&docker.project.root) == before, "{args:?} wrote something");
    };
    for command in COMMANDS {
        one(&[command, "--help"]);
    }
    for args in [&["help", "up"][..], &["version"], &["--version"], &["up", "-h"]] {
        one(args);
    }
}
