//! Claims about building: both builders, what is sent to them, and who shares which layers.

use std::fs::File;
use std::process::Command;
use std::time::Instant;

use camino::Utf8Path;

use super::layers::{below, common, differing, layers};
use super::machine::{SHARED, build, docker, image, owner, project, shared, small_project};
use super::server::world_json;
use super::wait::{ANSWER, within};
use crate::harness::{Test, tests};
use crate::support::{Outcome, Project, repository};

/// The tests of this area.
pub const TESTS: &[Test] = tests![
    the_legacy_builder_makes_a_working_image_and_gets_no_data,
    buildkit_gets_the_listed_files_and_no_data,
    a_build_of_another_clone_without_a_cache_makes_the_same_layers,
    a_second_user_shares_every_layer_up_to_the_user_step,
    the_plain_docker_command_of_the_readme_makes_the_same_image,
    docker_s_own_check_finds_nothing_in_a_generated_dockerfile,
];

/// What makes `docker-build` build an image that is current.
const ANYWAY: [&str; 3] = ["--", "--label", "again=yes"];

fn the_legacy_builder_makes_a_working_image_and_gets_no_data() {
    // A small one: after each step this builder compares every file of the image with the step before.
    let mut project = small_project(&image("legacy"));
    project.env("DOCKER_BUILDKIT", "0");
    put_two_gigabytes_into_data(&project);
    let built = build(&project, &ANYWAY).exits(0);
    // The client writes the size over and over, parted by carriage returns.
    let sent = built.stderr.rsplit_once("Sending build context to Docker daemon").unwrap().1;
    assert!(bytes(sent) < 200e3, "{}", built.stderr);
    let prefix = project
        .xtask(&["--offline", "run", "--", "python", "-c", "import sys, tabulate; print(sys.prefix)"])
        .exits(0);
    assert_eq!(prefix.stdout, "/opt/env\n");
    assert!(!prefix.stderr.contains("building"), "{}", prefix.stderr);
}

fn buildkit_gets_the_listed_files_and_no_data() {
    let project = shared();
    put_two_gigabytes_into_data(&project);
    let built = build(&project, &ANYWAY).exits(0);
    let sent: Vec<f64> = built
        .stderr
        .lines()
        .filter_map(|line| line.split_once("transferring context:"))
        .map(|s| bytes(s.1))
        .collect();
    assert!(!sent.is_empty() && sent.iter().all(|&sent| sent < 200e3), "{sent:?} {}", built.stderr);
}

fn a_build_of_another_clone_without_a_cache_makes_the_same_layers() {
    let first = small_project(&image("once"));
    build(&first, &[]).exits(0);
    let project = small_project(&image("again"));
    let touched = Command::new("find")
        .args([project.root.as_str(), "-exec", "touch", "-d", "2001-02-03", "{}", "+"])
        .status();
    assert!(touched.unwrap().success());
    build(&project, &["--no-cache"]).exits(0);
    let (first, second) = (layers(&image("once")), layers(&image("again")));
    first.assert(&second, Vec::new(), differing);
}

fn a_second_user_shares_every_layer_up_to_the_user_step() {
    shared();
    let project = project(&image("second-user"));
    let start = Instant::now();
    let ids = ["--build-arg", "username=ada", "--build-arg", "uid=57439", "--build-arg", "gid=57439"];
    build(&project, &[&["--"], &ids[..]].concat()).exits(0);
    println!("a second user's image: {:.1} s", start.elapsed().as_secs_f64());
    let (first, second) = (layers(&SHARED), layers(&image("second-user")));
    first.assert(&second, below(&project, "RUN /opt/docker/create-user.sh"), common);
    let id = docker(&["container", "run", "--rm", &image("second-user"), "id"]).exits(0).stdout;
    assert_eq!(id, "uid=57439(ada) gid=57439(ada) groups=57439(ada),100(users)\n");
}

fn the_plain_docker_command_of_the_readme_makes_the_same_image() {
    let project = shared();
    project.xtask(&["generate"]).exits(0);
    // Beside the three build arguments of the documents, what the offline world asks for.
    project.write("build-env", format!("PIP_INDEX_URL=http://127.0.0.1:{}/simple/\n", world_json("port")));
    let (uid, gid) = owner();
    let name = docker(&["image", "inspect", "--format", "{{.Config.Env}}", &SHARED]).exits(0).stdout;
    let name = name.split("USER=").nth(1).unwrap().split([' ', ']']).next().unwrap();
    let mut command = Command::new("docker");
    command.args(["image", "build", "--build-arg", &format!("username={name}")]);
    command.args(["--build-arg", &format!("uid={uid}"), "--build-arg", &format!("gid={gid}")]);
    command.args(["--file", "docker/Dockerfile", "--tag", &image("by-hand")]);
    command.args(["--build-arg", &format!("BASE_IMAGE={}", world_json("base_image")), "--network", "host"]);
    command.args(["--build-arg", &format!("MINIFORGE_SHA256={}", world_json("installer_sha256"))]);
    command.args(["--secret", &format!("id=build-env,src={}/build-env", project.root), "."]);
    command.current_dir(&project.root).env("DOCKER_BUILDKIT", "1");
    within(ANSWER, command).exits(0);
    layers(&SHARED).assert(&layers(&image("by-hand")), Vec::new(), differing);
}

/// What `docker build --check` says of a Dockerfile, which it gets by stdin: it runs no step, and needs no context.
fn checked(dockerfile: &Utf8Path) -> Outcome {
    let mut command = Command::new("docker");
    command.args(["build", "--check", "--progress", "plain"]);
    command.args(["--build-arg", &format!("BASE_IMAGE={}", world_json("base_image")), "-"]);
    command.stdin(File::open(dockerfile).unwrap()).env("DOCKER_BUILDKIT", "1");
    within(ANSWER, command)
}

fn docker_s_own_check_finds_nothing_in_a_generated_dockerfile() {
    let golden = repository().join("xtask/tests/golden");
    let projects = golden.read_dir_utf8().unwrap().map(|entry| entry.unwrap().into_path());
    let dockerfiles = projects.map(|project| project.join("docker/Dockerfile")).filter(|file| file.exists());
    let dockerfiles: Vec<_> = dockerfiles.chain([repository().join("docker/Dockerfile")]).collect();
    assert!(dockerfiles.len() > 3, "{dockerfiles:?}");
    for dockerfile in dockerfiles {
        let said = checked(&dockerfile).exits(0);
        assert!(said.stdout.contains("no warnings found"), "{dockerfile}: {said:?}");
    }
    // It does find something where there is something.
    let project = Project::empty("check");
    project.write("Dockerfile", "FROM offline/debian:bookworm as base\nWORKDIR app\nCMD echo $HOME\n");
    let said = checked(&project.root.join("Dockerfile"));
    assert!(said.code != 0 && said.stdout.contains("JSONArgsRecommended"), "{said:?}");
}

fn put_two_gigabytes_into_data(project: &Project) {
    project.write("data/large", "");
    let file = File::options().write(true).open(project.root.join("data/large")).unwrap();
    file.set_len(2 << 30).unwrap();
}

/// The size that a text of docker's begins with, such as ` 12.3kB done`.
fn bytes(text: &str) -> f64 {
    let text = text.trim_start();
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let unit = match text[end..].trim_start().chars().next() {
        Some('k') => 1e3,
        Some('M') => 1e6,
        Some('G') => 1e9,
        _ => 1.0,
    };
    text[..end].parse::<f64>().unwrap() * unit
}
