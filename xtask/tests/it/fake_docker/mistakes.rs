//! Claims about mistakes in the settings of a container: each is found before anything is written, built or run.

use super::Docker;
use crate::support::tree;

/// The ways in that start a container.
const WAYS: [&[&str]; 5] =
    [&["lab"], &["lab", "--detach"], &["run", "true"], &["shell"], &["compose", "up", "--detach"]];

#[test]
fn a_mistake_in_what_a_container_gets_is_found_before_docker_is_written_or_an_image_built() {
    // The settings, the file of variables, what is said, and whether it is a lab's alone.
    let table = [
        ("env-file = \"my.env\"", "A=1\nexport B=2\n", "my.env:2:1: `export` is a word of shells", false),
        ("env-file = \"my.env\"", "LAB_USER\n", "my.env:1:1: LAB_USER has no value here", false),
        ("mounts = [\"results/deep\", \"my.env\"]", "", "my.env: this is to be shared", false),
        (
            "mounts = [\"results/deep\", { source = \"/no/such/folder\" , target = \"x\" }]",
            "",
            "/no/such/folder: there is no such folder, and it is outside of the project",
            false,
        ),
        ("run-args = [\"--tmpfs=/opt\"]", "", "the mount at /opt in `run-args` would hide /opt/conda", false),
        (
            "run-args = [\"-v/no/such:/x\"]",
            "",
            "the mount at /x in `run-args` is of /no/such, which is",
            false,
        ),
        ("lab-args = [\"--tmpfs=/opt\"]", "", "the mount at /opt in `lab-args` would hide /opt/conda", true),
        (
            "lab-args = [\"-v/no/such:/x\"]",
            "",
            "the mount at /x in `lab-args` is of /no/such, which is",
            true,
        ),
        ("run-args = [\"--entrypoint=sh\"]", "", "`--entrypoint=sh` in the setting `run-args` would", false),
        ("lab-args = [\"--env=JUPYTER_TOKEN=x\"]", "", "`JUPYTER_TOKEN` in the setting `lab-args` is", true),
    ];
    let docker = Docker::of_template("project");
    // What it says of an edit of the lists is what each way in would write.
    docker.project.write("requirements.txt", "watermark==9\n");
    for (settings, file, said, is_lab_s) in table {
        let settings = format!("[workspace.metadata.docker]\nimage = \"project\"\n{settings}\n");
        docker.project.write("Cargo.toml", settings).write("my.env", file);
        for way in WAYS {
            if is_lab_s && ["run", "shell"].contains(&way[0]) {
                continue;
            }
            let before = tree(&docker.project.root);
            let outcome = docker.forget().xtask(way).exits(2);
            let last = outcome.stderr.lines().last().unwrap();
            assert!(last.starts_with("error: ") && last.contains(said), "{way:?}: {}", outcome.stderr);
            assert_eq!(docker.deed_names(), [""; 0], "{way:?} {said}");
            assert!(before == tree(&docker.project.root), "{way:?} {said}: something was written");
        }
    }
    // What is a lab's alone keeps no command from its container; and where there is no mistake, the folders are made.
    let settings =
        "[workspace.metadata.docker]\nlab-args = [\"--tmpfs=/opt\"]\nmounts = [\"results/deep\"]\n";
    docker.project.write("Cargo.toml", settings);
    docker.xtask(&["run", "true"]).exits(0);
    assert!(docker.project.root.join("results/deep").is_dir());
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
