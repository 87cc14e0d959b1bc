//! Claims about mistakes in the settings of a container: each is found before anything is written, built or run.

use super::Docker;
use super::lab_control::lab;
use crate::support::tree;

/// Whose mistake it is, and so which commands it keeps from what they do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Of {
    /// The project's, whatever this machine has: all that write the settings or start by them.
    Project,
    /// It is one here: all that start a container.
    Machine,
    /// It is one here, for a lab.
    Lab,
}
use Of::{Lab, Machine, Project};

/// The ways in that start a container; those of a lab are first.
const WAYS: [&[&str]; 5] =
    [&["lab"], &["lab", "--detach"], &["compose", "up", "--detach"], &["run", "true"], &["shell"]];

/// What else writes these settings, or says whether what is written is current.
const WRITERS: [&[&str]; 7] = [
    &["generate"],
    &["generate", "--check"],
    &["docker-build"],
    &["compose", "build"],
    &["compose", "config"],
    &["lock"],
    &["status"],
];

/// What goes on in spite of a mistake: it writes none of these settings, and nothing starts by them.
const OTHERS: [&[&str]; 5] =
    [&["stop"], &["logs"], &["compose", "ps"], &["compose", "down"], &["compose", "stop"]];

/// The settings, the file of variables, what is said, and whose mistake it is.
const MISTAKES: [(&str, &str, &str, Of); 22] = [
    ("env-file = \"my.env\"", "A=1\nexport B=2\n", "my.env:2:1: `export` is a word of shells", Project),
    ("env-file = \"my.env\"", "A B=1\n", "my.env:1:1: there is a space in the name", Project),
    ("env-file = \"my.env\"", "LAB_USER\n", "my.env:1:1: LAB_USER has no value here", Project),
    ("env-file = \"my.env\"", "REPO_DIR=\n", "my.env:1:1: REPO_DIR is set by the image", Project),
    ("mounts = [\"results/deep\", \"my.env\"]", "", "my.env: this is to be shared", Machine),
    (
        "mounts = [\"results/deep\", { source = \"/no/such/folder\" , target = \"x\" }]",
        "",
        "/no/such/folder: there is no such folder, and it is outside of the project",
        Machine,
    ),
    ("run-args = [\"--tmpfs=/opt\"]", "", "the mount at /opt in `run-args` would hide /opt/conda", Project),
    ("run-args = [\"--tmpfs=/opt/env\"]", "", "the mount at /opt/env in `run-args` would hide", Project),
    ("run-args = [\"-vx:/home/\"]", "", "the mount at /home in `run-args` would hide /home", Project),
    ("run-args = [\"-v/no/such:/x\"]", "", "the mount at /x in `run-args` is of /no/such, which is", Machine),
    ("lab-args = [\"--tmpfs=/opt\"]", "", "the mount at /opt in `lab-args` would hide /opt/conda", Project),
    ("lab-args = [\"-v/no/such:/x\"]", "", "the mount at /x in `lab-args` is of /no/such, which is", Lab),
    ("run-args = [\"--entrypoint=sh\"]", "", "`--entrypoint=sh` in the setting `run-args` would", Project),
    ("lab-args = [\"--env=JUPYTER_TOKEN=x\"]", "", "`JUPYTER_TOKEN` in the setting `lab-args` is", Project),
    ("run-args = [\"--env=JUPYTER_TOKEN=x\"]", "", "`JUPYTER_TOKEN` in the setting `run-args` is", Project),
    ("run-args = [\"-eREPO_DIR=\"]", "", "`REPO_DIR` in the setting `run-args` is set by the image", Project),
    ("run-args = [\"--env\", \"CONDA_PREFIX\"]", "", "`CONDA_PREFIX` in the setting `run-args` is", Project),
    ("lab-args = [\"--env=_ENV_ACTIVE=1\"]", "", "`_ENV_ACTIVE` in the setting `lab-args` is", Project),
    ("lab-args = [\"--env=_ENV_STATE=1\"]", "", "`_ENV_STATE` in the setting `lab-args` is", Project),
    (
        "run-args = [\"--env-file=/no/such\"]",
        "",
        "`--env-file=/no/such` in the setting `run-args` names",
        Machine,
    ),
    ("run-args = [\"--label-file\", \"x\"]", "", "`--label-file=x` in the setting `run-args` names", Machine),
    (
        "lab-args = [\"--env-file=/no/such\"]",
        "",
        "`--env-file=/no/such` in the setting `lab-args` names",
        Lab,
    ),
];

/// Gives the project one of the mistakes.
fn give(docker: &Docker, settings: &str, file: &str) {
    let settings = format!("[workspace.metadata.docker]\nimage = \"project\"\n{settings}\n");
    docker.project.write("Cargo.toml", settings).write("my.env", file);
}

/// The command says this, and nothing is done or written.
#[track_caller]
fn refuses(docker: &Docker, command: &[&str], said: &str) {
    let before = tree(&docker.project.root);
    let outcome = docker.forget().xtask(command).exits(2);
    let last = outcome.stderr.lines().last().unwrap();
    assert!(last.starts_with("error: ") && last.contains(said), "{command:?}: {}", outcome.stderr);
    assert_eq!(docker.deed_names(), [""; 0], "{command:?} {said}");
    assert!(before == tree(&docker.project.root), "{command:?} {said}: something was written");
}

#[test]
fn a_mistake_in_what_a_container_gets_is_found_by_each_command_that_writes_or_uses_it_before_it_does_anything()
 {
    let docker = Docker::of_template("project");
    // What it says of an edit of the lists is what each way in would write.
    docker.project.write("requirements.txt", "watermark==9\n");
    for (settings, file, said, of) in MISTAKES {
        give(&docker, settings, file);
        let count = if of == Lab { 3 } else { WAYS.len() };
        WAYS.iter().take(count).for_each(|way| refuses(&docker, way, said));
        if of == Project {
            WRITERS.iter().for_each(|command| refuses(&docker, command, said));
            let check = docker.xtask(&["check"]);
            assert!(check.code != 0 && check.stderr.contains(said), "{said}: {}", check.stderr);
        }
    }
    // What is a lab's alone and is wrong here keeps no command from its container; and where there is no mistake, the folders are made.
    let settings = "lab-args = [\"-v/no/such:/x\"]\nmounts = [\"results/deep\"]";
    give(&docker, settings, "");
    docker.xtask(&["run", "true"]).exits(0);
    assert!(docker.project.root.join("results/deep").is_dir());
}

#[test]
fn a_lab_that_runs_hides_no_mistake_and_what_ends_it_goes_on_in_spite_of_one() {
    let docker = Docker::of_template("project");
    docker.xtask(&["docker-build"]).exits(0);
    docker.has_built_image();
    docker.project.write("docker/Dockerfile", "edited\n");
    for (settings, file, said, _) in MISTAKES {
        give(&docker, "", "");
        docker.has_containers(&[lab(&docker, "lab", 1)]);
        give(&docker, settings, file);
        refuses(&docker, &["lab"], said);
        if settings.starts_with("env-file") {
            continue;
        }
        for command in OTHERS {
            docker.answers_times(1, "container ls", "0", "0f\n");
            docker.answers("container ls", "0", "", "");
            let outcome = docker.xtask(command);
            assert!(!outcome.stderr.contains(said), "{command:?} {said}: {}", outcome.stderr);
        }
    }
}

#[test]
fn a_missing_file_of_variables_is_told_where_something_starts_and_nowhere_else() {
    let table = [
        ("up", true),
        ("create", true),
        ("run lab true", true),
        ("start", true),
        ("restart", true),
        ("scale lab=1", true),
        ("watch", true),
        ("down", false),
        ("stop", false),
        ("ps", false),
        ("logs", false),
        ("exec lab true", false),
        ("config", false),
        ("up --help", false),
    ];
    let docker = Docker::of_template("project");
    docker.project.write("Cargo.toml", "[workspace.metadata.docker]\nenv-file = \"my.env\"\n");
    docker.xtask(&["docker-build"]).exits(0);
    docker.has_built_image();
    for (command, is_told) in table {
        let args: Vec<&str> = ["compose"].into_iter().chain(command.split(' ')).collect();
        let said = docker.xtask(&args).exits(0).stderr;
        let count = said.matches("warning: my.env: there is no such file").count();
        assert_eq!(count, usize::from(is_told), "{command}: {said}");
    }
}
