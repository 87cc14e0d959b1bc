//! Claims about the container of an editor: what the Dev Containers tools tell docker to do, done on a real engine.

use std::os::unix::fs::MetadataExt as _;
use std::process::Command;

use serde_yaml::Value;

use super::lab::remove_volume;
use super::machine::{BUILD, docker, image, owner, project, replacing, shared};
use super::server::world_json;
use super::wait::within;
use crate::harness::{Test, tests};
use crate::support::Project;

/// The tests of this area.
pub const TESTS: &[Test] =
    tests![an_editor_s_container_has_the_environment_and_gives_its_files_to_the_host_s_user,];

fn read(project: &Project) -> Value {
    let text = project.read(".devcontainer/devcontainer.json");
    let lines = text.lines().filter(|line| !line.trim_start().starts_with("//"));
    serde_yaml::from_str(&lines.collect::<Vec<_>>().join("\n")).unwrap()
}

/// The image by the arguments of devcontainer.json, from the layers that the shared image has.
fn build(project: &Project, file: &Value) -> String {
    let tag = image("devcontainer");
    let folder = project.root.join(".devcontainer");
    let path = |key: &str| folder.join(file["build"][key].as_str().unwrap());
    let mut command = Command::new("docker");
    command.envs(project.env.clone()).env("DOCKER_BUILDKIT", "1");
    command.args(["image", "build", "--network", "host", "--tag", &tag]);
    command.arg("--build-arg").arg(format!("BASE_IMAGE={}", world_json("base_image")));
    command.arg("--build-arg").arg(format!("MINIFORGE_SHA256={}", world_json("installer_sha256")));
    for (name, value) in file["build"]["args"].as_mapping().unwrap() {
        let argument = format!("{}={}", name.as_str().unwrap(), value.as_str().unwrap());
        command.args(["--build-arg", &argument]);
    }
    command.arg("--file").arg(path("dockerfile")).arg(path("context"));
    replacing(&tag, || within(BUILD, command)).exits(0);
    tag
}

/// The image in which the account has other ids, as `updateRemoteUserUID` makes it: one step of root's.
fn with_ids(project: &Project, tag: &str, user: &str, uid: u32) -> String {
    let changed = format!("{tag}-uid");
    let step = format!(
        "FROM {tag}\nUSER root\nRUN sed -i 's/^{user}:\\([^:]*\\):[^:]*:/{user}:\\1:{uid}:/' /etc/passwd && \
         chown -R {uid} /home/{user}\nUSER {user}\n"
    );
    project.write("uid/Dockerfile", step);
    let mut command = Command::new("docker");
    command
        .envs(project.env.clone())
        .args(["image", "build", "--tag", &changed])
        .arg(project.root.join("uid"));
    replacing(&changed, || within(BUILD, command)).exits(0);
    changed
}

/// A container that is removed when this is dropped.
struct Container(String);

/// A volume that is removed when this is dropped, after the container.
struct Volume(String);

impl Drop for Volume {
    fn drop(&mut self) {
        remove_volume(&self.0);
    }
}

impl Drop for Container {
    fn drop(&mut self) {
        docker(&["container", "rm", "--force", &self.0]);
    }
}

fn an_editor_s_container_has_the_environment_and_gives_its_files_to_the_host_s_user() {
    shared();
    let project = project(&image("devcontainer"));
    project.xtask(&["generate"]).exits(0);
    let file = read(&project);
    let tag = build(&project, &file);
    let user = file["remoteUser"].as_str().unwrap();
    let workspace = file["workspaceFolder"].as_str().unwrap();
    // An id that is nobody else's, so that it shows who is meant; whoever may not give files away has but their own.
    let given = std::os::unix::fs::chown(&project.root, Some(4242), None);
    let uid = if given.is_ok() { 4242 } else { owner().0 };
    let tag = with_ids(&project, &tag, user, uid);
    let root = project.root.as_str();
    let mount = file["workspaceMount"].as_str().unwrap().replace("${localWorkspaceFolder}", root);
    // The editor has a name for each dev container.
    let name = format!("test-{}", std::process::id());
    let volume = file["mounts"][0].as_str().unwrap().replace("${devcontainerId}", &name);
    let _volume = Volume(format!("kept-{name}"));
    let wait = "while sleep 1; do :; done";
    let run = [
        "container",
        "run",
        "--detach",
        "--init",
        "--user",
        user,
        "--mount",
        &mount,
        "--mount",
        &volume,
        "--entrypoint",
        "/bin/sh",
    ];
    let container =
        Container(docker(&[&run[..], &[&tag, "-c", wait]].concat()).exits(0).stdout.trim().to_owned());
    let exec = |command: &[&str]| {
        let start = ["container", "exec", "--user", user, "--workdir", workspace, &container.0];
        docker(&[&start[..], command].concat()).exits(0).stdout
    };
    let python =
        file["customizations"]["vscode"]["settings"]["python.defaultInterpreterPath"].as_str().unwrap();
    let seen = exec(&[
        python,
        "-c",
        "import os, sys, numpy; print(sys.prefix, os.getuid(), os.path.exists('environment.yml'))",
    ]);
    assert_eq!(seen, format!("/opt/env {uid} True\n"));
    // The editor asks a login shell for the variables of its own processes.
    let variables = exec(&["bash", "-lic", "echo $CONDA_PREFIX $PROJECT_VARIABLE $HOME; type -t conda"]);
    assert_eq!(variables, format!("/opt/env its $HOME is here /home/{user}\nfunction\n"));
    exec(&["bash", "-c", "mkdir -p notebooks && echo mine >notebooks/made && touch /opt/env/lib/written"]);
    assert_eq!(project.root.join("notebooks/made").metadata().unwrap().uid(), uid);
    let kept = "touch ~/.kept/mine && stat -c '%u %n' ~/.kept";
    assert_eq!(exec(&["sh", "-c", kept]), format!("{uid} /home/{user}/.kept\n"));
    assert_eq!(exec(&["sh", "-c", "jupyter lab --version >/dev/null && echo yes"]), "yes\n");
}
