//! Claims about a lab that runs already: it is found again, stopped, described, and its log shown.

use super::Docker;

const NONE: &str = "lab:   not running; `cargo xtask lab` starts it\n";

/// The fake engine's list says that this project's lab runs at port 8890.
fn with_running_lab() -> Docker {
    let docker = Docker::of_template("project");
    docker.xtask(&["lab"]).exits(0);
    let run = docker.only("container run");
    let project = run.value("--label").strip_prefix("conda-in-docker.project=").unwrap().to_owned();
    docker.answers("container ls", "0", "0123456789ab\n", "");
    let env = "PATH=/opt/env/bin\nJUPYTER_TOKEN=0a1b\nHOME=/home/jane\n";
    docker.answers("container inspect", "0", &format!("running\t{project}\t8890\n{env}"), "");
    docker.has_built_image().forget();
    docker
}

#[test]
fn a_lab_that_runs_is_found_and_not_started_twice() {
    let docker = with_running_lab();
    let outcome = docker.xtask(&["lab"]).exits(0);
    assert_eq!(outcome.stdout, "http://127.0.0.1:8890/lab?token=0a1b\n");
    assert!(
        outcome
            .stderr
            .starts_with("xtask: a lab of this project runs already, in the container project-lab-")
    );
    assert_eq!(docker.deed_names(), [""; 0]);
}

#[test]
fn the_lab_is_asked_for_by_its_whole_name() {
    let docker = with_running_lab();
    docker.xtask(&["status"]).exits(0);
    let filter = docker.only("container ls").value("--filter").to_owned();
    assert!(filter.starts_with("name=^/?project-lab-") && filter.ends_with('$'), "{filter}");
}

#[test]
fn a_foreign_container_of_that_name_is_an_error_that_says_how_to_remove_it() {
    let docker = Docker::of_template("project");
    docker.answers("container ls", "0", "0123\n", "");
    for line in ["exited\tff00ff00\t8888\n", "running\t<no value>\t<no value>\nA=b\n", "running\t\t\n"] {
        docker.answers("container inspect", "0", line, "");
        let outcome = docker.xtask(&["lab"]).exits(1);
        let (start, end) = outcome.stderr.split_once("-lab-").unwrap();
        assert_eq!(start, "error: the name project");
        let state = line.split('\t').next().unwrap();
        let rest = format!(
            "is in use by a container that is {state} and not a running lab of this project; remove it with `docker \
             container rm --force project-lab-"
        );
        assert!(end.contains(&rest), "{}", outcome.stderr);
        assert_eq!(docker.deed_names(), [""; 0]);
    }
}

#[test]
fn a_lab_that_ended_a_moment_ago_is_waited_for_until_it_is_gone() {
    let docker = with_running_lab();
    let mut project = docker.project.xtask(&["--dry-run", "run", "true"]).exits(0).stdout;
    project = project.split_once("conda-in-docker.project=").unwrap().1[..8].to_owned();
    docker.answers("container ls", "0", "", "");
    docker.answers_times(2, "container ls", "0", "0123\n");
    for state in ["removing", "exited", "stopping", "stopped"] {
        docker.answers("container inspect", "0", &format!("{state}\t{project}\t8888\n"), "");
        docker.forget().xtask(&["lab"]).exits(0);
        assert_eq!(docker.deed_names(), ["container run"], "{state}");
    }
}

#[test]
fn stop_stops_it_and_is_content_when_there_is_none() {
    let docker = with_running_lab();
    let outcome = docker.xtask(&["stop"]).exits(0);
    assert!(outcome.stderr.starts_with("xtask: stopped project-lab-"), "{}", outcome.stderr);
    assert_eq!(docker.deeds().len(), 1);
    assert_eq!(docker.deeds()[0].args, ["container", "stop", "0123456789ab"]);

    docker.answers("container stop", "1", "", "Error response from daemon: cannot stop\n");
    let outcome = docker.xtask(&["stop"]).exits(1);
    assert!(outcome.stderr.contains("does not stop; try `docker container rm --force project-lab-"));

    let outcome = Docker::of_template("project").xtask(&["stop"]).exits(0);
    assert_eq!(outcome.stderr, "xtask: no lab of this project runs\n");
}

#[test]
fn status_says_where_the_lab_is_and_whether_the_image_is_current() {
    // The volume's name has ids in it, which are another test's.
    let said = |docker: &Docker| {
        let stdout = docker.xtask(&["status"]).exits(0).stdout;
        let (volumes, rest): (Vec<_>, Vec<_>) =
            stdout.split_inclusive('\n').partition(|line| line.starts_with("volume: "));
        assert!(volumes.len() == 1 && volumes[0].ends_with(" at ~/.kept\n"), "{stdout}");
        rest.concat()
    };
    let docker = Docker::of_template("project");
    let image = "image: not built yet; `cargo xtask docker-build` builds it\n";
    assert_eq!(said(&docker), format!("{NONE}{image}"));

    let docker = with_running_lab();
    let lab = "lab:   http://127.0.0.1:8890/lab?token=0a1b\n";
    let status = said(&docker);
    assert_eq!(status, format!("{lab}image: project is current\n"));

    docker.project.write("requirements.txt", "watermark==2\n").write("postBuild", "#!/bin/sh\ntrue\n");
    let status = said(&docker);
    let image = "image: project is from before postBuild and requirements.txt changed\n";
    assert_eq!(status, format!("{lab}{image}"));
    assert_eq!(docker.deed_names(), [""; 0]);
}

#[test]
fn logs_become_docker_s_and_are_an_error_when_there_is_no_lab() {
    let docker = with_running_lab();
    docker.answers("container logs", "3", "a line\n", "");
    let outcome = docker.xtask(&["logs"]).exits(3);
    assert_eq!(outcome.stdout, "a line\n");
    docker.xtask(&["logs", "--follow"]).exits(3);
    let args: Vec<String> = docker.deeds().iter().map(super::Call::line).collect();
    assert_eq!(args, ["container logs 0123456789ab", "container logs --follow 0123456789ab"]);

    let outcome = Docker::of_template("project").xtask(&["logs"]).exits(1);
    let sentence =
        "no lab of this project runs, so there is no log; start one with `cargo xtask lab --detach`";
    assert_eq!(outcome.stderr, format!("error: {sentence}\n"));
}

const PACKAGES: &str = "container exec 0123456789ab /opt/conda/bin/python /opt/docker/lab-packages.py";

#[test]
fn what_was_installed_in_the_lab_is_told_by_status_and_stop_and_added_by_its_name() {
    let docker = with_running_lab();
    docker.answers(
        &format!("{PACKAGES} list"),
        "0",
        "conda\ttqdm=4.1\npip\thumanize==4\npip-removed\twatermark\n",
        "",
    );
    let status = docker.xtask(&["status"]).exits(0).stdout;
    let expected = "new:   tqdm=4.1 (Conda), humanize==4 (pip), in this lab alone; `cargo xtask add --from-lab` keeps it\n\
                    gone:  watermark (pip), in this lab alone; `cargo xtask remove --pip watermark` keeps it so\n";
    assert!(status.replace(&project_option(&docker), "").contains(expected), "{status}");

    let added = docker.xtask(&["add", "--from-lab"]).exits(0);
    let table = "environment.yml:17  -  →  - tqdm=4.1\nrequirements.txt:3  -  →  humanize==4\n";
    assert_eq!(added.stdout, table);
    let note = "xtask: watermark was uninstalled in the lab; `cargo xtask remove --pip watermark` takes it out of the files\n";
    assert!(added.stderr.starts_with(note), "{}", added.stderr);

    let end = "xtask: installed in this lab, and not in its image: tqdm.\n  environment.yml:   - tqdm=4.1\n";
    docker.answers(&format!("{PACKAGES} end"), "0", end, "");
    let stopped = docker.xtask(&["stop"]).exits(0);
    assert!(stopped.stderr.starts_with(end), "{}", stopped.stderr);
    let down = docker.forget().xtask(&["compose", "down"]).exits(0);
    assert!(down.stderr.ends_with(end), "{}", down.stderr);
    assert_eq!(docker.deed_names(), ["compose --project-directory"]);
}

/// How messages name a project that is not the folder in which one stands.
fn project_option(docker: &Docker) -> String {
    format!(" --project {}", docker.project.root)
}

#[test]
fn a_lab_that_gives_no_answer_about_its_packages_is_stopped_all_the_same() {
    let docker = with_running_lab();
    docker.answers(PACKAGES, "2", "", "can't open file '/opt/docker/lab-packages.py'\n");
    let added = docker.xtask(&["add", "--from-lab"]).exits(1);
    assert!(
        added.stderr.starts_with("error: nothing was installed in the lab project-lab-"),
        "{}",
        added.stderr
    );
    let stopped = docker.xtask(&["stop"]).exits(0);
    assert!(stopped.stderr.starts_with("xtask: stopped project-lab-"), "{}", stopped.stderr);
    let none = Docker::of_template("project").xtask(&["add", "--from-lab"]).exits(1);
    assert_eq!(none.stderr, "error: no lab of this project runs, so there is nothing to take from it\n");
}
