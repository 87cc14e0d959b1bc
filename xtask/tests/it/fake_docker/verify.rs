//! Claims about `verify` without an engine: what it says of what it sees, and which exit code it has.

use std::process::{Command, Stdio};

use serde_yaml::Value;

use super::Docker;
use crate::support::{Outcome, Project, have, repository};

/// Packages in the lines of packages.sh.
fn packages(names: &[&str]) -> String {
    let line = |name: &&str| {
        format!(
            "conda-meta/{name}-1.0-0.json:  \"channel\": \"https://conda.anaconda.org/conda-forge/noarch\",\n"
        )
    };
    names.iter().map(line).collect()
}

/// Variables in the line of look.sh.
fn env(variables: &[(&str, &str)]) -> String {
    let text: String = variables.iter().map(|(name, value)| format!("{name}={value}\0")).collect();
    let digits: String = text.bytes().map(|byte| format!("{byte:02x}")).collect();
    format!("@env={digits}\n")
}

/// What an active environment shows, through any door.
fn facts() -> String {
    let variables = [("CONDA_PREFIX", "/opt/env"), ("CONDA_DEFAULT_ENV", "/opt/env"), ("HOOK", "yes")];
    env(&variables)
        + "@python=/opt/env/bin/python\n@prefix=/opt/env\n@activate=/opt/conda, /opt/env, level 1\n@list=/opt/env\n\
           @install=/opt/env\n@pip=/opt/env\n@end=yes\n"
}

const SPECS: &str = "[{\"spec\": \"numpy\", \"found\": \"2.4.6\", \"satisfied\": true}]";

const IMPORTS: &str =
    "[{\"package\": \"numpy\", \"module\": \"numpy\", \"state\": \"ok\", \"said\": \"\", \"library\": \"\"}]";

/// From now on there is an image in which everything is as it should be.
pub fn all_is_well(docker: &mut Docker) {
    // The keyboard of a terminal waits for a second, and the fake has answered before; `script` loses what a program says while
    // it ends, if something is typed at that moment. What keeps a container running, for
    // an hour, is only pasted.
    docker.put_first("sleep", "#!/bin/sh\n[ \"$1\" -gt 60 ] || exec /bin/sleep 0.4\n");
    docker.xtask(&["docker-build"]).exits(0);
    docker.has_built_image().forget();
    docker.answers("container exec", "0", &facts(), "");
    docker.answers("container run", "0", &facts(), "");
    docker.answers("image build", "0", &facts(), "");
    docker.answers("container run * echo ready", "0", "ready\n", "");
    docker.answers("container exec * activation.sh", "0", &env(&[("HOOK", "yes"), ("HOME", "/x")]), "");
    docker.answers("container exec * packages.sh", "0", &packages(&["python", "pip", "jupyterlab"]), "");
    docker.answers("container exec * \"\"\"specs.py", "0", SPECS, "");
    docker.answers("container exec * \"\"\"requirements.py", "0", "[]", "");
    docker.answers("container exec * \"\"\"imports.py", "0", IMPORTS, "");
}

/// The calls that change something, in any order and without the tool's process id.
pub fn doings(docker: &Docker) -> Vec<String> {
    let shown = |line: String| match line.split_once("-verify-") {
        Some((before, after)) => {
            format!("{before}-verify-{}", after.trim_start_matches(|c: char| c.is_ascii_digit()))
        }
        None => line,
    };
    // Whoever pastes a command waits for it in a process of its own.
    let is_client = |word: &&str| word.starts_with("conda-in-docker.client=");
    let without_client = |line: String| match line.split(' ').find(is_client) {
        Some(client) => line.replace(&format!(" --label {client}"), ""),
        None => line,
    };
    let mut lines: Vec<String> =
        docker.deeds().iter().map(|call| without_client(shown(call.line()))).collect();
    lines.sort();
    lines
}

fn project() -> Docker {
    let mut docker = Docker::of_template("project");
    all_is_well(&mut docker);
    docker
}

fn json(docker: &Docker, args: &[&str], code: i32) -> Value {
    let outcome = docker.xtask(&[&["verify", "--json"], args].concat()).exits(code);
    serde_yaml::from_str(&outcome.stdout).unwrap()
}

#[test]
fn the_document_has_every_door_with_every_cell_and_the_specs() {
    let document = json(&project(), &[], 0);
    let keys: Vec<&str> = document.as_mapping().unwrap().keys().map(|key| key.as_str().unwrap()).collect();
    assert_eq!(keys, ["image", "failure", "doors", "specs", "imports", "own", "full", "host"]);
    assert_eq!((document["image"].as_str(), document["failure"].is_null()), (Some("project"), true));
    assert_eq!(document["specs"][0]["found"], Value::from("2.4.6"));
    assert!(document["host"].is_null());
    let doors = document["doors"].as_sequence().unwrap();
    assert!(doors.len() > 20);
    for door in doors {
        let cells = door["cells"].as_mapping().unwrap();
        assert_eq!(cells.len(), 11);
        for (column, cell) in cells {
            let state = cell["state"].as_str().unwrap();
            assert_eq!(cell.as_mapping().unwrap().contains_key("why"), state == "cannot", "{column:?}");
            assert!(cell["expected"].is_string() && cell["seen"].is_string());
        }
    }
}

#[test]
fn the_first_cell_that_is_wrong_is_explained_and_the_exit_code_is_1() {
    let docker = project();
    let wrong = facts().replace("@python=/opt/env/bin/python", "@python=/usr/bin/python");
    docker.answers("container exec * bash -c", "0", &wrong, "");
    let outcome = docker.xtask(&["verify"]).exits(1);
    let sentence = "error: through the door `exec C bash -c`, column `python`: expected `/opt/env/bin/python`, but saw \
                    `/usr/bin/python`, by `docker container exec CONTAINER bash -c 'command -v python'`\n";
    assert!(outcome.stderr.ends_with(sentence), "{}", outcome.stderr);
    let row = outcome.stdout.lines().find(|line| line.starts_with("exec C bash -c ")).unwrap();
    assert_eq!(
        row.split_whitespace().skip(4).collect::<Vec<_>>().join(" "),
        "BAD ok ok ok ok -1 ok ok ok ok ok"
    );
    assert!(outcome.stdout.contains("\n-1 environment.yml has no `variables:`\n"), "{}", outcome.stdout);
}

#[test]
fn a_door_behind_which_nothing_is_said_and_output_beside_the_command_s_are_failures() {
    let docker = project();
    docker.answers("container exec * sh -lc", "126", "", "OCI runtime exec failed: no sh\n");
    let outcome = docker.xtask(&["verify"]).exits(1);
    let warning = "warning: the door `exec C sh -lc` says: OCI runtime exec failed: no sh\n";
    assert!(outcome.stderr.contains(warning), "{}", outcome.stderr);

    let docker = project();
    docker.answers("container exec * sh -lc", "0", &format!("hello\n{}", facts()), "");
    let outcome = docker.xtask(&["verify"]).exits(1);
    let sentence =
        "through the door `exec C sh -lc` the output has more in it than the command printed: `hello`\n";
    assert!(outcome.stderr.ends_with(sentence), "{}", outcome.stderr);
}

#[test]
fn what_is_not_installed_is_a_failure() {
    let docker = project();
    let specs = "[{\"spec\": \"numpy=1\", \"found\": \"2.4.6\", \"satisfied\": false}]";
    docker.answers("container exec * \"\"\"specs.py", "0", specs, "");
    let outcome = docker.xtask(&["verify"]).exits(1);
    let sentence = "error: the image does not have `numpy=1`: version 2.4.6 is installed; build it with `cargo xtask \
                    docker-build`\n";
    assert!(outcome.stderr.ends_with(sentence), "{}", outcome.stderr);
    let own = "\nnumpy=1  BAD 2.4.6\nimported: 1 of 1 modules\n\nthe tool's own: zz_conda_in_docker.pth, ";
    assert!(outcome.stdout.contains(own), "{}", outcome.stdout);
}

#[test]
fn what_cannot_be_imported_is_a_failure_and_what_needs_a_driver_is_told() {
    let docker = project();
    let import = |state: &str, said: &str, library: &str| {
        format!(
            "[{{\"package\": \"opencv-python\", \"module\": \"cv2\", \"state\": \"{state}\", \"said\": \"{said}\", \
             \"library\": \"{library}\"}}]"
        )
    };
    docker.answers("container exec * \"\"\"imports.py", "0", &import("bad", "ImportError", "libGL.so.1"), "");
    let outcome = docker.xtask(&["verify"]).exits(1);
    let sentence = "`import cv2` of the package `opencv-python` fails, because the image does not have `libGL.so.1`; write \
                    `libgl1` into apt.txt, or `- libgl` into environment.yml\n";
    assert!(outcome.stderr.ends_with(sentence), "{}", outcome.stderr);
    assert!(outcome.stdout.contains("\nimport cv2  BAD "), "{}", outcome.stdout);

    docker.answers("container exec * \"\"\"imports.py", "0", &import("cannot", "it needs a driver", ""), "");
    let outcome = docker.xtask(&["verify"]).exits(0);
    assert!(
        outcome.stdout.contains("\nimport cv2  -   it needs a driver\nimported: 0 of 1 modules\n"),
        "{}",
        outcome.stdout
    );

    docker.answers("container exec * \"\"\"imports.py", "1", "", "no space\n");
    let outcome = docker.xtask(&["verify"]).exits(1);
    assert!(outcome.stderr.contains("cannot try what can be imported: no space"), "{}", outcome.stderr);
}

#[test]
fn a_terminal_that_lost_all_that_was_said_is_opened_once_more() {
    let docker = project();
    let terminal =
        |times| docker.answers_so(times, ["container exec --interactive --tty", "0", "lost\n", ""]);
    // Both doors by `exec -it` lose it at their first time.
    terminal(2);
    docker.xtask(&["verify"]).exits(0);
    // Where nothing is ever said, that is a failure.
    terminal(0);
    let outcome = docker.xtask(&["verify"]).exits(1);
    assert!(outcome.stderr.contains("through the door `exec -it C bash`"), "{}", outcome.stderr);
}

#[test]
fn an_environment_without_python_or_jupyterlab_has_fewer_doors_and_says_which() {
    let docker = project();
    docker.answers("container exec * packages.sh", "0", &packages(&["python", "pip"]), "");
    let outcome = docker.xtask(&["verify"]).exits(0);
    let left_out = "xtask: left out the door `notebook`: the environment has no JupyterLab\n";
    assert!(outcome.stderr.contains(left_out), "{}", outcome.stderr);
    assert!(!outcome.stdout.contains("notebook") && outcome.stdout.contains("exec C python"));

    docker.answers("container exec * packages.sh", "0", &packages(&["r-base"]), "");
    let outcome = docker.xtask(&["verify"]).exits(0);
    for door in ["run -- python", "subprocess in exec C python", "notebook: %pip"] {
        let left_out = format!("xtask: left out the door `{door}`: the environment has no Python\n");
        assert!(outcome.stderr.contains(&left_out), "{}", outcome.stderr);
    }
    assert!(outcome.stdout.contains("-1 this environment has no Python\n"), "{}", outcome.stdout);
}

#[test]
fn a_builder_that_does_not_see_the_image_is_no_failure() {
    let docker = project();
    docker.answers("buildx inspect", "0", "Name:   mine\nDriver: docker-container\n", "");
    let outcome = docker.xtask(&["verify"]).exits(0);
    let left_out = "xtask: left out the door `postBuild`: docker builds with a builder of its own, which does not see the \
                    engine's images\n";
    assert!(outcome.stderr.contains(left_out), "{}", outcome.stderr);
    assert!(!docker.deed_names().contains(&"image build".to_owned()));
}

#[test]
fn an_installation_through_each_door_has_a_container_of_its_own_and_knows_the_mirrors() {
    let mut docker = project();
    docker.project.env("PIP_INDEX_URL", "http://mirror/simple");
    let document = json(&docker, &["--install"], 0);
    let names: Vec<String> = docker
        .deeds()
        .iter()
        .filter(|call| call.line().starts_with("container run") && call.line().contains("echo ready"))
        .map(|call| call.value("--name").to_owned())
        .collect();
    let mut different = names.clone();
    different.sort();
    different.dedup();
    assert!(names.len() > 14 && different.len() == names.len(), "{names:?}");
    let installs: Vec<_> =
        docker.deeds().into_iter().filter(|call| call.line().contains("conda_package=distro")).collect();
    assert!(installs.len() > 14);
    for run in installs.iter().filter(|call| call.line().starts_with("container run")) {
        assert_eq!(run.values("--env"), ["PIP_INDEX_URL"]);
    }
    // Where the variables do not arrive there is no mirror.
    let doors = document["doors"].as_sequence().unwrap();
    let door = doors.iter().find(|door| door["door"] == "exec C env -i bash -lc").unwrap();
    assert_eq!(door["cells"]["pip-install"]["state"], Value::from("cannot"));
    assert_eq!(door["cells"]["pip-install"]["seen"], Value::from(""));
}

#[test]
fn an_environment_of_this_machine_is_compared_and_a_folder_that_is_none_is_bad_input() {
    let docker = project();
    let prefix = docker.folder.join("its environment");
    let outcome = docker.xtask(&["verify", "--prefix", prefix.as_str()]).exits(2);
    assert_eq!(
        outcome.stderr,
        format!(
            "error: {prefix} is no Conda environment: it has no folder conda-meta; `conda info --envs` lists those of this \
             machine\n"
        )
    );
    assert_eq!(docker.calls(), []);

    let other = Project::empty("other");
    std::fs::create_dir_all(prefix.join("conda-meta")).unwrap();
    let channel = "{\n  \"channel\": \"https://conda.anaconda.org/conda-forge/noarch\"\n}\n";
    for file in ["python-1.0-0", "pip-1.0-0", "jupyterlab-2.0-0"] {
        std::fs::write(prefix.join(format!("conda-meta/{file}.json")), channel).unwrap();
    }
    // A Conda that cannot activate it.
    let mut docker = docker;
    docker.project.env("CONDA_EXE", other.root.join("conda").as_str());
    let outcome = docker.xtask(&["verify", "--prefix", prefix.as_str()]).exits(1);
    assert!(outcome.stderr.contains("warning: the variables are not compared: "), "{}", outcome.stderr);
    let sentence = "error: `jupyterlab`, which the Conda files name, is `1.0 0 conda-forge` in the image and `2.0 0 \
                    conda-forge` in ";
    assert!(outcome.stderr.contains(sentence), "{}", outcome.stderr);
    let line = "jupyterlab  BAD 1.0 0 conda-forge  2.0 0 conda-forge\n";
    assert!(outcome.stdout.ends_with(&format!(" on this machine:\n{line}")), "{}", outcome.stdout);
}

#[test]
fn what_a_program_before_the_shell_has_read_of_a_terminal_is_typed_again() {
    if !have("script") {
        return;
    }
    let program =
        std::fs::read_to_string(repository().join("xtask/src/commands/verify/terminal.sh")).unwrap();
    let mut command = Command::new("sh");
    command.args(["-c", &program, "terminal.sh", "echo; echo se\"\"en; exit", "read -r lost; exec sh", "1"]);
    let said = Outcome::of(command.env("SHELL", "/bin/sh").stdin(Stdio::null()).output().unwrap()).exits(0);
    assert!(said.stdout.lines().any(|line| line == "seen"), "{}", said.stdout);
}
