//! Claims about `lab`: what runs in which order, what the container gets, and when nothing is built.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;

use super::{Call, Docker, wait_for};
use crate::support::Outcome;

const FOLDERS: [&str; 6] = ["bin", "data", "doc", "notebooks", "results", "src"];

/// What the container runs, from the name of the program on.
fn command(run: &Call) -> &[String] {
    let image = run.args.iter().position(|arg| arg == "jupyter").unwrap();
    &run.args[image..]
}

/// A port that is free now.
fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

#[test]
fn a_lab_is_generated_built_and_run_in_this_order_with_these_arguments() {
    let docker = Docker::of_template("My Project");
    docker.project.write("docker/Dockerfile", "FROM old\n");
    let outcome = docker.xtask(&["lab"]).exits(0);
    assert!(!docker.project.read("docker/Dockerfile").contains("FROM old"));
    assert_eq!(docker.deed_names(), ["image build", "container run"]);

    let run = docker.only("container run");
    assert_eq!(run.folder, docker.project.root);
    assert_eq!(run.args[..5], ["container", "run", "--rm", "--init", "--interactive"]);
    assert!(!run.args.iter().any(|arg| arg == "--tty" || arg == "--detach"), "{:?}", run.args);
    let build = docker.only("image build");
    let user = build.value("--build-arg").strip_prefix("username=").unwrap();
    let root = &docker.project.root;
    let mounts = FOLDERS.map(|name| format!("type=bind,source={root}/{name},target=/home/{user}/app/{name}"));
    let uid = build.values("--build-arg")[1].strip_prefix("uid=").unwrap();
    let settings = run.value("--name").replace("-lab-", "-jupyterlab-");
    let label =
        format!("volume-label=com.docker.compose.project={}", run.value("--name").replace("-lab-", "-"));
    let volume = format!("type=volume,source={settings}-{uid},target=/home/{user}/.kept,{label}");
    assert_eq!(run.values("--mount"), [&mounts[..], &[volume]].concat());
    FOLDERS.iter().for_each(|name| assert!(root.join(name).is_dir(), "{name} is not on the disk"));

    let published = run.value("--publish").split(':').collect::<Vec<_>>();
    assert_eq!((published[0], published[2]), ("127.0.0.1", "8888"));
    assert!(run.values("--label").contains(&format!("conda-in-docker.port={}", published[1]).as_str()));
    assert!(run.value("--name").starts_with("my-project-lab-"));
    assert!(run.args.windows(2).any(|pair| pair == ["my-project", "/opt/docker/probe-mounts.sh"]));
    for name in FOLDERS {
        let probed = ["write".to_owned(), format!("/home/{user}/app/{name}"), format!("'{root}/{name}'")];
        assert!(run.args.windows(3).any(|words| words == probed), "{probed:?}: {:?}", run.args);
    }
    let ours = ["jupyter", "lab", "--no-browser", "--ip=0.0.0.0", "--port=8888"];
    assert_eq!(command(&run)[..5], ours);
    assert!(outcome.stderr.ends_with("xtask: starting JupyterLab; Ctrl-C ends it\n"), "{}", outcome.stderr);
}

#[test]
fn the_token_is_in_the_environment_of_the_run_and_nowhere_else() {
    let docker = Docker::of_template("project");
    let outcome = docker.xtask(&["--verbose", "lab"]).exits(0);
    let run = docker.only("container run");
    let token = &run.env["JUPYTER_TOKEN"];
    assert!(token.len() >= 32, "{token}");
    assert_eq!(run.value("--env"), "JUPYTER_TOKEN");
    for call in docker.calls() {
        assert!(!call.line().contains(token.as_str()), "{:?}", call.args);
    }
    assert!(outcome.stderr.contains("$ docker container run "), "{}", outcome.stderr);
    assert!(!outcome.stderr.contains(token.as_str()), "{}", outcome.stderr);
    assert!(!docker.only("image build").env.contains_key("JUPYTER_TOKEN"));
}

#[test]
fn jupyter_s_own_arguments_come_last_and_may_choose_the_log_level() {
    let docker = Docker::of_template("project");
    let table: [(&[&str], bool); 4] = [
        (&["--LabApp.default_url=/lab/tree/a b.ipynb", "--collaborative"], true),
        (&["--log-level=INFO"], false),
        (&["--debug"], false),
        (&[], true),
    ];
    for (args, quiet) in table {
        docker.forget().xtask(&[&["lab", "--"], args].concat()).exits(0);
        let run = docker.only("container run");
        assert!(command(&run).ends_with(&args.iter().map(|arg| (*arg).to_owned()).collect::<Vec<_>>()));
        assert_eq!(command(&run).contains(&"--log-level=WARN".to_owned()), quiet, "{args:?}");
    }
}

#[test]
fn one_ctrl_c_is_enough_since_jupyterlab_is_told_to_ask_nothing_unless_somebody_wants_the_question() {
    let docker = Docker::of_template("project");
    let table: [(&[&str], bool); 5] = [
        (&["lab"], true),
        (&["lab", "--", "--debug"], true),
        (&["lab", "--", "--ServerApp.answer_yes=False"], false),
        (&["--verbose", "lab"], true),
        (&["--dry-run", "lab", "--detach"], false),
    ];
    for (args, answers) in table {
        let printed = docker.forget().xtask(args).exits(0).stdout;
        let ran = docker
            .calls()
            .iter()
            .any(|call| call.line().contains(" jupyter lab ") && call.args.contains(&"-y".to_owned()));
        assert_eq!(ran || printed.contains(" -y"), answers, "{args:?}");
    }
    docker.forget().xtask(&["lab", "--", "-y"]).exits(0);
    assert_eq!(command(&docker.only("container run")).iter().filter(|arg| *arg == "-y").count(), 1);
}

#[test]
fn a_port_that_is_taken_is_an_error_before_anything_runs() {
    let docker = Docker::of_template("project");
    docker.xtask(&["docker-build"]).exits(0);
    docker.has_built_image().forget();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port();
    let outcome = docker.xtask(&["lab", "--port", &port.to_string()]).exits(1);
    let sentence = "of this machine is taken; choose another, or leave out --port to get a free one";
    assert_eq!(outcome.stderr, format!("error: port {port} {sentence}\n"));
    assert_eq!(docker.deed_names(), [""; 0]);
}

#[test]
fn a_second_lab_starts_without_building_and_a_changed_file_builds_again_and_is_named() {
    let docker = Docker::of_template("project");
    let first = docker.xtask(&["lab"]).exits(0);
    assert!(first.stderr.contains("xtask: building the image `project`, for the first time\n"));
    docker.has_built_image().forget();
    docker.xtask(&["lab"]).exits(0);
    assert_eq!(docker.deed_names(), ["container run"]);

    // A comment and another order mean the same.
    let environment = docker.project.read("environment.yml");
    docker.project.write("environment.yml", format!("# a comment\n{environment}"));
    docker.forget().xtask(&["lab"]).exits(0);
    assert_eq!(docker.deed_names(), ["container run"]);

    let changed = environment.replace("  - numpy\n", "  - numpy\n  - scipy\n");
    docker.project.write("environment.yml", changed);
    let outcome = docker.forget().xtask(&["lab"]).exits(0);
    assert_eq!(docker.deed_names(), ["image build", "container run"]);
    let sentence = "xtask: building the image `project`: environment.yml changed\n";
    assert!(outcome.stderr.contains(sentence), "{}", outcome.stderr);
}

#[test]
fn no_build_takes_the_image_as_it_is_and_asks_for_one_if_there_is_none() {
    let docker = Docker::of_template("project");
    let outcome = docker.xtask(&["lab", "--no-build"]).exits(1);
    assert_eq!(outcome.stderr, "error: there is no image `project` yet; leave out --no-build\n");
    docker.xtask(&["docker-build"]).exits(0);
    docker.has_built_image().forget();
    docker.project.write("postBuild", "#!/bin/sh\ntrue\n");
    let outcome = docker.xtask(&["lab", "--no-build"]).exits(0);
    assert_eq!(docker.deed_names(), ["container run"]);
    let warning = "warning: using the image `project` from before postBuild changed\n";
    assert!(outcome.stderr.starts_with(warning), "{}", outcome.stderr);
}

#[test]
fn a_detached_lab_prints_its_url_once_it_answers() {
    let docker = Docker::of_template("project");
    let port = free_port();
    docker.answers("container run", "0", "0123456789ab\n", "");
    let path = docker.folder.join("log");
    let server = std::thread::spawn(move || {
        while !wait_for(&path).contains("--detach") {
            std::thread::sleep(std::time::Duration::from_millis(5));
        }
        let (mut stream, _) = TcpListener::bind(("127.0.0.1", port)).unwrap().accept().unwrap();
        let mut request = [0; 4];
        stream.read_exact(&mut request).unwrap();
        stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n").unwrap();
    });
    // On a busy machine the tool looks whether its container is still there.
    let Outcome { stdout, stderr, .. } = {
        docker.answers("container ls", "0", "0123456789ab\trunning\tx\ty\n", "");
        docker.answers_times(1, "container ls", "0", "");
        docker.xtask(&["lab", "--detach", "--port", &port.to_string()]).exits(0)
    };
    server.join().unwrap();
    let run = docker.only("container run");
    let token = &run.env["JUPYTER_TOKEN"];
    assert_eq!(stdout, format!("http://127.0.0.1:{port}/lab?token={token}\n"));
    let note = "xtask: JupyterLab runs in the background; `cargo xtask stop` ends it\n";
    assert!(stderr.ends_with(note), "{stderr}");
    assert!(run.args.contains(&"--detach".to_owned()) && !run.args.contains(&"--log-level=WARN".to_owned()));
}

#[test]
fn a_container_that_does_not_start_in_the_background_says_why() {
    let allocated =
        "docker: Error response from daemon: Bind for 127.0.0.1:8888 failed: port is already allocated";
    let conflict = "docker: Error response from daemon: Conflict. The container name \"/x\" is already in use by container";
    let table = [
        (allocated, "the port was taken by another program a moment ago; try again"),
        (conflict, "a container of that name was started a moment ago; `cargo xtask status` says which"),
        ("docker: something else", "the container was not started"),
    ];
    let docker = Docker::of_template("project");
    for (said, sentence) in table {
        docker.answers("container run", "125", "", &format!("{said}\n"));
        let outcome = docker.xtask(&["lab", "--detach"]).exits(125);
        assert_eq!(outcome.stderr.lines().last(), Some(format!("error: {sentence} ({said})").as_str()));
    }
    // It started, and ended at once: then a folder that cannot be used is asked for by a container without a name.
    docker.answers("container run", "0", "0123456789ab\n", "");
    docker.answers(
        "container run --rm --init --interactive --label",
        "73",
        "",
        "a hook says this\nerror: the folder\n",
    );
    let outcome = docker.xtask(&["lab", "--detach"]).exits(73);
    assert_eq!(outcome.stderr.lines().last(), Some("error: the folder"));
    docker.answers("container run", "0", "0123456789ab\n", "");
    let outcome = docker.xtask(&["lab", "--detach"]).exits(1);
    let sentence = "error: the container ended before JupyterLab answered; `cargo xtask --verbose lab` without --detach shows why";
    assert_eq!(outcome.stderr.lines().last(), Some(sentence));
}
