//! Claims about repositories that were made for Binder: they build and run as they are, and stay as they are.

use std::process::Command;

use super::lab::Lab;
use super::layers::{differing, layers};
use super::machine::{build, docker, give, image, owner, shared, small_project};
use super::wait::{ANSWER, within};
use crate::harness::{Test, is_long, tests};
use crate::support::{Project, tree};

/// The tests of this area.
pub const TESTS: &[Test] = tests![
    a_repository_for_binder_runs_as_it_is_and_nothing_is_left_in_it,
    the_project_s_files_are_lent_to_a_legacy_build_as_well_and_a_changed_one_builds_again,
    post_build_with_the_project_s_files_makes_the_same_layer_in_another_clone,
    the_server_sees_what_a_start_script_exports_whether_or_not_the_script_runs_it,
    every_command_works_on_a_directory_and_leaves_it_as_it_is,
    apt_gets_the_packages_of_apt_txt,
];

/// What scripts in the wild read, and that it is as on Binder.
const POST_BUILD: &str = r#"#!/usr/bin/env bash
set -euxo pipefail
test "$PWD" = "$REPO_DIR"
test "$HOME" = "/home/$NB_USER"
test "$(id -u)" = "$NB_UID"
test "$USER" = "$NB_USER"
"$NB_PYTHON_PREFIX/bin/python" -c 'import tabulate'
"${KERNEL_PYTHON_PREFIX}/bin/pip" --version
"$CONDA_DIR/bin/conda" --version
test "$CONDA_DEFAULT_ENV" = "$NB_PYTHON_PREFIX"
mkdir -p "$HOME/.local/bin"
printf '#!/bin/sh\necho from the home\n' >"$HOME/.local/bin/of-the-home"
chmod +x "$HOME/.local/bin/of-the-home"
test "$(of-the-home)" = 'from the home'
case ":$PATH:" in *":$REPO_DIR/.local/bin:"*) ;; *) exit 1 ;; esac
cat data/small.csv >"$HOME/read"
binder/tools/tool.sh >>"$HOME/read"
echo made >data/made
"#;

/// A directory as its author has it on Binder, and with it a setting for what postBuild reads.
fn repository(name: &str) -> Project {
    let small = small_project(&image(name));
    let project = Project::empty(&image(name));
    project
        .write("binder/environment.yml", small.read("environment.yml"))
        .write("binder/requirements.txt", small.read("requirements.txt"))
        .write("binder/postBuild", POST_BUILD)
        .write("binder/start", "#!/bin/bash\nexport ANSWER=\"forty two\"\nexec \"$@\"\n")
        .write("binder/apt.txt", "# git is there already\ngit\n")
        .write("binder/tools/tool.sh", "#!/bin/sh\necho of the tool\n")
        .write("data/small.csv", "x,y\n")
        .write("data/large.csv", "not for the build\n")
        .write("notebooks/a.ipynb", "{}\n")
        .write("Cargo.toml", format!(
            "[workspace.metadata.docker]\nimage = \"{}\"\nbuild-files = [\"data/small.csv\", \"binder/tools\"]\n",
            image(name)
        ));
    let executable = Command::new("chmod").arg("+x").arg(project.root.join("binder/tools/tool.sh")).status();
    assert!(executable.unwrap().success());
    give(&project);
    project
}

/// What a command in a new container of this image prints.
fn inside(image: &str, command: &str) -> String {
    docker(&["container", "run", "--rm", "--entrypoint", "bash", image, "-c", command]).exits(0).stdout
}

fn a_repository_for_binder_runs_as_it_is_and_nothing_is_left_in_it() {
    let project = repository("binder");
    let before = tree(&project.root);
    build(&project, &[]).exits(0);
    let run = |command: &[&str]| {
        within(ANSWER, project.command(&[&["--offline", "run", "--"], command].concat())).exits(0).stdout
    };
    // The start script's variable reaches the command, whose words stay what they are.
    assert_eq!(run(&["sh", "-c", "echo \"$ANSWER $1\"", "sh", "a  b"]), "forty two a  b\n");
    assert_eq!(run(&["python", "-c", "import tabulate, sys; print(sys.prefix)"]), "/opt/env\n");
    assert_eq!(run(&["cat", "data/large.csv", "binder/apt.txt"]).lines().count(), 3);
    assert!(tree(&project.root) == before, "something was left there");

    let image = image("binder");
    assert_eq!(inside(&image, "cat ~/read"), "x,y\nof the tool\n");
    // What the build was lent is not in the image; what postBuild made is.
    assert_eq!(inside(&image, "cd ~/app && find . -mindepth 1 | sort"), "./data\n./data/made\n./env\n");
    assert_eq!(inside(&image, "ls /opt/docker /dev | grep project || true"), "");
    assert_eq!(inside(&image, "of-the-home"), "from the home\n");
}

fn the_project_s_files_are_lent_to_a_legacy_build_as_well_and_a_changed_one_builds_again() {
    let mut project = repository("binder-legacy");
    project.env("DOCKER_BUILDKIT", "0");
    build(&project, &[]).exits(0);
    let image = image("binder-legacy");
    assert_eq!(inside(&image, "cat ~/read; cd ~/app; find . -type f"), "x,y\nof the tool\n./data/made\n");
    let status = || within(ANSWER, project.command(&["--offline", "status"])).exits(0).stdout;
    assert!(status().contains("is current"), "{}", status());
    project.write("data/large.csv", "still not for the build\n");
    assert!(status().contains("is current"), "{}", status());
    project.write("data/small.csv", "x,z\n");
    assert!(status().contains("is from before build-files changed"), "{}", status());
}

fn post_build_with_the_project_s_files_makes_the_same_layer_in_another_clone() {
    let (one, other) = (repository("binder"), repository("binder-other"));
    // The comment makes the step run again, in its own layer alone.
    other.write("binder/postBuild", format!("{POST_BUILD}# a comment\n"));
    let command = "find \"$0\" -exec touch -d 2001-02-03 {} + && chmod -R g+w \"$0\"";
    let touched = Command::new("sh").args(["-c", command, other.root.as_str()]).status();
    assert!(touched.unwrap().success());
    build(&one, &[]).exits(0);
    build(&other, &[]).exits(0);
    let [one, other] = ["binder", "binder-other"].map(|name| layers(&image(name)));
    // The script itself is in no layer: it is mounted while it runs.
    one.assert(&other, Vec::new(), differing);
}

fn the_server_sees_what_a_start_script_exports_whether_or_not_the_script_runs_it() {
    for start in ["#!/bin/bash\nexport ANSWER=42\nexec \"$@\"\n", "export ANSWER=42\n"] {
        let project = shared();
        let settings = project.read("Cargo.toml");
        let port = settings.rsplit_once("port = ").unwrap().1;
        let name = image("start");
        project
            .write("Cargo.toml", format!("[workspace.metadata.docker]\nimage = \"{name}\"\nport = {port}"))
            .write("start", start);
        give(&project);
        let lab = Lab::detached(&project);
        let id = lab.inspect("{{.Id}}");
        // Of the server itself, which docker's init has started; `docker exec` is another way in.
        let servers = "cat /proc/[0-9]*/environ | tr '\\0' '\\n' | grep -c ^ANSWER=42";
        let seen = docker(&["container", "exec", id.trim(), "sh", "-c", servers]).exits(0).stdout;
        assert!(seen.trim().parse::<u32>().unwrap() >= 1, "{seen}");
        let exec = docker(&["container", "exec", id.trim(), "printenv", "ANSWER"]);
        assert_eq!((exec.code, exec.stdout.as_str()), (1, ""));
        lab.stop().exits(0);
    }
    assert_ne!(owner(), (0, 0));
}

fn every_command_works_on_a_directory_and_leaves_it_as_it_is() {
    let mut project = shared();
    // Without these it is no project of the template; all its layers are there.
    for folder in ["template", "docker"] {
        std::fs::remove_dir_all(project.root.join(folder)).unwrap();
    }
    let settings = project.read("Cargo.toml");
    let port = settings.rsplit_once("port = ").unwrap().1;
    let name = image("directory");
    project.write("Cargo.toml", format!("[workspace.metadata.docker]\nimage = \"{name}\"\nport = {port}"));
    project.env("PYTHONDONTWRITEBYTECODE", "1");
    give(&project);
    let before = tree(&project.root);
    let say = |args: &[&str]| within(ANSWER, project.command(&[&["--offline"], args].concat())).exits(0);
    let lab = Lab::detached(&project);
    assert!(say(&["status"]).stdout.starts_with(&format!("lab:   {}\n", lab.url)));
    assert!(say(&["logs"]).stderr.contains("Jupyter"));
    assert!(say(&["lab"]).stdout.contains(&lab.url));
    say(&["stop"]);
    assert_eq!(say(&["run", "--", "ls", "environment.yml"]).stdout, "environment.yml\n");
    if is_long() {
        say(&["verify", "--no-build", "--json"]);
    }
    assert!(tree(&project.root) == before, "something was left there");
}

fn apt_gets_the_packages_of_apt_txt() {
    let project = repository("binder-apt");
    project.write("binder/apt.txt", "no-such-package-anywhere\n");
    let said = build(&project, &[]);
    assert_ne!(said.code, 0);
    assert!(said.stderr.contains("Unable to locate package no-such-package-anywhere"), "{}", said.stderr);
}
