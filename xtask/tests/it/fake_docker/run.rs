//! Claims about `run` and `shell`: the command arrives unchanged, and its exit code and the signals are its own.

use std::process::Command;

use super::{Docker, wait_for};

/// A project whose image is current, so that only the run is left to do.
fn built() -> Docker {
    let docker = Docker::of_template("project");
    docker.xtask(&["docker-build"]).exits(0);
    docker.has_built_image().forget();
    docker
}

/// What stands behind the image's name.
fn command(docker: &Docker) -> Vec<String> {
    let run = docker.only("container run");
    let image = run.args.iter().rposition(|arg| arg == "project").unwrap();
    run.args[image + 1..].to_vec()
}

#[test]
fn the_exit_code_of_the_command_is_ours() {
    let docker = built();
    for (action, code) in [("0", 0), ("1", 1), ("7", 7), ("125", 125), ("signal 9", 137), ("signal 15", 143)]
    {
        docker.answers("container run", action, "said\n", "");
        let outcome = docker.xtask(&["--quiet", "run", "--", "false"]).exits(code);
        assert_eq!((outcome.stdout.as_str(), outcome.stderr.as_str()), ("said\n", ""), "{action}");
    }
}

#[test]
fn every_argument_arrives_as_it_was_given() {
    let docker = built();
    let nasty =
        ["printf", "a b", "it's", "\"", "$HOME", "`id`", "a\nb", "", "-n", "--", "\\", "--project", "Ünal*"];
    for args in [&["run", "--"][..], &["run"][..]] {
        docker.forget().xtask(&[args, &nasty].concat()).exits(0);
        assert_eq!(command(&docker), nasty, "{args:?}");
    }
}

#[test]
fn options_stand_before_the_command_and_what_follows_it_is_its_own() {
    let docker = built();
    docker.xtask(&["--quiet", "run", "--env", "A=b c", "ls", "--verbose", "--env", "X"]).exits(0);
    assert_eq!(command(&docker), ["ls", "--verbose", "--env", "X"]);
    let run = docker.only("container run");
    assert_eq!((run.values("--env")[0], run.env["A"].as_str()), ("A", "b c"));
}

#[test]
fn a_variable_arrives_with_its_value_or_by_its_name_alone() {
    let docker = built();
    docker.xtask(&["run", "--env", "A=x=y z", "--env", "B", "--env=C=", "--", "env"]).exits(0);
    let run = docker.only("container run");
    assert_eq!(run.values("--env"), ["A", "B", "C"]);
    assert_eq!((run.env["A"].as_str(), run.env.get("B"), run.env["C"].as_str()), ("x=y z", None, ""));
    for wrong in ["=x", "", "A B=c"] {
        docker.forget().xtask(&["run", "--env", wrong, "--", "env"]).exits(2);
        assert_eq!(docker.calls(), []);
    }
}

#[test]
fn a_run_has_the_folders_of_a_lab_and_neither_port_nor_name_nor_token() {
    let docker = built();
    docker.xtask(&["run", "--", "true"]).exits(0);
    let run = docker.only("container run");
    assert_eq!(run.args[..5], ["container", "run", "--rm", "--init", "--interactive"]);
    assert_eq!(run.values("--mount").len(), 6);
    for option in ["--publish", "--name", "--env", "--tty", "--detach"] {
        assert!(!run.args.iter().any(|arg| arg == option), "{option} in {:?}", run.args);
    }
    assert!(!run.env.contains_key("JUPYTER_TOKEN"));
    docker.forget().xtask(&["shell"]).exits(0);
    assert_eq!(command(&docker), ["bash"]);
}

/// The setting `mounts`, the folder of this machine in which the user stands, where the command starts, below the home, and
/// the shared folders that are named; `None` where all of `~/app` is shared, or the command starts in a shared folder.
type Start = (&'static str, &'static str, Option<&'static str>, Option<&'static str>);

const STARTS: [Start; 10] = [
    (r#"["data", "src"]"#, "src", Some("app/src"), None),
    (r#"["data", "src"]"#, "src/deep", Some("app/src/deep"), None),
    (r#"["data", "src"]"#, "data", Some("app/data"), None),
    (r#"["data", "src"]"#, "", None, Some("xtask: starts in ~/app; shared: data, src; ")),
    (
        r#"["data", "src"]"#,
        "docker",
        None,
        Some("docker/ is not shared, so this starts in ~/app; shared: data, src; "),
    ),
    (r#"["data", "src"]"#, "/", None, Some("xtask: starts in ~/app; shared: data, src; ")),
    ("[]", "src/deep", None, Some("src/deep/ is not shared, so this starts in ~/app; shared: nothing; ")),
    (r#"["."]"#, "", Some("app"), None),
    (r#"["."]"#, "src/deep", Some("app/src/deep"), None),
    (r#"[{ source = "src", target = "code" }]"#, "src/deep", Some("app/code/deep"), None),
];

#[test]
fn run_and_shell_start_where_the_user_stands_if_that_is_shared_and_else_say_what_is() {
    for (mounts, here, folder, named) in STARTS {
        let docker = built();
        let settings = format!("[workspace.metadata.docker]\nimage = \"project\"\nmounts = {mounts}\n");
        docker.project.write("Cargo.toml", settings);
        std::fs::create_dir_all(docker.project.root.join("src/deep")).unwrap();
        std::fs::create_dir_all(docker.project.root.join("data")).unwrap();
        for args in [&["run", "--", "true"][..], &["shell"], &["--quiet", "run", "--", "true"]] {
            let mut command = docker.forget().project.command(args);
            command.current_dir(docker.project.root.join(here));
            let said = docker.finish(command).exits(0).stderr;
            let run = docker.only("container run");
            let started =
                run.args.iter().position(|arg| arg == "--workdir").map(|at| run.args[at + 1].as_str());
            let below = started.map(|path| path.split('/').skip(3).collect::<Vec<_>>().join("/"));
            assert_eq!(below.as_deref(), folder, "{mounts} {here}");
            let named = named.filter(|_| args[0] != "--quiet");
            let count = usize::from(named.is_some());
            assert_eq!(said.lines().filter(|line| line.contains("starts in ~/app")).count(), count, "{said}");
            assert!(said.contains(named.unwrap_or_default()), "{mounts} {here}: {said}");
            assert_eq!(said.contains(r#"(mounts = ["."] shares all)"#), count == 1, "{said}");
        }
    }
}

#[test]
fn run_builds_an_image_that_is_not_current_unless_it_is_told_not_to() {
    let docker = built();
    docker.project.write("postBuild", "#!/bin/sh\ntrue\n");
    docker.xtask(&["run", "--no-build", "--", "true"]).exits(0);
    assert_eq!(docker.deed_names(), ["container run"]);
    docker.forget().xtask(&["run", "--", "true"]).exits(0);
    assert_eq!(docker.deed_names(), ["image build", "container run"]);
}

#[test]
fn the_settings_reach_the_container() {
    let docker = Docker::of_template("project");
    let settings = "image = \"jane/lab\"\nmounts = [\"data\", \"a, b\"]\nplatform = \"linux/arm64\"\nrun-args = [\"--shm-size=2g\", \"--gpus\", \"all\"]\n";
    docker.project.write("Cargo.toml", format!("[workspace.metadata.docker]\n{settings}"));
    docker.xtask(&["run", "--", "true"]).exits(0);
    let (build, run) = (docker.only("image build"), docker.only("container run"));
    assert_eq!((build.value("--tag"), build.value("--platform")), ("jane/lab", "linux/arm64"));
    assert_eq!(run.value("--platform"), "linux/arm64");
    assert!(run.args.ends_with(&["--shm-size=2g", "--gpus", "all", "jane/lab", "true"].map(str::to_owned)));
    let root = &docker.project.root;
    let mount = format!("type=bind,\"source={root}/a, b\",\"target=");
    assert!(run.values("--mount")[1].starts_with(&mount), "{:?}", run.values("--mount"));
}

#[test]
fn a_folder_can_be_read_only_from_outside_or_inside_another_one_and_none_is_left_for_docker_to_make() {
    let docker = built();
    let outside = docker.folder.join("big data");
    std::fs::create_dir(&outside).unwrap();
    let mounts = format!(
        "\".\", {{ source = \"raw\", read-only = true }}, {{ source = {outside:?}, target = \"a/b\" }}"
    );
    let settings = format!("[workspace.metadata.docker]\nimage = \"project\"\nmounts = [{mounts}]\n");
    docker.project.write("Cargo.toml", settings);
    docker.xtask(&["run", "--", "true"]).exits(0);
    let root = &docker.project.root;
    let run = docker.only("container run");
    let mounts: Vec<String> =
        run.values("--mount").iter().map(|mount| mount.replace("target=/home/", "")).collect();
    let user = mounts[0].rsplit_once(',').unwrap().1.strip_suffix("/app").unwrap();
    let expected = [
        format!("type=bind,source={root},{user}/app"),
        format!("type=bind,source={root}/raw,{user}/app/raw,readonly"),
        format!("type=bind,source={outside},{user}/app/a/b"),
    ];
    assert_eq!(mounts, expected);
    assert!(root.join("raw").is_dir() && root.join("a/b").is_dir());

    std::fs::remove_dir(&outside).unwrap();
    let outcome = docker.forget().xtask(&["run", "--", "true"]).exits(2);
    let sentence = "there is no such folder, and it is outside of the project; make it with mkdir -p";
    assert!(outcome.stderr.starts_with(&format!("error: {outside}: {sentence} ")), "{}", outcome.stderr);
    assert_eq!(docker.deeds(), []);
}

#[test]
fn a_signal_to_the_tool_reaches_the_command_in_its_place() {
    for (signal, code) in [("TERM", 143), ("INT", 130)] {
        for args in [&["run", "--", "sleep", "60"][..], &["lab"][..]] {
            let docker = built();
            docker.answers("container run", "wait", "", "");
            let mut command = heeding_signals(&docker.project.command(args));
            // Not a pipe: what announces the lab holds it for a second longer.
            command.stdout(std::process::Stdio::null()).stderr(std::process::Stdio::null());
            let mut tool = command.spawn().unwrap();
            let pid = wait_for(&docker.folder.join("pid"));
            assert_eq!(pid.trim(), tool.id().to_string(), "{args:?} is not docker's own process");
            assert!(Command::new("kill").args(["-s", signal, pid.trim()]).status().unwrap().success());
            assert_eq!(tool.wait().unwrap().code(), Some(code), "{signal} {args:?}");
            assert_eq!(wait_for(&docker.folder.join("signals")), format!("{signal}\n"));
        }
    }
}

/// The same command with SIGINT as a terminal gives it: who runs the tests in the background has it ignored, and a
/// program inherits that.
fn heeding_signals(command: &Command) -> Command {
    let mut heeding = Command::new("env");
    heeding.arg("--default-signal=INT").arg(command.get_program()).args(command.get_args()).env_clear();
    heeding.envs(command.get_envs().filter_map(|(name, value)| Some((name, value?))));
    heeding.stdin(std::process::Stdio::null()).current_dir("/");
    heeding
}

#[test]
fn the_system_is_asked_once_who_the_user_is_also_by_root_in_the_project_of_another() {
    let mut docker = Docker::of_template("project");
    let asked = docker.folder.join("asked");
    let id = Command::new("sh").args(["-c", "command -v id"]).output().unwrap().stdout;
    let id = String::from_utf8(id).unwrap();
    docker.put_first("id", &format!("#!/bin/sh\necho \"$@\" >>'{asked}'\nexec {} \"$@\"\n", id.trim_end()));
    // If we are root, the files are no longer those of the folder's owner.
    let _ = std::os::unix::fs::chown(&docker.project.root, Some(1234), Some(1234));
    docker.xtask(&["run", "--", "true"]).exits(0);
    let asked = std::fs::read_to_string(asked).unwrap();
    let mut questions: Vec<_> = asked.lines().collect();
    questions.sort_unstable();
    let all = questions.len();
    questions.dedup();
    assert!(questions.contains(&"-u") && questions.len() == all, "{asked}");
}
