//! Claims about labs that run already: they are found again, described, and their log shown.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;

use super::{Docker, facts};

const NONE: &str = "lab:   not running; `cargo xtask lab` starts it\n";

/// A port at which somebody answers as Jupyter does, from now on.
pub fn answering() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let _ = stream.read(&mut [0; 64]);
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n");
        }
    });
    port
}

/// The label of what the image was made from that was built last.
pub fn inputs(docker: &Docker) -> String {
    format!("inputs={}", std::fs::read_to_string(docker.folder.join("built")).unwrap())
}

/// What docker says of a lab of this project's, at a port.
pub fn lab(docker: &Docker, kind: &str, port: u16) -> String {
    let (key, port, inputs) = (format!("project={}", docker.key()), format!("port={port}"), inputs(docker));
    let kind_label = format!("kind={kind}");
    let labels = [key.as_str(), &kind_label, &port, &inputs];
    facts(
        &format!("a-{kind}"),
        "running",
        &labels,
        &["PATH=/opt/env/bin", "JUPYTER_TOKEN=0a1b", "HOME=/home/jane"],
    )
}

/// What `status` says, but for the volume, in whose name are ids.
pub fn status(docker: &Docker) -> String {
    let stdout = docker.xtask(&["status"]).exits(0).stdout;
    let (volumes, rest): (Vec<_>, Vec<_>) =
        stdout.split_inclusive('\n').partition(|line| line.starts_with("volume: "));
    assert!(
        volumes.len() == 1 && volumes[0].contains(" at ~/.kept: JupyterLab's settings, histories"),
        "{stdout}"
    );
    rest.concat()
}

/// A project whose image is current.
pub fn built() -> Docker {
    let docker = Docker::of_template("project");
    docker.xtask(&["docker-build"]).exits(0);
    docker.has_built_image().forget();
    docker
}

/// The same with a lab, which answers, and its address.
pub fn with_running_lab() -> (Docker, String) {
    let docker = built();
    let port = answering();
    docker.has_containers(&[lab(&docker, "lab", port)]).forget();
    (docker, format!("http://127.0.0.1:{port}/lab?token=0a1b"))
}

#[test]
fn a_lab_that_runs_is_found_and_not_started_twice() {
    let (docker, url) = with_running_lab();
    let outcome = docker.xtask(&["lab"]).exits(0);
    assert_eq!(outcome.stdout, format!("{url}\n"));
    let note = "xtask: a lab of this project runs already, in the container a-lab\n";
    assert_eq!(outcome.stderr, note);
    assert_eq!(docker.deed_names(), [""; 0]);
}

#[test]
fn a_lab_is_started_beside_compose_s_and_beside_another_project_s() {
    let docker = built();
    docker.has_containers(&[
        lab(&docker, "compose", 1),
        lab(&docker, "run", 2),
        facts("other", "running", &["project=ff00ff00", "kind=lab", "port=8888"], &[]),
    ]);
    let beside = |by: &str, port: u16, ends: &str| {
        format!(
            "warning: another lab of this project runs by {by}, at http://127.0.0.1:{port}/lab, and both write the same files; \
             `{ends}` ends that one\n"
        )
    };
    let said = docker.forget().xtask(&["lab"]).exits(0).stderr;
    assert_eq!(docker.deed_names(), ["container run"]);
    // One look at the containers says which lab runs, and which others do.
    docker.only("container inspect");
    let warning = beside("Compose", 1, "cargo xtask compose down");
    assert_eq!(said.matches("warning: ").count(), 1, "{said}");
    assert!(said.contains(&warning), "{said}");
    docker.has_containers(&[lab(&docker, "compose", 1), lab(&docker, "lab", 3)]);
    for args in [&["up"][..], &["start"], &["run", "lab", "true"]] {
        let said = docker.forget().xtask(&[&["compose"], args].concat()).exits(0).stderr;
        assert_eq!(said.matches("warning: ").count(), 1, "{said}");
        assert!(said.contains(&beside("`cargo xtask lab`", 3, "cargo xtask stop")), "{said}");
    }
    let said = docker.xtask(&["compose", "ps"]).exits(0).stderr;
    assert!(!said.contains("warning: "), "{said}");
}

#[test]
fn a_foreign_container_of_the_lab_s_name_is_an_error_that_says_how_to_remove_it() {
    let docker = built();
    let name = format!("project-lab-{}", docker.key());
    for (state, labels) in [("exited", &["project=ff00ff00", "port=8888"][..]), ("running", &[])] {
        docker.has_containers(&[facts(&name, state, labels, &[])]).forget();
        let outcome = docker.xtask(&["lab"]).exits(1);
        let sentence = format!(
            "error: the name {name} is in use by a container that is {state} and not a running lab of this project; remove it \
             with `docker container rm --force {name}`\n"
        );
        assert_eq!(outcome.stderr, sentence);
        assert_eq!(docker.deed_names(), [""; 0]);
    }
}

#[test]
fn a_lab_that_is_about_to_go_or_to_come_is_waited_for() {
    let docker = built();
    let key = format!("project={}", docker.key());
    docker.answers("container ls", "0", "", "");
    docker.answers_times(4, "container ls", "0", "0123\n");
    for state in ["removing", "dead", "exited", "stopping", "stopped", "created", "configured", "restarting"]
    {
        docker.answers("container inspect", "0", &facts("a", state, &[&key, "kind=lab", "port=1"], &[]), "");
        docker.forget().xtask(&["lab"]).exits(0);
        assert_eq!(docker.deed_names(), ["container run"], "{state}");
    }
}

#[test]
fn status_says_where_the_lab_is_and_whether_the_image_is_current() {
    let docker = Docker::of_template("project");
    let image = "image: not built yet; `cargo xtask docker-build` builds it\n";
    assert_eq!(status(&docker), format!("{NONE}{image}"));

    let (docker, url) = with_running_lab();
    let status = status(&docker);
    assert_eq!(status, format!("lab:   {url}\nimage: project is current\n"));
    assert_eq!(docker.deed_names(), [""; 0]);
}

/// The first line of the warning about an old lab, without the reason.
const OLDER: &str = "runs an older image, ";
const RENEW: &str = "; `cargo xtask stop` and then `cargo xtask lab` give the new one\n";

#[test]
fn a_lab_of_an_older_image_is_told_from_a_current_one_whatever_image_has_the_name_now() {
    let (docker, url) = with_running_lab();
    let says = |why: &str| {
        let status = status(&docker);
        assert!(status.starts_with(&format!("lab:   {url}\n       it {OLDER}{why}{RENEW}")), "{status}");
        let lab = docker.xtask(&["lab"]).exits(0);
        assert_eq!(lab.stdout, format!("{url}\n"));
        let note = "xtask: a lab of this project runs already, in the container a-lab\n";
        assert!(
            lab.stderr.starts_with(&format!("{note}warning: the lab {OLDER}{why}{RENEW}")),
            "{}",
            lab.stderr
        );
        status
    };
    // Of the same files, and built once more.
    docker.answers("image inspect", "0", "@built\nsha256:cd\n", "");
    says("which was built again since");
    docker.answers("image inspect", "0", "@built\nsha256:ab\n", "");
    assert_eq!(docker.xtask(&["lab"]).exits(0).stderr.lines().count(), 1);
    docker.answers("image inspect", "0", "@built\nab\n", "");
    assert_eq!(status(&docker).lines().count(), 2, "podman's id is without a prefix");

    docker.project.write("requirements.txt", "watermark==2\n").write("postBuild", "#!/bin/sh\ntrue\n");
    let changed = "from before postBuild and requirements.txt changed";
    let status = says(changed);
    assert!(status.ends_with(&format!("image: project is {changed}\n")), "{status}");
    // `run` has built it again: the lab lacks the package all the same.
    docker.xtask(&["run", "true"]).exits(0);
    let status = says(changed);
    assert!(status.ends_with("image: project is current\n"), "{status}");
}

#[test]
fn what_runs_is_the_id_that_was_found_to_be_current_and_not_what_has_the_name() {
    let docker = built();
    docker.answers("image inspect", "0", "@built\nsha256:cd\n", "");
    for args in [&["lab"][..], &["run", "true"], &["shell"]] {
        docker.forget().xtask(args).exits(0);
        let run = docker.only("container run");
        assert!(run.args.contains(&"sha256:cd".to_owned()), "{args:?}: {:?}", run.args);
        assert!(!run.args.contains(&"project".to_owned()), "{args:?}: {:?}", run.args);
    }
    docker.answers("version --format {{.Server.Os}}", "0", "linux/amd64\n", "");
    for command in ["verify", "lock"] {
        let printed = docker.xtask(&["--dry-run", command]).exits(0).stdout;
        let runs: Vec<&str> = printed.lines().filter(|line| line.contains("docker container run")).collect();
        assert!(!runs.is_empty(), "{command}: {printed}");
        for run in runs {
            assert!(run.contains(" sha256:cd "), "{command}: {run}");
        }
    }
    // Another project's build took the name between the end of ours and the look at it.
    docker.answers("image inspect", "0", "environment.yml=other\nsha256:ef\n", "");
    let outcome = docker.forget().xtask(&["run", "true"]).exits(1);
    let sentence = "error: another build has given its image the name `project` a moment ago; choose another name for one of \
                    the two in the setting `image`, and try again\n";
    assert!(outcome.stderr.ends_with(sentence), "{}", outcome.stderr);
    assert_eq!(docker.deed_names(), ["image build"]);
}

#[test]
fn status_shows_all_that_runs_and_with_all_that_of_every_project() {
    let docker = built();
    let key = format!("project={}", docker.key());
    let port = answering();
    let other = ["project=ff00ff00", "kind=lab", "port=1", "folder=/a b/other", "inputs=x=1"];
    let root = format!("com.docker.compose.project.working_dir={}/docker", docker.project.root);
    docker.has_containers(&[
        facts("a-shell", "running", &[&key, "kind=shell", "folder=/moved"], &[]),
        lab(&docker, "lab", port),
        lab(&docker, "compose", port),
        // Compose with an .env that was written by hand.
        facts("by-hand", "running", &["project=", "kind=compose", "port=2", &root, &inputs(&docker)], &[]),
        facts("one-off", "running", &[&key, "kind=compose", "port=3", "com.docker.compose.oneoff=True"], &[]),
        facts("other", "running", &other, &["JUPYTER_TOKEN=x"]),
        facts("ended", "exited", &[&key, "kind=run"], &[]),
    ]);
    let status = status(&docker);
    let mut lines: Vec<String> = status
        .lines()
        .map(|line| line.split_once(", for ").map_or(line, |(line, _)| line).to_owned())
        .collect();
    lines.sort_unstable();
    let lab = format!("lab:   http://127.0.0.1:{port}/lab?token=0a1b");
    let expected = [
        "image: project is current".to_owned(),
        "lab:   http://127.0.0.1:2/lab, by Compose, which does not answer yet".to_owned(),
        lab.clone(),
        format!("{lab}, by Compose"),
        "run:   python 'a b.py'".to_owned(),
        "shell: python 'a b.py'".to_owned(),
    ];
    assert_eq!(lines, expected);
    assert!(status.contains(" days\n"), "{status}");
    let all = docker.xtask(&["status", "--all"]).exits(0).stdout;
    let line = "lab:   http://127.0.0.1:1/lab?token=x, which does not answer yet, in '/a b/other'\n";
    assert!(all.contains(line) && all.contains(", in /moved\n") && !all.contains("older"), "{all}");
}

#[test]
fn status_has_a_form_for_programs_whose_names_stay() {
    let docker = built();
    let port = answering();
    docker.has_containers(&[lab(&docker, "lab", port)]);
    let status = docker.xtask(&["status", "--json"]).exits(0).stdout;
    let container = format!(
        r#"{{"kind": "lab", "name": "a-lab", "id": "id-a-lab", "folder": "", "started": "2026-01-02T03:04:05.6Z", "command": ["python", "a b.py"], "image": "sha256:ab", "port": {port}, "url": "http://127.0.0.1:{port}/lab?token=0a1b", "answers": true, "left": false, "older_image": false}}"#
    );
    let image = r#"{"name": "project", "id": "project", "state": "current", "words": "project is current"}"#;
    let (start, rest) = status.split_once("\"volumes\": [{\"name\": \"project-jupyterlab-").unwrap();
    let (_, end) = rest.split_once("\", \"target\": \".kept\"}], ").unwrap();
    let generated = r#"{"out_of_date": [], "edited": []}"#;
    assert_eq!(
        start.to_owned() + end,
        format!("{{\"containers\": [{container}], \"image\": {image}, \"generated\": {generated}}}\n")
    );
    let docker = Docker::of_template("project");
    let key = format!("project={}", docker.key());
    docker.has_containers(&[facts("a", "running", &[&key, "kind=run"], &[])]);
    let status = docker.xtask(&["status", "--json"]).exits(0).stdout;
    let rest =
        r#""port": null, "url": null, "answers": null, "left": false, "older_image": null}], "volumes": ["#;
    let image = r#""image": {"name": "project", "id": null, "state": "missing", "#;
    assert!(status.contains(rest) && status.contains(image), "{status}");
}

#[test]
fn logs_become_docker_s_and_are_an_error_when_there_is_no_lab() {
    let docker = built();
    docker.has_containers(&[lab(&docker, "compose", 1), lab(&docker, "lab", 2)]);
    docker.answers("container logs", "3", "a line\n", "").forget();
    let outcome = docker.xtask(&["logs"]).exits(3);
    assert_eq!(outcome.stdout, "a line\n");
    let note = "xtask: another lab of this project runs; `docker container logs a-compose` shows its log\n";
    assert_eq!(outcome.stderr, note);
    docker.xtask(&["logs", "--follow"]).exits(3);
    docker.has_containers(&[lab(&docker, "compose", 1)]);
    docker.xtask(&["logs"]).exits(3);
    let args: Vec<String> = docker.deeds().iter().map(super::Call::line).collect();
    let logs = ["container logs id-a-lab", "container logs --follow id-a-lab", "container logs id-a-compose"];
    assert_eq!(args, logs);

    let outcome = Docker::of_template("project").xtask(&["logs"]).exits(1);
    let sentence =
        "no lab of this project runs, so there is no log; start one with `cargo xtask lab --detach`";
    assert_eq!(outcome.stderr, format!("error: {sentence}\n"));
}

#[test]
fn a_shell_in_the_lab_is_one_beside_jupyterlab_and_an_error_where_none_runs() {
    let (docker, _) = with_running_lab();
    docker.answers("container exec", "7", "", "");
    docker.xtask(&["shell", "--lab"]).exits(7);
    assert_eq!(docker.deeds().last().unwrap().line(), "container exec --interactive id-a-lab bash");
    let outcome = built().xtask(&["shell", "--lab"]).exits(1);
    let sentence =
        "error: no lab of this project runs; start one with `cargo xtask lab`, or leave out --lab\n";
    assert_eq!(outcome.stderr, sentence);
    built().xtask(&["shell", "--lab", "--no-build"]).exits(2);
}
