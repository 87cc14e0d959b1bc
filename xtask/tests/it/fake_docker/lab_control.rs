//! Claims about labs that run already: they are found again, stopped, described, and their log shown.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;

use super::{Docker, facts};

const NONE: &str = "lab:   not running; `cargo xtask lab` starts it\n";

/// A port at which somebody answers as Jupyter does, from now on.
fn answering() -> u16 {
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
fn inputs(docker: &Docker) -> String {
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
fn status(docker: &Docker) -> String {
    let stdout = docker.xtask(&["status"]).exits(0).stdout;
    let (volumes, rest): (Vec<_>, Vec<_>) =
        stdout.split_inclusive('\n').partition(|line| line.starts_with("volume: "));
    assert!(volumes.len() == 1 && volumes[0].ends_with(" at ~/.kept\n"), "{stdout}");
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
fn with_running_lab() -> (Docker, String) {
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
    docker.forget().xtask(&["lab"]).exits(0);
    assert_eq!(docker.deed_names(), ["container run"]);
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
fn stop_stops_every_lab_of_the_project_and_with_runs_all_that_it_runs() {
    let docker = built();
    let key = format!("project={}", docker.key());
    docker.has_containers(&[
        lab(&docker, "lab", 1),
        lab(&docker, "compose", 2),
        facts("a-run", "running", &[&key, "kind=run"], &[]),
        facts("a-shell", "running", &[&key, "kind=shell"], &[]),
        facts("gone", "exited", &[&key, "kind=compose", "port=3"], &[]),
        facts("other", "running", &["project=ff00ff00", "kind=lab", "port=4"], &[]),
        facts("nobody-s", "running", &[], &[]),
    ]);
    // The last question is for what is left.
    let none_is_left = |times| {
        docker
            .answers("container ls", "0", "", "")
            .answers_times(times, "container ls", "0", "0f\n1f\n")
            .forget();
    };
    none_is_left(1);
    let outcome = docker.xtask(&["stop"]).exits(0);
    assert_eq!(outcome.stderr, "xtask: stopped a-lab\nxtask: stopped a-compose\n");
    let stopped =
        |docker: &Docker| docker.deeds().iter().map(|call| call.args[2].clone()).collect::<Vec<_>>();
    assert_eq!(stopped(&docker), ["id-a-lab", "id-a-compose"]);
    none_is_left(1);
    docker.xtask(&["stop", "--runs"]).exits(0);
    assert_eq!(stopped(&docker), ["id-a-lab", "id-a-compose", "id-a-run", "id-a-shell"]);

    none_is_left(1);
    docker.answers("container stop", "1", "", "Error response from daemon: cannot stop\n");
    let outcome = docker.xtask(&["stop"]).exits(1);
    assert!(outcome.stderr.contains("does not stop; try `docker container rm --force a-lab`"));

    let outcome = Docker::of_template("project").xtask(&["stop"]).exits(0);
    assert_eq!(outcome.stderr, "xtask: no lab of this project runs\n");
}

#[test]
fn stop_ends_a_lab_in_whatever_state_it_is() {
    // The state, of whose lab, what is done, and what is said; the engine lists it once, and then it is gone.
    const STOP: &[&str] = &["container stop"];
    const REMOVE: &[&str] = &["container rm"];
    const STOPPED: &str = "xtask: stopped a\n";
    const REMOVED: &str = "xtask: removed a, which had not started\n";
    const NONE_RUNS: &str = "xtask: no lab of this project runs\n";
    let table: [(&str, &str, &[&str], &str); 17] = [
        ("running", "lab", STOP, STOPPED),
        ("restarting", "lab", STOP, STOPPED),
        ("paused", "lab", &["container unpause", "container stop"], STOPPED),
        ("created", "lab", REMOVE, REMOVED),
        ("configured", "lab", REMOVE, REMOVED),
        ("initialized", "lab", REMOVE, REMOVED),
        ("removing", "lab", &[], NONE_RUNS),
        ("dead", "lab", &[], NONE_RUNS),
        ("exited", "lab", &[], NONE_RUNS),
        ("stopping", "lab", &[], NONE_RUNS),
        ("stopped", "lab", &[], NONE_RUNS),
        ("running", "compose", STOP, STOPPED),
        ("paused", "compose", &["container unpause", "container stop"], STOPPED),
        ("restarting", "compose", STOP, STOPPED),
        ("created", "compose", &[], NONE_RUNS),
        ("exited", "compose", &[], NONE_RUNS),
        ("dead", "compose", &[], NONE_RUNS),
    ];
    let docker = built();
    let key = format!("project={}", docker.key());
    docker.answers("container ls", "0", "", "");
    for (state, kind, deeds, said) in table {
        let labels = [key.as_str(), &format!("kind={kind}"), "port=1"];
        docker.answers("container inspect", "0", &facts("a", state, &labels, &[]), "");
        docker.answers_times(1, "container ls", "0", "0123\n").forget();
        let outcome = docker.xtask(&["stop"]).exits(0);
        assert_eq!(
            (docker.deed_names(), outcome.stderr.as_str()),
            (deeds.iter().map(ToString::to_string).collect(), said),
            "{state} {kind}"
        );
    }
    // One that the engine does not let go is named, with what removes it.
    docker.answers("container ls", "0", "0123\n", "");
    docker.answers("container inspect", "0", &facts("a", "created", &[&key, "kind=lab", "port=1"], &[]), "");
    docker.answers("container rm", "1", "", "Error response from daemon: busy\n");
    let said = docker.xtask(&["stop"]).exits(1).stderr;
    assert_eq!(said, "error: the container a does not stop; try `docker container rm --force a`\n");
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
        assert!(
            status.starts_with(&format!("lab:   {url}\n       it {OLDER}{why}{RENEW}image: ")),
            "{status}"
        );
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
        r#"{{"kind": "lab", "name": "a-lab", "id": "id-a-lab", "folder": "", "started": "2026-01-02T03:04:05.6Z", "command": ["python", "a b.py"], "image": "sha256:ab", "port": {port}, "url": "http://127.0.0.1:{port}/lab?token=0a1b", "answers": true, "older_image": false}}"#
    );
    let image = r#"{"name": "project", "id": "project", "state": "current", "words": "project is current"}"#;
    let (start, rest) = status.split_once("\"volumes\": [{\"name\": \"project-jupyterlab-").unwrap();
    let (_, end) = rest.split_once("\", \"target\": \".kept\"}], ").unwrap();
    assert_eq!(start.to_owned() + end, format!("{{\"containers\": [{container}], \"image\": {image}}}\n"));
    let docker = Docker::of_template("project");
    let key = format!("project={}", docker.key());
    docker.has_containers(&[facts("a", "running", &[&key, "kind=run"], &[])]);
    let status = docker.xtask(&["status", "--json"]).exits(0).stdout;
    let rest = r#""port": null, "url": null, "answers": null, "older_image": null}], "volumes": ["#;
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

const PACKAGES: &str = "container exec id-a-lab /opt/conda/bin/python /opt/docker/lab-packages.py";
const INSTALLED: &str = "conda\ttqdm=4.1\npip\thumanize==4\npip-removed\twatermark\n";

#[test]
fn what_was_installed_in_the_lab_is_told_by_status_and_stop_and_added_by_its_name() {
    let (docker, _) = with_running_lab();
    docker.answers(&format!("{PACKAGES} list"), "0", INSTALLED, "");
    let option = project_option(&docker);
    let status = docker.xtask(&["status"]).exits(0).stdout;
    let expected = format!(
        "new:   tqdm=4.1 (Conda), humanize==4 (pip), in this lab alone; `cargo xtask add{option} --from-lab` keeps it\n\
         gone:  watermark (pip), in this lab alone; `cargo xtask remove{option} --pip watermark` keeps it so\n"
    );
    assert!(status.contains(&expected), "{status}");

    let end = |added: &str| {
        let gone = "xtask: uninstalled in this lab, and still in its image: watermark.\n";
        let remove = format!("  cargo xtask remove{option} --pip watermark\n");
        format!(
            "{added}{gone}xtask: these commands write that:\n{}{remove}",
            match added {
                "" => String::new(),
                _ => format!(
                    "  cargo xtask add{option} tqdm=4.1\n  cargo xtask add{option} --pip humanize==4\n"
                ),
            }
        )
    };
    let new = "xtask: installed in this lab, and not in its image: tqdm, humanize. The lines that keep that:\n  \
               environment.yml:   - tqdm=4.1\n  requirements.txt:  humanize==4\n";
    let stopped = docker.xtask(&["stop"]).exits(0).stderr;
    assert!(stopped.starts_with(&end(new)), "{stopped}");

    let added = docker.xtask(&["add", "--from-lab"]).exits(0);
    let table = "environment.yml:17  added    - tqdm=4.1\nrequirements.txt:3  added    humanize==4\n";
    assert_eq!(added.stdout, table);
    let note = format!(
        "xtask: watermark was uninstalled in the lab; `cargo xtask remove{option} --pip watermark` takes it out of the files\n"
    );
    assert!(added.stderr.starts_with(&note), "{}", added.stderr);

    // What is listed by now is settled, and what is taken out of the lists as well: for `stop` and for `compose down`.
    let kept = "xtask: what was installed in this lab is in the Conda files; the next lab has it\n";
    let compose = PACKAGES.replace("a-lab", "a-compose");
    docker.answers(&format!("{compose} list"), "0", INSTALLED, "");
    for gone in [true, false] {
        let expected = if gone { kept.to_owned() + &end("") } else { kept.to_owned() };
        docker.has_containers(&[lab(&docker, "compose", 1)]).forget();
        let down = docker.xtask(&["compose", "down"]).exits(0).stderr;
        assert!(down.ends_with(&expected), "{down}");
        assert_eq!(docker.deed_names(), ["compose --project-directory"]);
        docker.has_containers(&[lab(&docker, "lab", 1)]);
        let stopped = docker.xtask(&["stop"]).exits(0).stderr;
        assert!(stopped.starts_with(&(expected + "xtask: stopped a-lab\n")), "{stopped}");
        docker.xtask(&["remove", "--pip", "watermark"]);
    }
    // A program gets none of it, and waits for none of it.
    docker.forget().xtask(&["status", "--json"]).exits(0);
    assert!(docker.calls().iter().all(|call| !call.line().contains("lab-packages")));
}

/// How messages name a project that is not the folder in which one stands.
fn project_option(docker: &Docker) -> String {
    format!(" --project {}", docker.project.root)
}

#[test]
fn a_lab_that_gives_no_answer_about_its_packages_is_stopped_all_the_same() {
    let (docker, _) = with_running_lab();
    docker.answers(PACKAGES, "2", "", "can't open file '/opt/docker/lab-packages.py'\n");
    let added = docker.xtask(&["add", "--from-lab"]).exits(1);
    assert!(added.stderr.starts_with("error: nothing was installed in the lab a-lab"), "{}", added.stderr);
    let stopped = docker.xtask(&["stop"]).exits(0);
    assert!(stopped.stderr.starts_with("xtask: stopped a-lab"), "{}", stopped.stderr);
    let none = Docker::of_template("project").xtask(&["add", "--from-lab"]).exits(1);
    assert_eq!(none.stderr, "error: no lab of this project runs, so there is nothing to take from it\n");
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
