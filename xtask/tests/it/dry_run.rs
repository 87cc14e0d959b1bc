//! Claims about `--dry-run`: what it prints does in `sh` just what the tool does, and it does nothing itself.

use std::process::Command;

use camino::Utf8Path;

use crate::fake_docker::{Call, Docker, verify, wait_until};
use crate::support::{Project, tree};

/// Names that a shell, Docker's CSV and a careless `format!` would each read in their own way.
const NAMES: [&str; 5] = ["a b", "it's \"$HOME\"", "`id`;#", "プロジェクト", "a,b"];

/// What a call does, wherever it was typed: relative paths are relative to its folder, and each token is another one.
fn meaning(call: &Call) -> (Vec<String>, Vec<Option<&str>>) {
    let mut args = call.args.clone();
    // Whoever pastes a command waits for it in a process of its own.
    if let Some(client) = args.iter().position(|arg| arg.starts_with("conda-in-docker.client=")) {
        args.drain(client - 1..=client);
    }
    if args.last().is_some_and(|arg| arg == ".") {
        args = args.iter().map(|arg| arg.replace("docker/Dockerfile", "<here>/docker/Dockerfile")).collect();
        args.push(call.folder.to_string());
    }
    let env = ["A", "BUILD_ENV", "DOCKER_BUILDKIT", "LAB_PORT", "LAB_ROOT", "TMPDIR"]
        .map(|name| call.env.get(name).map(String::as_str))
        .to_vec();
    (args, env)
}

/// Pastes the text into `sh` in this folder, where `cargo xtask` is the tool under test.
fn paste(docker: &Docker, folder: &Utf8Path, text: &str) {
    let bin = docker.program("cargo", "#!/bin/sh\nshift\nexec \"$XTASK\" \"$@\"\n");
    let tool = docker.project.command(&[]);
    let env: Vec<_> = tool.get_envs().filter_map(|(name, value)| Some((name, value?))).collect();
    let path = env.iter().find(|(name, _)| *name == "PATH").unwrap().1.to_str().unwrap();
    let mut shell = Command::new("/bin/sh");
    // What `verify` prints is longer than an argument may be.
    let pasted = docker.folder.join("pasted");
    std::fs::write(&pasted, text).unwrap();
    shell.arg("-eu").arg(pasted).current_dir(folder).env_clear().envs(env.iter().copied());
    shell.env("PATH", format!("{bin}:{path}")).env("XTASK", env!("CARGO_BIN_EXE_xtask"));
    docker.finish(shell).exits(0);
}

/// Asserts that the printed commands, pasted in `folder`, call docker as the tool itself does.
fn assert_pasteable(docker: &Docker, folder: &Utf8Path, args: &[&str]) {
    let printed = docker.forget().xtask(&[&["--dry-run"], args].concat()).exits(0).stdout;
    assert_eq!(docker.deeds(), [], "{args:?}");
    paste(docker, folder, &printed);
    let pasted = docker.deeds();
    docker.forget().xtask(args).exits(0);
    let real = docker.deeds();
    assert!(!real.is_empty());
    assert_eq!(
        pasted.iter().map(meaning).collect::<Vec<_>>(),
        real.iter().map(meaning).collect::<Vec<_>>(),
        "{args:?} printed\n{printed}"
    );
}

/// A project in which one types `cargo xtask` itself.
fn own(name: &str) -> Docker {
    let mut docker = Docker::of_template(name);
    let manifest = docker.project.root.join("xtask");
    docker.project.env("CARGO_MANIFEST_DIR", manifest.as_str());
    docker
}

/// A port that is free now: with the default, the two labs might find different ones.
fn free_port() -> String {
    std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port().to_string()
}

#[test]
fn what_is_printed_for_one_s_own_project_can_be_pasted_there_whatever_its_name() {
    for name in NAMES {
        let mut docker = own(name);
        let root = docker.project.root.clone();
        let port = free_port();
        assert_pasteable(
            &docker,
            &root,
            &["docker-build", "--tag", "x:y", "--", "--label", "a=$b 'c'\n\"d\""],
        );
        assert_pasteable(&docker, &root, &["lab", "--port", &port, "--", "--a=b c", "$HOME"]);
        assert_pasteable(
            &docker,
            &root,
            &["run", "--env", "A=$b c", "--", "printf", "%s\n", "it's", "", "`id`"],
        );
        assert_pasteable(&docker, &root, &["compose", "exec", "lab", "echo", "it's", "$HOME"]);
        docker.answers("image history", "0", "", "");
        assert_pasteable(&docker, &root, &["size", "--tag", "x:y"]);
        docker.project.env("LAB_PORT", free_port());
        assert_pasteable(&docker, &root, &["compose", "create", "--build"]);
    }
}

#[test]
fn what_is_printed_can_be_pasted_for_each_builder_and_with_mirrors() {
    let url = "https://jane:p$a'ss\"`id`\\@mirror/simple";
    for buildkit in ["", "0", "missing", "20.10", "podman"] {
        let mut docker = own("a b");
        docker.project.env("PIP_INDEX_URL", url).env("CONDA_CHANNEL_ALIAS", "http://mirror");
        match buildkit {
            "missing" => drop(docker.answers("buildx version", "1", "", "")),
            "podman" => {
                docker.answers("podman info", "0", "vm\ttrue\ttrue\n", "");
                docker.project.env("CONTAINER_ENGINE", "podman");
            }
            "20.10" => drop(docker.answers("--version", "0", "Docker version 20.10.1, build f4f5dae\n", "")),
            value => drop(docker.project.env("DOCKER_BUILDKIT", value)),
        }
        let root = docker.project.root.clone();
        assert_pasteable(&docker, &root, &["docker-build", "--pull"]);
        let build = if buildkit == "podman" { "podman image build" } else { "image build" };
        let env = &docker.only(build).env["BUILD_ENV"];
        assert_eq!(*env, format!("CONDA_CHANNEL_ALIAS=http://mirror\nPIP_INDEX_URL={url}"));
    }
}

#[test]
fn what_is_printed_for_a_directory_of_conda_files_can_be_pasted_anywhere() {
    for name in NAMES {
        let project = Project::empty(name);
        project.write("environment.yml", "dependencies: [python=3.12, jupyterlab]\n");
        let docker = Docker::with(project);
        assert_pasteable(&docker, "/".into(), &["docker-build"]);
        assert_pasteable(&docker, "/".into(), &["lab", "--port", &free_port()]);
        assert_pasteable(&docker, "/".into(), &["compose", "config"]);
        assert_eq!(docker.project.root.read_dir_utf8().unwrap().count(), 1, "something was left there");
    }
}

#[test]
fn what_is_printed_for_another_project_of_the_template_can_be_pasted_where_it_was_printed() {
    let docker = Docker::of_template("another project");
    docker.project.write("docker/Dockerfile", "FROM old\n");
    let printed = docker.xtask(&["--dry-run", "docker-build"]).exits(0).stdout;
    paste(&docker, "/".into(), &printed);
    let pasted: Vec<Call> = docker.deeds();
    assert!(!docker.project.read("docker/Dockerfile").contains("FROM old"), "not generated by\n{printed}");
    docker.forget().xtask(&["docker-build"]).exits(0);
    assert_eq!(meaning(&pasted[0]), meaning(&docker.deeds()[0]), "{printed}");
}

#[test]
fn what_is_pasted_for_the_folder_in_the_cache_is_no_edit_for_the_next_command() {
    let directory = Project::empty("directory");
    directory.write("environment.yml", "dependencies: [python=3.12, jupyterlab]\n");
    let mut of_template = Project::of_template("project");
    // The legacy builder gets a folder with what it needs.
    of_template.env("DOCKER_BUILDKIT", "0");
    for project in [directory, of_template] {
        let docker = Docker::with(project);
        let cache = docker.project.root.with_file_name("cache");
        docker.xtask(&["docker-build"]).exits(0);
        for package in ["tree", "less"] {
            docker.project.write("apt.txt", format!("{package}\n"));
            let printed = docker.xtask(&["--dry-run", "docker-build"]).exits(0).stdout;
            assert!(printed.contains(&format!(" --output {cache}")), "{printed}");
            paste(&docker, "/".into(), &printed);
            docker.project.write("apt.txt", format!("{package}\nfile\n"));
            let said = docker.xtask(&["docker-build"]).exits(0).stderr;
            assert!(!said.contains("kept in"), "{said}");
            let files = tree(&cache);
            let dockerfiles: Vec<_> = files
                .iter()
                .map(|(path, _)| path.as_str())
                .filter(|path| path.contains("/docker/Dockerfile"))
                .collect();
            assert_eq!(dockerfiles.len(), 2, "{dockerfiles:?}");
            assert!(!files.iter().any(|(path, _)| path.as_str().contains(".edited")));
        }
    }
}

#[test]
fn what_verify_prints_can_be_pasted_and_goes_through_the_same_doors() {
    let mut docker = own("project");
    let root = docker.project.root.clone();
    verify::all_is_well(&mut docker);
    for args in [&["verify", "--no-build"][..], &["verify", "--no-build", "--install"]] {
        docker.forget().xtask(args).exits(0);
        let real = verify::doings(&docker);
        assert!(real.len() > 25);
        let printed = docker.forget().xtask(&[&["--dry-run"], args].concat()).exits(0).stdout;
        assert_eq!(docker.deeds(), [], "{args:?}");
        paste(&docker, &root, &printed);
        // The shell does not wait for what it leaves in the background.
        wait_until(|| verify::doings(&docker).len() >= real.len());
        for (pasted, real) in verify::doings(&docker).iter().zip(&real) {
            assert_eq!(pasted, real, "{args:?}");
        }
        assert_eq!(verify::doings(&docker).len(), real.len(), "{args:?}");
    }
}

#[test]
fn a_dry_run_writes_nothing_and_asks_the_engine_only_questions() {
    let docker = Docker::of_template("project");
    std::fs::remove_dir_all(docker.project.root.join("docker")).unwrap();
    let beside = docker.project.root.parent().unwrap();
    let listing = || {
        let ours = |(path, _): &(camino::Utf8PathBuf, _)| !path.starts_with(&docker.folder);
        tree(beside).into_iter().filter(ours).collect::<Vec<_>>()
    };
    let before = listing();
    let commands: [&[&str]; 12] = [
        &["generate"],
        &["docker-build", "--no-cache"],
        &["lab"],
        &["lab", "--detach"],
        &["run", "--", "true"],
        &["shell"],
        &["compose", "up", "--build", "--detach"],
        &["compose", "down"],
        &["compose", "config"],
        &["stop"],
        &["offline-world"],
        &["bench"],
    ];
    for buildx in ["0", "1"] {
        docker.answers("buildx version", buildx, "", "");
        for args in commands {
            let outcome = docker.xtask(&[&["--dry-run"], args].concat()).exits(0);
            assert!(!outcome.stderr.contains("wrote") && !outcome.stderr.contains("built"), "{args:?}");
            assert!(listing() == before, "{args:?} wrote something");
            assert_eq!(docker.deeds(), [], "{args:?}");
        }
    }
}

#[test]
fn a_dry_run_prints_commands_on_stdout_and_everything_else_on_stderr() {
    let docker = Docker::of_template("project");
    docker.answers("buildx version", "1", "", "");
    let outcome = docker.xtask(&["--dry-run", "run", "--", "ls"]).exits(0);
    for line in outcome.stdout.lines() {
        let command = line.trim_start_matches("DOCKER_BUILDKIT=0 ");
        let expected = ["docker ", "cargo xtask generate", "cd ", "mkdir -p "];
        assert!(expected.iter().any(|start| command.starts_with(start)), "{line}");
    }
    let said = "xtask: building the image `project`, for the first time\nwarning: docker has no BuildKit";
    assert!(outcome.stderr.starts_with(said), "{}", outcome.stderr);
}
