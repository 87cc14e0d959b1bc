//! Claims about Compose on a real engine: by `cargo xtask compose`, and typed in docker/.

pub mod doors;

use std::os::unix::fs::MetadataExt as _;

use super::machine::{BUILD, SHARED, docker, give, image, owner, project, project_in, replacing, shared};
use super::server::world_json;
use super::wait::{ANSWER, eventually, get, within};
use crate::composes::{Compose, v2};
use crate::harness::{Test, tests};
use crate::support::{Outcome, Project};

/// The tests of this area.
pub const TESTS: &[Test] = tests![
    the_tool_s_compose_runs_docker_build_s_image_with_the_rules_of_lab,
    a_missing_folder_is_an_error_of_compose_s_and_is_not_made,
    a_project_whose_path_has_signs_of_shells_and_of_yaml_is_shared_by_compose,
    what_is_typed_in_docker_builds_and_runs,
];

/// The project's containers and networks are removed when this is dropped, whatever has become of a test.
struct Cleared<'a> {
    compose: Compose,
    project: &'a Project,
}

impl Drop for Cleared<'_> {
    fn drop(&mut self) {
        let down = self.compose.command(self.project, &["down", "--remove-orphans", "--timeout", "1"]);
        let _ = { down }.output();
    }
}

/// The variable of .env.
fn local(project: &Project, name: &str) -> String {
    let text = project.read("docker/.env");
    text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix('=')).unwrap().to_owned()
}

/// What the engine has of the project: its containers or its networks.
fn left(project: &Project, kind: &str, options: &[&str]) -> Vec<String> {
    let label = format!("label=com.docker.compose.project={}", local(project, "COMPOSE_PROJECT_NAME"));
    let args = [&[kind, "ls", "--quiet", "--filter", &label], options].concat();
    docker(&args).exits(0).stdout.lines().map(str::to_owned).collect()
}

#[track_caller]
fn assert_nothing_is_left(project: &Project) {
    assert_eq!(left(project, "container", &["--all"]), [""; 0]);
    assert_eq!(left(project, "network", &[]), [""; 0]);
}

/// What the file's health check has found.
fn is_healthy(container: &str) -> bool {
    let format = "{{.State.Health.Status}}";
    docker(&["container", "inspect", "--format", format, container]).exits(0).stdout.trim() == "healthy"
}

/// Who owns the file on this machine.
fn owner_of(project: &Project, path: &str) -> (u32, u32) {
    let file = project.root.join(path).metadata().unwrap();
    (file.uid(), file.gid())
}

fn the_tool_s_compose_runs_docker_build_s_image_with_the_rules_of_lab() {
    let mut project = shared();
    let Some(compose) = v2() else { return };
    project.env("DOCKER_CONFIG", compose.config);
    let xtask =
        |args: &[&str]| within(ANSWER, project.command(&[&["--offline", "compose"], args].concat())).exits(0);
    let _cleared = Cleared { compose, project: &project };
    let up = xtask(&["up", "--detach"]);
    let url = up.stdout.trim_end();
    let (status, page) = get(url);
    assert_eq!(status, 200, "{up:?}");
    assert!(page.contains(r#""preferredPath": "notebooks""#), "{page}");
    let (server, token) = url.split_once("/lab?token=").unwrap();
    assert_eq!(token, local(&project, "LAB_TOKEN"));
    assert_eq!(get(&format!("{server}/api/status")).0, 403);

    let containers = left(&project, "container", &[]);
    let [container] = &containers[..] else { panic!("{containers:?}") };
    let inspect = |format: &str| {
        docker(&["container", "inspect", "--format", format, container]).exits(0).stdout.trim().to_owned()
    };
    let id = docker(&["image", "inspect", "--format", "{{.Id}}", &SHARED]).exits(0).stdout;
    assert_eq!(inspect("{{.Image}}"), id.trim(), "it is another image than docker-build's");
    let published =
        inspect("{{range .NetworkSettings.Ports}}{{range .}}{{.HostIp}} {{.HostPort}}{{end}}{{end}}");
    assert_eq!(published, server.strip_prefix("http://").unwrap().replace(':', " "));
    assert!(!inspect("{{.Path}} {{.Args}} {{.Config.Labels}}").contains(token));
    eventually(60, "the container is healthy", || is_healthy(container).then_some(()));

    xtask(&["exec", "-T", "lab", "sh", "-c", "echo mine >results/made"]);
    assert_eq!(owner_of(&project, "results/made"), owner());
    assert_eq!(owner_of(&project, "notebooks"), owner());
    let python = xtask(&["exec", "-T", "lab", "python", "-c", "import sys; print(sys.prefix)"]);
    assert_eq!(python.stdout, "/opt/env\n");

    // What runs goes on as it is.
    assert_eq!(xtask(&["up", "--detach"]).stdout, up.stdout);
    assert_eq!(left(&project, "container", &[]), containers);
    assert!(xtask(&["logs"]).stdout.contains("Jupyter Server"));
    xtask(&["down"]);
    assert_nothing_is_left(&project);
}

/// A project whose generated files are used as they are, and its image's name.
fn generated(name: &str) -> Project {
    shared();
    let project = project(&image(name));
    project.xtask(&["generate"]).exits(0);
    // What belongs to the place of the build; the steps that download are in the cache, from the shared image.
    let (base, installer) = (world_json("base_image"), world_json("installer_sha256"));
    let args = format!("{{BASE_IMAGE: {base:?}, MINIFORGE_SHA256: {installer:?}}}");
    let here = format!("services: {{lab: {{build: {{network: host, args: {args}}}}}}}\n");
    project.write("docker/docker-compose.override.yml", here);
    project
}

fn a_missing_folder_is_an_error_of_compose_s_and_is_not_made() {
    let (compose, name) = (v2(), "compose-missing");
    let Some(compose) = compose else { return };
    let project = generated(name);
    let _cleared = Cleared { compose, project: &project };
    let up = compose.command(&project, &["up", "--build", "--detach"]);
    let missing: Outcome = replacing(&image(name), || within(BUILD, up));
    assert_ne!(missing.code, 0, "Compose makes the folders: {compose:?}");
    let said = missing.stdout + &missing.stderr;
    assert!(said.contains("bind source path does not exist"), "{compose:?}: {said}");
    assert!(!project.root.join("bin").exists(), "{compose:?} has made a folder, which is root's");
}

fn a_project_whose_path_has_signs_of_shells_and_of_yaml_is_shared_by_compose() {
    shared();
    let Some(compose) = v2() else { return };
    let mut project = project_in("c:d $HOME ${x} #e 'f' \"g\" h\\i", &SHARED);
    project.env("DOCKER_CONFIG", compose.config);
    let write = |path: &str| {
        let _cleared = Cleared { compose, project: &project };
        let write = ["--offline", "compose", "run", "--rm", "-T", "lab", "touch", path];
        within(ANSWER, project.command(&write)).exits(0);
        assert_eq!(owner_of(&project, path), owner());
    };
    write("results/made");
    // Without the template the Compose file is in the cache, and the path is a value of the environment.
    std::fs::remove_dir_all(project.root.join("template")).unwrap();
    write("results/made-in-a-directory");
}

fn what_is_typed_in_docker_builds_and_runs() {
    let (compose, name) = (v2(), "compose");
    let Some(compose) = compose else { return };
    let project = generated(name);
    let _cleared = Cleared { compose, project: &project };
    let run = |args: &[&str]| within(BUILD, compose.command(&project, args));
    for folder in ["bin", "data", "doc", "notebooks", "results", "src"] {
        std::fs::create_dir(project.root.join(folder)).unwrap();
    }
    give(&project);
    replacing(&image(name), || run(&["up", "--build", "--detach"])).exits(0);
    let server = format!("http://127.0.0.1:{}", local(&project, "LAB_PORT"));
    let container = left(&project, "container", &[]).concat();
    eventually(120, "the container is healthy", || is_healthy(&container).then_some(()));
    let token = local(&project, "LAB_TOKEN");
    assert_eq!(get(&format!("{server}/lab?token={token}")).0, 200, "{compose:?}");
    assert_eq!(get(&format!("{server}/api/status")).0, 403, "{compose:?}");
    run(&["exec", "-T", "lab", "sh", "-c", "echo mine >data/made"]).exits(0);
    assert_eq!(owner_of(&project, "data/made"), owner(), "{compose:?}");
    run(&["down"]).exits(0);
    assert_nothing_is_left(&project);
}
