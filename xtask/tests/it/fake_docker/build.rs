//! Claims about `docker-build`: what reaches `docker image build`, and what its failure says.

use std::process::Command;

use expect_test::expect;

use super::Docker;
use crate::support::Project;

/// What `id` says of whoever runs the tests.
pub fn id(option: &str) -> String {
    String::from_utf8(Command::new("id").arg(option).output().unwrap().stdout).unwrap().trim().to_owned()
}

#[test]
fn a_build_gets_these_arguments_in_the_root_of_the_project() {
    let docker = Docker::of_template("My Project");
    docker.xtask(&["docker-build"]).exits(0);
    let build = docker.only("image build");
    assert_eq!(build.folder, docker.project.root);
    let (label, uid, gid) = (build.value("--label").to_owned(), id("-u"), id("-g"));
    assert_eq!(build.values("--build-arg")[1..], [format!("uid={uid}"), format!("gid={gid}")]);
    let args: Vec<String> = build
        .args
        .iter()
        .map(|arg| match arg {
            arg if arg.starts_with("username=") => "username=<name>".to_owned(),
            arg if *arg == format!("uid={uid}") => "uid=<uid>".to_owned(),
            arg if *arg == format!("gid={gid}") => "gid=<gid>".to_owned(),
            arg if *arg == label => arg.split('=').next().unwrap().to_owned(),
            arg => arg.clone(),
        })
        .collect();
    expect![[r#"
        image
        build
        --build-arg
        username=<name>
        --build-arg
        uid=<uid>
        --build-arg
        gid=<gid>
        --file
        docker/Dockerfile
        --tag
        my-project
        --label
        conda-in-docker.inputs
        --progress
        plain
        --load
        ."#]]
    .assert_eq(&args.join("\n"));
}

#[test]
fn the_files_are_generated_before_the_build_and_the_label_names_each_of_them() {
    let docker = Docker::of_template("project");
    docker.project.write("docker/Dockerfile", "FROM old\n");
    let outcome = docker.xtask(&["docker-build"]).exits(0);
    assert!(outcome.stderr.contains("\nxtask: wrote docker/Dockerfile"), "{}", outcome.stderr);
    assert_eq!(docker.project.read("docker/Dockerfile.edited"), "FROM old\n");
    assert!(!docker.project.read("docker/Dockerfile").contains("FROM old"));
    let label = docker.only("image build").value("--label").to_owned();
    for name in ["Dockerfile", "environment.yml", "requirements.txt", "postBuild", "entrypoint.sh", "user"] {
        assert!(label.contains(&format!("{name}=")), "{name} is not in {label}");
    }
}

#[test]
fn options_reach_the_build() {
    let table: [(&[&str], &[&str]); 7] = [
        (&["--tag", "jane/lab:1"], &["--tag", "jane/lab:1"]),
        (&["--no-cache"], &["--no-cache"]),
        (&["--pull"], &["--pull"]),
        (&["--platform", "linux/arm64"], &["--platform", "linux/arm64"]),
        (&["--", "--network", "host"], &["--network", "host", "."]),
        (&["--pull", "--", "--label", "a=b c", "--quiet"], &["--label", "a=b c", "--quiet", "."]),
        (&["--no-cache", "--verbose", "--pull"], &["--no-cache", "--pull"]),
    ];
    let docker = Docker::of_template("project");
    for (options, expected) in table {
        docker.forget().xtask(&[&["docker-build"], options].concat()).exits(0);
        let build = docker.only("image build");
        let found = build.args.windows(expected.len()).any(|window| window == expected);
        assert!(found, "{options:?} gives {:?}", build.args);
        assert_eq!(build.args.last().unwrap(), ".", "{options:?}");
    }
}

#[test]
fn options_of_every_command_stand_before_or_behind_its_name() {
    let docker = Docker::of_template("project");
    for args in [["--quiet", "docker-build", "--pull"], ["docker-build", "--pull", "--quiet"]] {
        let outcome = docker.forget().xtask(&args).exits(0);
        assert_eq!((outcome.stdout.as_str(), outcome.stderr.as_str()), ("", ""), "{args:?}");
        assert!(docker.only("image build").args.contains(&"--pull".to_owned()));
    }
}

#[test]
fn a_failed_build_ends_with_docker_s_exit_code_and_one_sentence() {
    let table = [
        (
            "write /opt/env/lib/x.so: no space left on device",
            "1",
            "error: the engine's disk is full; `cargo xtask clean --all` removes what this tool has left there; `docker system \
             df` says what takes the room, `docker system prune` frees it",
        ),
        (
            "#9 0.3 curl: (6) Could not resolve host: github.com",
            "17",
            "error: the build cannot reach a server that it downloads from; check the network, or name your proxy or mirrors \
             in the environment (xtask/docs/mirrors-and-offline.md); or build without the internet: `cargo \
             xtask offline-world`, then the same command with --offline",
        ),
        (
            "#9 2.1 PackagesNotFoundError: The following packages are not available",
            "1",
            "error: Conda cannot find or combine the packages that the environment asks for; the log above names them, \
             correct those lines of environment.yml, or write that file if there is none",
        ),
        (
            "anything else",
            "2",
            "error: the image could not be built; the log above says at which step and why",
        ),
        ("", "signal 9", "error: the image could not be built; the log above says at which step and why"),
    ];
    let mut docker = Docker::of_template("project");
    // This machine cannot make the offline world.
    docker.put_first("python3", "#!/bin/sh\nexit 1\n");
    for (line, action, sentence) in table {
        docker.answers("image build", action, "#1 [1/9] FROM\n", &format!("{line}\n"));
        let outcome = docker.xtask(&["docker-build"]);
        assert_eq!(outcome.stderr.lines().last(), Some(sentence), "{line}");
        assert_eq!(outcome.code, action.parse().unwrap_or(128 + 9), "{line}");
        // --quiet keeps the log to itself until somebody needs it.
        let quiet = docker.xtask(&["docker-build", "--quiet"]);
        assert_eq!(
            quiet.stderr.matches(&format!("{line}\n")).count().min(1),
            1,
            "{line} is not in\n{}",
            quiet.stderr
        );
        assert_eq!(quiet.stderr.lines().last(), Some(sentence), "{line}");
    }
}

#[test]
fn an_image_of_which_the_engine_lost_a_layer_is_stored_once_more_and_not_a_third_time() {
    let lost = "#19 ERROR: failed to prepare extraction snapshot \"extract-2-jG1P sha256:8c93\": parent snapshot sha256:87cc \
                does not exist: not found";
    // How often it is lost, the exit code, and how often the image is built.
    for (times, code) in [(1, 0), (2, 1), (9, 1)] {
        let docker = Docker::of_template("project");
        docker.answers_times(times, "image build", "1", &format!("{lost}\n"));
        let outcome = docker.xtask(&["docker-build"]).exits(code);
        assert_eq!(docker.deed_names().iter().filter(|deed| *deed == "image build").count(), 2);
        assert_eq!(outcome.stderr.matches("storing it once more").count(), 1, "{}", outcome.stderr);
        let end = outcome.stderr.lines().last().unwrap();
        assert_eq!(end.contains("docker lost a layer"), code == 1, "{end}");
    }
}

#[test]
fn root_in_somebody_else_s_project_builds_for_its_owner_and_gives_the_folders_to_them() {
    if id("-u") != "0" {
        return; // Only root can make a folder that belongs to another user.
    }
    use std::os::unix::fs::MetadataExt as _;
    let docker = Docker::with(Project::of_template("project"));
    std::os::unix::fs::chown(&docker.project.root, Some(54321), Some(12345)).unwrap();
    docker.xtask(&["run", "--", "true"]).exits(0);
    let arguments = docker.only("image build");
    assert_eq!(arguments.values("--build-arg"), ["username=jovyan", "uid=54321", "gid=12345"]);
    let metadata = docker.project.root.join("notebooks").metadata().unwrap();
    assert_eq!((metadata.uid(), metadata.gid()), (54321, 12345));
}
