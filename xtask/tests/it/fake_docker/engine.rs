//! Claims about the engine's troubles: one sentence each, before anything is built or run.

use std::fs;

use expect_test::{Expect, expect};

use super::{Docker, fake};
use crate::support::Outcome;

/// All that the tool says, with the folder of the test cut out.
fn check(docker: &Docker, outcome: &Outcome, expected: &Expect) {
    let beside = docker.project.root.parent().unwrap();
    expected.assert_eq(&outcome.stderr.replace(beside.as_str(), "<folder>"));
}

#[test]
fn a_docker_that_goes_away_is_missed_in_the_same_words_wherever_it_was_asked() {
    // The command, and what docker does last.
    let table = [
        (&["lock"][..], "image build"),
        (&["lab", "--detach"], "image build"),
        (&["docker-build", "--verify-reproducible"], "image build*--no-cache"),
    ];
    for (args, last) in table {
        let docker = Docker::of_template("project");
        docker.answers("version --format {{.Server.Os}}", "0", "linux/amd64\n", "");
        // Nothing for pip, which would be asked in a further build.
        docker
            .project
            .write("environment.yml", "channels: [conda-forge]\ndependencies: [python, jupyterlab]\n");
        fs::remove_file(docker.project.root.join("requirements.txt")).unwrap();
        let script = format!(
            "#!/bin/sh\n'{}' \"$@\"\ncode=$?\ncase \"$*\" in '{}'*) /bin/rm \"$0\" ;; esac\nexit $code\n",
            fake(),
            last.replace('*', "'*'")
        );
        let bin = docker.program("docker", &script);
        for program in ["/usr/bin/id", "/bin/sh"] {
            std::os::unix::fs::symlink(program, bin.join(program.rsplit('/').next().unwrap())).unwrap();
        }
        let mut command = docker.project.command(args);
        command.env("PATH", bin.as_str());
        let outcome = docker.finish(command).exits(1);
        let said = outcome.stderr.lines().last();
        assert_eq!(said, Some("error: `docker` is not installed, or not on PATH"), "{}", outcome.stderr);
    }
}

#[test]
fn a_missing_docker_is_said_so_with_what_to_install() {
    let docker = Docker::of_template("project");
    let bin = docker.folder.join("bin");
    fs::create_dir(&bin).unwrap();
    for program in ["/usr/bin/id", "/bin/sh"] {
        let name = program.rsplit('/').next().unwrap();
        std::os::unix::fs::symlink(program, bin.join(name)).unwrap();
    }
    for args in [&["docker-build"][..], &["lab"], &["run", "true"], &["stop"], &["status"], &["logs"]] {
        let mut command = docker.project.command(args);
        let outcome = docker.finish({
            command.env("PATH", bin.as_str());
            command
        });
        let outcome = outcome.exits(1);
        check(
            &docker,
            &outcome,
            &expect![[r#"
                error: neither docker nor podman is installed, or not on PATH; install Docker Desktop, or your system's package `docker.io` or `podman`, and try again
            "#]],
        );
    }
    // What would be run can be said all the same.
    for args in [&["docker-build"][..], &["lab"], &["run", "true"]] {
        let mut command = docker.project.command(&[&["--dry-run"], args].concat());
        command.env("PATH", bin.as_str());
        let outcome = docker.finish(command).exits(0);
        assert!(outcome.stderr.contains("; the commands are those for docker\n"), "{}", outcome.stderr);
    }
}

#[test]
fn an_engine_that_does_not_answer_is_said_so_with_what_to_do() {
    let cases = [
        (
            "Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?",
            expect![[r#"
                error: docker is installed, but its daemon does not answer; start Docker Desktop, or run `sudo systemctl start docker`, and try again
            "#]],
        ),
        (
            "permission denied while trying to connect to the Docker daemon socket at unix:///var/run/docker.sock",
            expect![[r#"
                error: you may not use the Docker engine: permission denied on its socket; run `sudo usermod --append --groups docker $USER`, log out and in, and try again
            "#]],
        ),
        (
            "Error response from daemon: client version 1.41 is too old. Minimum supported API version is 1.44, please upgrade your client to a newer version",
            expect![[r#"
                error: the Docker engine refuses its client (Error response from daemon: client version 1.41 is too old. Minimum supported API version is 1.44, please upgrade your client to a newer version); update the client and its plugins (Docker's packages `docker-ce-cli`, `docker-buildx-plugin` and `docker-compose-plugin`), unset DOCKER_API_VERSION if that names the version, and try again
            "#]],
        ),
        (
            "Error response from daemon: client version 1.52 is too new. Maximum supported API version is 1.41",
            expect![[r#"
                error: the Docker engine is too old for its client (Error response from daemon: client version 1.52 is too new. Maximum supported API version is 1.41); update the engine, unset DOCKER_API_VERSION if that names the version, and try again
            "#]],
        ),
        (
            "failed to connect to the docker API at unix:///var/run/docker.sock; check if the path is correct and if the daemon is running: dial unix /var/run/docker.sock: connect: no such file or directory",
            expect![[r#"
                error: docker is installed, but its daemon does not answer; start Docker Desktop, or run `sudo systemctl start docker`, and try again
            "#]],
        ),
        (
            "unknown flag: --format",
            expect![[r#"
                error: `docker version` fails: unknown flag: --format
            "#]],
        ),
    ];
    let docker = Docker::of_template("project");
    for (said, expected) in cases {
        docker.unreachable(&format!("{said}\n"));
        for args in [&["lab"][..], &["docker-build"], &["run", "true"], &["status"]] {
            let outcome = docker.xtask(args).exits(1);
            check(&docker, &outcome, &expected);
            assert_eq!(docker.deed_names(), [""; 0], "{args:?}");
        }
    }
}

/// What docker refuses if the engine's API is 1.41, that of Docker 20.10: a command, an option of it, and since when it is.
const NEWER: &[(&str, &str, &str)] = &[
    ("image inspect", "--platform", "1.49"),
    ("image save", "--platform", "1.48"),
    ("image load", "--platform", "1.48"),
    ("image history", "--platform", "1.48"),
    ("image ls", "--tree", "1.47"),
    ("image rm", "--platform", "1.50"),
    ("container run", "--annotation", "1.43"),
    ("container run", "--health-start-interval", "1.44"),
    ("container run", "volume-subpath", "1.45"),
    ("container run", "bind-recursive", "1.44"),
    ("container run", "image-subpath", "1.48"),
];

#[test]
fn no_command_needs_more_than_docker_20_10_has_or_asks_for_a_version_of_the_api() {
    let docker = Docker::of_template("project");
    docker.xtask(&["docker-build"]).exits(0);
    docker.has_built_image();
    for args in [
        &["lab", "--detach"][..],
        &["run", "true"],
        &["shell"],
        &["status"],
        &["stop"],
        &["logs"],
        &["compose", "up", "--detach"],
        &["docker-build", "--verify-reproducible"],
        &["verify"],
        &["lock"],
    ] {
        docker.xtask(args);
    }
    let calls = docker.calls();
    assert!(calls.len() > 40, "{calls:?}");
    for call in calls {
        assert!(!call.env.contains_key("DOCKER_API_VERSION"), "{}", call.line());
        let is_newer = |(command, option, _): &&(&str, &str, &str)| {
            call.line().starts_with(command) && call.args.iter().any(|arg| arg.contains(option))
        };
        assert_eq!(NEWER.iter().find(is_newer), None, "{}", call.line());
    }
}

#[test]
fn an_address_in_docker_host_is_named_when_nobody_answers_there() {
    let mut docker = Docker::of_template("project");
    docker.project.env("DOCKER_HOST", "tcp://127.0.0.1:1");
    docker.unreachable("Cannot connect to the Docker daemon at tcp://127.0.0.1:1.\n");
    let outcome = docker.xtask(&["lab"]).exits(1);
    check(
        &docker,
        &outcome,
        &expect![[r#"
            error: docker is installed, but its daemon does not answer at DOCKER_HOST=tcp://127.0.0.1:1; start Docker Desktop, or run `sudo systemctl start docker`, and try again
        "#]],
    );
}

#[test]
fn an_engine_on_another_machine_builds_but_has_no_lab() {
    let mut docker = Docker::of_template("project");
    docker.xtask(&["generate", "--quiet"]).exits(0);
    docker.project.env("DOCKER_HOST", "tcp://10.0.0.7:2376");
    for args in [&["lab"][..], &["run", "--", "true"], &["shell"]] {
        let outcome = docker.xtask(args).exits(1);
        check(
            &docker,
            &outcome,
            &expect![[r#"
                error: the Docker engine is on another machine (tcp://10.0.0.7:2376), so the container could not see this project's folders; unset DOCKER_HOST, choose a local one with `docker context use default`, or run this on that machine
            "#]],
        );
        assert_eq!(docker.deed_names(), [""; 0]);
    }
    docker.xtask(&["docker-build"]).exits(0);
    assert_eq!(docker.only("image build").env["DOCKER_HOST"], "tcp://10.0.0.7:2376");
}

#[test]
fn a_docker_context_on_another_machine_has_no_lab_either() {
    let docker = Docker::of_template("project");
    docker.answers("context inspect", "0", "ssh://jane@server\n", "");
    let outcome = docker.xtask(&["lab"]).exits(1);
    assert!(outcome.stderr.starts_with("error: the Docker engine is on another machine (ssh://jane@server)"));
}

#[test]
fn without_buildx_the_legacy_builder_gets_a_staged_context_and_a_dockerfile_of_its_own() {
    let docker = Docker::of_template("project");
    docker.project.write("data/huge.bin", "not for the engine");
    docker.answers("buildx version", "1", "", "docker: 'buildx' is not a docker command.\n");
    let outcome = docker.xtask(&["docker-build"]).exits(0);
    let warning = "warning: docker has no BuildKit (its plugin buildx is missing), so downloads are not kept between builds, a CA bundle cannot be passed, and mirrors end up in the image's history; its legacy builder works, and Docker will remove it: install the package `docker-buildx` or `docker-buildx-plugin`\n";
    assert!(outcome.stderr.starts_with(warning), "{}", outcome.stderr);

    let build = docker.only("image build");
    assert_eq!(build.env["DOCKER_BUILDKIT"], "0");
    let context = camino::Utf8PathBuf::from(build.args.last().unwrap());
    assert!(context.is_absolute() && !context.starts_with(&docker.project.root), "{context}");
    assert_eq!(build.value("--file"), format!("{context}/docker/Dockerfile"));
    let dockerfile = fs::read_to_string(build.value("--file")).unwrap();
    assert!(!dockerfile.contains("--mount") && dockerfile.contains("ARG BUILD_ENV"), "{dockerfile}");
    let mut names: Vec<_> =
        context.read_dir_utf8().unwrap().map(|e| e.unwrap().file_name().to_owned()).collect();
    names.sort();
    assert_eq!(names, [".devcontainer", "docker"]);
    // The project's own Dockerfile stays the one for everybody.
    assert!(docker.project.read("docker/Dockerfile").contains("--mount="));
    for option in ["--load", "--progress", "--secret"] {
        assert!(!build.args.iter().any(|arg| arg == option), "{option} in {:?}", build.args);
    }
}

#[test]
fn a_client_before_23_is_asked_for_buildkit_by_its_variable() {
    let docker = Docker::of_template("project");
    docker.answers("--version", "0", "Docker version 20.10.24+dfsg1, build 297e128\n", "");
    let outcome = docker.xtask(&["docker-build"]).exits(0);
    assert!(!outcome.stderr.contains("warning:"), "{}", outcome.stderr);
    let build = docker.only("image build");
    assert_eq!(build.env["DOCKER_BUILDKIT"], "1");
    assert_eq!(build.args.last().unwrap(), ".");
    assert!(!build.args.contains(&"--load".to_owned()), "{:?}", build.args);
}

#[test]
fn the_user_s_docker_buildkit_0_is_obeyed_without_a_word() {
    let mut docker = Docker::of_template("project");
    docker.project.env("DOCKER_BUILDKIT", "0");
    let outcome = docker.xtask(&["docker-build"]).exits(0);
    assert!(!outcome.stderr.contains("warning:"), "{}", outcome.stderr);
    let build = docker.only("image build");
    assert_eq!(build.env["DOCKER_BUILDKIT"], "0");
    assert_ne!(build.args.last().unwrap(), ".");
}

#[test]
fn both_builders_make_an_image_with_the_same_label() {
    let docker = Docker::of_template("project");
    docker.xtask(&["docker-build"]).exits(0);
    docker.has_built_image().forget();
    docker.answers("buildx version", "1", "", "");
    docker.xtask(&["run", "--", "true"]).exits(0);
    assert_eq!(docker.deed_names(), ["container run"]);
}

#[test]
fn inside_a_container_with_somebody_else_s_engine_there_is_a_warning() {
    let docker = Docker::of_template("project");
    docker.answers("info", "0", "another-machine\t[name=seccomp]\n", "");
    let outcome = docker.xtask(&["run", "--", "true"]).exits(0);
    let inside = ["/.dockerenv", "/run/.containerenv"].iter().any(|path| fs::exists(path).unwrap());
    let warning = "warning: this is a container, and the engine seems to run outside of it";
    assert_eq!(outcome.stderr.contains(warning), inside, "{}", outcome.stderr);
}
