//! The engine that this process's environment leads to, projects that are built on it, and the image that the tests share.

use std::process::Command;
use std::sync::atomic::{AtomicU16, Ordering};
use std::sync::{LazyLock, OnceLock};
use std::time::Instant;

use super::wait::{ANSWER, within};
use crate::support::{Outcome, Project};

/// The image of the template's project, with two packages that have activation hooks and a variable.
pub static SHARED: LazyLock<String> = LazyLock::new(|| image("shared"));

/// The whole name of an image of the tests. Whoever tests two checkouts at a time on one engine sets another beginning.
pub fn image(name: &str) -> String {
    std::env::var("XTASK_TEST_IMAGES").unwrap_or_else(|_| "xtask-test-".to_owned()) + name
}

/// A build from nothing, with another one at the same time on two cores.
pub const BUILD: u64 = 900;

/// Runs docker, for a minute at most.
#[track_caller]
pub fn docker(args: &[&str]) -> Outcome {
    let mut command = Command::new("docker");
    command.args(args);
    within(ANSWER, command)
}

/// A copy of the template's project, whose image has this name, for a user who is not root.
pub fn project(image: &str) -> Project {
    project_in(image, image)
}

/// The same in a folder of another name than the image's.
pub fn project_in(folder: &str, image: &str) -> Project {
    // A port for each project, since a search for a free one by two labs at a time ends at the same one.
    // The engines' processes run beside one another, with numbers that follow each other.
    static PORT: AtomicU16 = AtomicU16::new(0);
    let port = 10_000
        + u16::try_from(std::process::id() % 150).unwrap() * 100
        + PORT.fetch_add(1, Ordering::Relaxed);
    let project = Project::of_template(folder);
    project.write("Cargo.toml", format!("[workspace.metadata.docker]\nimage = \"{image}\"\nport = {port}\n"));
    let environment = project.read("environment.yml");
    let (with_hooks, pip) = ("  - activation-hook\n  - broken-activation-hook\n", "  - pip\n");
    assert!(environment.contains(pip));
    let environment = environment.replacen(pip, &format!("{pip}{with_hooks}"), 1);
    project.write(
        "environment.yml",
        format!("{environment}variables:\n  PROJECT_VARIABLE: its $HOME is here\n"),
    );
    give(&project);
    project
}

/// A project whose image takes half the time of the template's: Python, pip and one requirement.
pub fn small_project(image: &str) -> Project {
    let project = project(image);
    project
        .write("environment.yml", "channels: [conda-forge, nodefaults]\ndependencies: [python=3.11, pip]\n");
    project
        .write("requirements.txt", "tabulate\n")
        .write("postBuild", "#!/bin/bash\npython -c 'import tabulate'\n");
    give(&project);
    project
}

/// The same with JupyterLab.
pub fn small_lab(image: &str) -> Project {
    let project = small_project(image);
    let environment = project.read("environment.yml").replace("pip]", "pip, jupyterlab]");
    project.write("environment.yml", environment);
    give(&project);
    project
}

/// Gives the project to an account that is not root's, if we are root: root in it acts for its owner.
pub fn give(project: &Project) {
    if owner() != ids() {
        let (uid, gid) = owner();
        let given =
            Command::new("chown").args(["-R", &format!("{uid}:{gid}"), project.root.as_str()]).status();
        assert!(given.unwrap().success());
    }
}

/// The ids that the container's user has.
pub fn owner() -> (u32, u32) {
    match ids() {
        (0, _) => (1000, 1000),
        ids => ids,
    }
}

/// The ids of whoever runs the tests.
pub fn ids() -> (u32, u32) {
    use std::os::unix::fs::MetadataExt as _;
    let ourselves = std::fs::metadata("/proc/self").unwrap();
    (ourselves.uid(), ourselves.gid())
}

/// Builds the project's image by `docker-build` with these arguments, from the offline world.
pub fn build(project: &Project, args: &[&str]) -> Outcome {
    let command = project.command(&[&["--offline", "docker-build"], args].concat());
    replacing(project.root.file_name().unwrap(), || within(BUILD, command))
}

/// Does what makes an image anew, and removes the one that had the name: each run would leave a nameless one behind.
pub fn replacing(image: &str, build: impl FnOnce() -> Outcome) -> Outcome {
    let inspect = |format: &str, image: &str| {
        docker(&["image", "inspect", "--format", format, image]).stdout.trim().to_owned()
    };
    let before = inspect("{{.Id}}", image);
    let outcome = build();
    // Cached layers and the same label make the same image, which may go on under the name of another test.
    if !before.is_empty() && inspect("{{len .RepoTags}}", &before) == "0" {
        docker(&["image", "rm", &before]);
    }
    outcome
}

/// A project whose image is built and current.
pub fn shared() -> Project {
    static BUILT: OnceLock<Outcome> = OnceLock::new();
    let project = project(&SHARED);
    let built = BUILT.get_or_init(|| {
        let start = Instant::now();
        let built = build(&project, &[]);
        println!("the shared image: {:.1} s", start.elapsed().as_secs_f64());
        built
    });
    assert_eq!(built.code, 0, "the shared image cannot be built:\n{}", built.stderr);
    project
}
