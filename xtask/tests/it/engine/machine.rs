//! The Docker engine of this machine, the offline world, and the image that the tests share.

use std::process::Command;
use std::sync::atomic::{AtomicU16, Ordering};
use std::sync::{LazyLock, OnceLock};
use std::time::Instant;

use camino::Utf8Path;

use super::wait::{ANSWER, within};
use crate::support::{Outcome, Project, absent};

/// The image of the template's project, with two packages that have activation hooks and a variable.
pub static SHARED: LazyLock<String> = LazyLock::new(|| image("shared"));

/// The whole name of an image of the tests. Whoever tests two checkouts at a time on one engine sets another beginning.
pub fn image(name: &str) -> String {
    std::env::var("XTASK_TEST_IMAGES").unwrap_or_else(|_| "xtask-test-".to_owned()) + name
}

/// A build from nothing, with another one at the same time on two cores.
pub const BUILD: u64 = 900;

/// The PATH on which `docker` is a client that builds with BuildKit; `None`, and said so, if a test cannot run here.
pub fn engine() -> Option<&'static str> {
    static PATH: OnceLock<Result<String, String>> = OnceLock::new();
    match PATH.get_or_init(find_client) {
        Ok(path) => Some(path),
        Err(what) => {
            absent(what);
            None
        }
    }
}

fn find_client() -> Result<String, String> {
    if !cfg!(all(target_os = "linux", target_arch = "x86_64")) {
        return Err("no Linux on x86-64, for which alone the offline world is made".to_owned());
    }
    if !answers("docker") {
        return Err("no Docker engine".to_owned());
    }
    let path = std::env::var("PATH").unwrap_or_default();
    let has_buildkit = |folder: &&str| {
        let client = format!("{folder}/docker");
        Utf8Path::new(&client).exists() && answers(&client) && builds_with_buildkit(&client)
    };
    // A machine may have several clients; Debian's has BuildKit built in, and others have it if buildx is installed.
    let folder = path.split(':').find(has_buildkit).ok_or("no Docker client with BuildKit")?;
    // Whoever may not install what the world is made with cannot have it; any other failure is one of a test's.
    let needs = made_world().stderr.lines().find(|line| line.contains("offline-world needs"));
    if let Some(needs) = needs {
        return Err(format!("no offline world ({needs})"));
    }
    Ok(format!("{folder}:{path}"))
}

fn answers(client: &str) -> bool {
    Command::new(client).arg("version").output().is_ok_and(|output| output.status.success())
}

fn builds_with_buildkit(client: &str) -> bool {
    let version = Command::new(client).args(["version", "--format", "{{.Client.Version}}"]).output().unwrap();
    let version = String::from_utf8_lossy(&version.stdout).into_owned();
    let major: u32 = version.split('.').next().and_then(|major| major.parse().ok()).unwrap_or(0);
    let buildx = Command::new(client).args(["buildx", "version"]).output();
    (18..23).contains(&major) || buildx.is_ok_and(|output| output.status.success())
}

/// Runs docker, for a minute at most.
#[track_caller]
pub fn docker(args: &[&str]) -> Outcome {
    let mut command = Command::new("docker");
    within(ANSWER, {
        command.args(args).env("PATH", engine().unwrap());
        command
    })
}

fn made_world() -> &'static Outcome {
    static WORLD: OnceLock<Outcome> = OnceLock::new();
    WORLD.get_or_init(|| within(BUILD, Project::empty("world").command(&["offline-world"])))
}

/// The offline world, up to date.
pub fn world() {
    let made = made_world();
    assert_eq!(made.code, 0, "no offline world:\n{}", made.stderr);
}

/// A copy of the template's project, whose image has this name, for a user who is not root.
pub fn project(image: &str) -> Project {
    project_in(image, image)
}

/// The same in a folder of another name than the image's.
pub fn project_in(folder: &str, image: &str) -> Project {
    // A port for each project, since a search for a free one by two labs at a time ends at the same one.
    static PORT: AtomicU16 = AtomicU16::new(0);
    let port =
        10_000 + u16::try_from(std::process::id() % 450).unwrap() * 20 + PORT.fetch_add(1, Ordering::Relaxed);
    let mut project = Project::of_template(folder);
    project.write("Cargo.toml", format!("[workspace.metadata.docker]\nimage = \"{image}\"\nport = {port}\n"));
    let environment = project.read("environment.yml");
    let (with_hooks, pip) = ("  - activation-hook\n  - broken-activation-hook\n", "  - pip\n");
    assert!(environment.contains(pip));
    let environment = environment.replacen(pip, &format!("{pip}{with_hooks}"), 1);
    project.write(
        "environment.yml",
        format!("{environment}variables:\n  PROJECT_VARIABLE: its $HOME is here\n"),
    );
    project.env("PATH", engine().unwrap());
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
    world();
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

/// A project whose image is built and current; `None`, and said so, if a test cannot run here.
pub fn shared() -> Option<Project> {
    static BUILT: OnceLock<Outcome> = OnceLock::new();
    engine()?;
    let project = project(&SHARED);
    let built = BUILT.get_or_init(|| {
        let start = Instant::now();
        let built = build(&project, &[]);
        println!("the shared image: {:.1} s", start.elapsed().as_secs_f64());
        built
    });
    assert_eq!(built.code, 0, "the shared image cannot be built:\n{}", built.stderr);
    Some(project)
}
