//! Claims about the end of a lab: what is stopped, and what is told of the packages that go with it.

use super::lab_control::{built, lab, with_running_lab};
use super::{Docker, facts};

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
fn each_command_of_compose_that_ends_a_lab_or_may_make_it_anew_tells_what_goes() {
    const GOES: &str = "installed in this lab, and not in its image: tqdm, humanize.";
    const PERHAPS: &str =
        "the lab runs already, and what was done in it stays unless Compose makes its container anew";
    // The command, whether what goes is told, and whether it is said that it may stay.
    let table = [
        ("down", true, false),
        ("down --volumes", true, false),
        ("rm --stop --force", true, false),
        ("stop", true, false),
        ("kill", true, false),
        ("up --detach", true, true),
        ("up --force-recreate --detach", true, true),
        ("up --no-recreate --detach", false, false),
        ("create", true, true),
        ("scale lab=1", true, true),
        ("watch", true, true),
        ("run --rm lab true", false, false),
        ("start", false, false),
        ("restart", false, false),
        ("pause", false, false),
        ("ps", false, false),
        ("logs", false, false),
        ("exec lab true", false, false),
        ("config", false, false),
        ("down --help", false, false),
        ("up --help", false, false),
    ];
    let docker = built();
    docker.answers(&format!("{} list", PACKAGES.replace("a-lab", "a-compose")), "0", INSTALLED, "");
    docker.has_containers(&[lab(&docker, "compose", super::lab_control::answering())]);
    for (command, goes, perhaps) in table {
        let args: Vec<&str> = ["compose"].into_iter().chain(command.split(' ')).collect();
        let said = docker.xtask(&args).stderr;
        assert_eq!((said.contains(GOES), said.contains(PERHAPS)), (goes, perhaps), "{command}: {said}");
    }
    // Where nothing was installed, nothing is said; and nobody can ask what does not run.
    docker.answers(&format!("{} list", PACKAGES.replace("a-lab", "a-compose")), "0", "", "");
    for command in ["up", "down"] {
        let said = docker.xtask(&["compose", command]).stderr;
        assert!(!said.contains(GOES) && !said.contains(PERHAPS), "{command}: {said}");
    }
}
