//! Claims about the choice of the engine, and about what podman is told.

use expect_test::{Expect, expect};

use super::Docker;
use crate::support::Outcome;

/// What `podman info` says to us: the machine, whether it is rootless, whether there is SELinux.
const ROOTFUL: &str = "vm\tfalse\tfalse\n";
const ROOTLESS: &str = "vm\ttrue\tfalse\n";

const UNREACHABLE: &str =
    "Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?\n";

fn check(outcome: &Outcome, expected: &Expect) {
    expected.assert_eq(&outcome.stderr);
}

#[test]
fn the_flag_counts_before_the_variable_and_the_variable_before_what_answers() {
    let table: [(Option<&str>, &[&str], &str); 4] = [
        (None, &[], "container run"),
        (Some("podman"), &[], "podman container"),
        (Some("podman"), &["--engine", "docker"], "container run"),
        (Some("docker"), &["--engine", "podman"], "podman container"),
    ];
    for (variable, flags, deed) in table {
        let mut docker = Docker::of_template("project");
        docker.answers("podman info", "0", ROOTFUL, "");
        if let Some(engine) = variable {
            docker.project.env("CONTAINER_ENGINE", engine);
        }
        docker.xtask(&[flags, &["run", "--", "true"]].concat()).exits(0);
        assert_eq!(docker.deed_names()[1], deed, "{variable:?} {flags:?}");
    }
}

#[test]
fn an_unknown_engine_is_refused_before_anything_is_asked() {
    let mut docker = Docker::of_template("project");
    let outcome = docker.xtask(&["--engine", "nerdctl", "status"]).exits(2);
    assert!(outcome.stderr.contains("[possible values: docker, podman]"), "{}", outcome.stderr);
    docker.project.env("CONTAINER_ENGINE", "/usr/bin/docker");
    let outcome = docker.xtask(&["status"]).exits(2);
    check(
        &outcome,
        &expect![[r#"
        error: CONTAINER_ENGINE=/usr/bin/docker names no engine that this tool knows; set it to docker or podman, or unset it
    "#]],
    );
    assert_eq!(docker.calls(), []);
}

#[test]
fn podman_is_taken_when_docker_does_not_answer_and_that_is_said() {
    let docker = Docker::of_template("project");
    docker.unreachable(UNREACHABLE).answers("podman info", "0", ROOTFUL, "");
    let outcome = docker.xtask(&["status"]).exits(0);
    check(
        &outcome,
        &expect![[r#"
        xtask: docker does not answer, so this is podman's; `--engine docker` says why
    "#]],
    );
    let outcome = docker.xtask(&["--engine", "docker", "status"]).exits(1);
    assert!(outcome.stderr.starts_with("error: docker is installed, but its daemon does not answer;"));
}

#[test]
fn whoever_names_an_address_in_docker_host_gets_no_other_engine() {
    let mut docker = Docker::of_template("project");
    docker.project.env("DOCKER_HOST", "tcp://127.0.0.1:1");
    docker.unreachable(UNREACHABLE).answers("podman info", "0", ROOTFUL, "");
    let outcome = docker.xtask(&["status"]).exits(1);
    assert!(
        outcome
            .stderr
            .starts_with("error: docker is installed, but its daemon does not answer at DOCKER_HOST=")
    );
}

#[test]
fn podman_under_the_name_of_docker_is_podman() {
    let docker = Docker::of_template("project");
    docker.answers("info", "125", "", "Error: template: can't evaluate field Name\n");
    docker.answers("--version", "0", "podman version 4.3.1\n", "").answers("podman info", "0", ROOTFUL, "");
    docker.xtask(&["docker-build"]).exits(0);
    assert_eq!(docker.deed_names(), ["podman image"]);
}

#[test]
fn a_podman_that_does_not_work_is_said_so() {
    let docker = Docker::of_template("project");
    for args in [&["lab"][..], &["docker-build"], &["run", "true"], &["status"]] {
        let outcome = docker.xtask(&[&["--engine", "podman"], args].concat()).exits(1);
        check(
            &outcome,
            &expect![[r#"
            error: podman is installed, but does not work (Error: there is no podman here)
        "#]],
        );
        assert_eq!(docker.deed_names(), [""; 0], "{args:?}");
    }
}

#[test]
fn podman_builds_from_the_project_with_secrets_and_a_cache_folder_of_the_users() {
    let mut docker = Docker::of_template("project");
    docker.project.env("PIP_INDEX_URL", "http://mirror/simple");
    docker.answers("podman info", "0", ROOTLESS, "");
    docker.xtask(&["--engine", "podman", "docker-build"]).exits(0);
    let build = docker.only("podman image build");
    assert_eq!(build.value("--format"), "docker");
    assert_eq!(build.value("--secret"), "id=build-env,env=BUILD_ENV");
    assert_eq!(build.args.last().unwrap(), ".");
    assert!(build.env["TMPDIR"].ends_with("/cache/conda-in-docker/podman"), "{}", build.env["TMPDIR"]);
    assert!(std::path::Path::new(&build.env["TMPDIR"]).is_dir());
    for option in ["--load", "--progress"] {
        assert!(!build.args.contains(&option.to_owned()), "{option} in {:?}", build.args);
    }
    docker.project.env("TMPDIR", "/scratch/jane");
    docker.forget().xtask(&["--engine", "podman", "docker-build"]).exits(0);
    assert_eq!(docker.only("podman image build").env["TMPDIR"], "/scratch/jane");
}

#[test]
fn a_rootless_container_has_the_host_users_ids_and_a_confined_one_leaves_the_folders_labels_alone() {
    let docker = Docker::of_template("project");
    for (info, expected) in [
        (ROOTFUL, ""),
        ("vm\tfalse\ttrue\n", "--security-opt=label=disable"),
        (ROOTLESS, "--userns=keep-id --user="),
        ("vm\ttrue\ttrue\n", "--userns=keep-id --user="),
    ] {
        docker.forget().answers("podman info", "0", info, "");
        docker.xtask(&["--engine", "podman", "run", "--", "true"]).exits(0);
        let line = docker.only("podman container run").line();
        assert!(line.contains(expected), "{line}");
        assert_eq!(line.contains("--userns"), info.contains("vm\ttrue"), "{line}");
        assert_eq!(line.contains("label=disable"), info.ends_with("\ttrue\n"), "{line}");
    }
}

#[test]
fn in_a_rootless_docker_the_account_is_root_who_is_nobody_but_the_user() {
    let docker = Docker::of_template("project");
    docker.answers("info", "0", "vm\t[name=seccomp,profile=default name=rootless]\n", "");
    docker.xtask(&["lab"]).exits(0);
    let build = docker.only("image build");
    for id in ["uid=0", "gid=0"] {
        assert!(build.values("--build-arg").contains(&id), "{:?}", build.args);
    }
    let run = docker.only("container run").line();
    assert!(!run.contains("--userns") && !run.contains("--user"), "{run}");
}

#[test]
fn docker_on_a_host_with_selinux_leaves_the_folders_labels_alone() {
    let docker = Docker::of_template("project");
    docker.answers("info", "0", "vm\t[name=seccomp,profile=default name=selinux]\n", "");
    docker.xtask(&["run", "--", "true"]).exits(0);
    let line = docker.only("container run").line();
    assert!(line.contains(" --security-opt=label=disable "), "{line}");
}
