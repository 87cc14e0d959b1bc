//! Claims about directories with Conda files that are no projects of this template: every command works on them, and none
//! writes into them.

use std::time::SystemTime;

use camino::{Utf8Path, Utf8PathBuf};

use crate::fake_docker::Docker;
use crate::support::{Project, tree};

/// Kinds of directories, each by its files.
const DIRECTORIES: [&[(&str, &str)]; 5] = [
    &[("environment.yml", "dependencies: [python=3.12, jupyterlab]\n")],
    &[("requirements.txt", "numpy\n"), ("a.ipynb", "{}\n")],
    &[
        ("binder/environment.yml", "dependencies: [python=3.12, jupyterlab]\n"),
        ("binder/apt.txt", "tree\n"),
        ("binder/postBuild", "#!/bin/sh\n:\n"),
        ("binder/start", "#!/bin/sh\nexec \"$@\"\n"),
    ],
    // A folder called template, and a project in another language.
    &[
        ("environment.yaml", "dependencies: [python=3.12, jupyterlab]\n"),
        ("template/page.html", "<p>\n"),
        ("Cargo.toml", "[package]\nname = \"of-rust\"\n"),
    ],
    &[
        ("environment.yml", "dependencies: [python=3.12, jupyterlab]\n"),
        ("postBuild", "#!/bin/sh\ncat data/small.csv\n"),
        ("data/small.csv", "x\n"),
        ("Cargo.toml", "[workspace.metadata.docker]\nbuild-files = [\"data/small.csv\"]\n"),
    ],
];

const COMMANDS: [&[&str]; 11] = [
    &["generate"],
    &["generate", "--check"],
    &["docker-build"],
    &["lab"],
    &["run", "--", "true"],
    &["shell"],
    &["status"],
    &["stop"],
    &["--dry-run", "lab"],
    &["--dry-run", "verify"],
    &["--dry-run", "logs"],
];

/// Every file and folder, and when each was changed.
fn state(root: &Utf8Path) -> Vec<(Utf8PathBuf, Option<Vec<u8>>, SystemTime)> {
    let time = |path: &Utf8Path| path.symlink_metadata().unwrap().modified().unwrap();
    let itself = (root.to_owned(), None, time(root));
    let inside = tree(root).into_iter().map(|(path, bytes)| (path.clone(), bytes, time(&path)));
    [itself].into_iter().chain(inside).collect()
}

fn directory(files: &[(&str, &str)]) -> Docker {
    let project = Project::empty("a directory");
    for (name, text) in files {
        project.write(name, text);
    }
    Docker::with(project)
}

#[test]
fn every_command_works_on_any_directory_and_leaves_it_as_it_is() {
    for files in DIRECTORIES {
        let docker = directory(files);
        docker.xtask(&["generate"]).exits(0);
        let before = state(&docker.project.root);
        for command in COMMANDS {
            let outcome = docker.xtask(command);
            // There is no lab whose log could be shown.
            let code = i32::from(command.contains(&"logs"));
            assert_eq!(outcome.code, code, "{command:?} on {files:?}\n{}", outcome.stderr);
            assert!(state(&docker.project.root) == before, "{command:?} wrote into {files:?}");
        }
    }
}

#[test]
fn a_directory_that_may_only_be_read_is_as_good() {
    use std::os::unix::fs::PermissionsExt as _;
    let docker = directory(DIRECTORIES[4]);
    let folders = [docker.project.root.clone(), docker.project.root.join("data")];
    let mode = |mode: u32| {
        for folder in &folders {
            std::fs::set_permissions(folder, std::fs::Permissions::from_mode(mode)).unwrap();
        }
    };
    mode(0o555);
    let said = ["docker-build", "lab", "status", "stop"].map(|command| docker.xtask(&[command]));
    mode(0o755);
    for outcome in said {
        outcome.exits(0);
    }
}

#[test]
fn a_container_can_only_read_a_directory_that_may_not_be_written() {
    let mut docker = directory(DIRECTORIES[0]);
    // To root every folder is writable, so what a user is told by `test -w` is told by this.
    let bin = docker.program("test", "#!/bin/sh\n[ \"$2\" != \"$CLOSED\" ]\n");
    let path = docker.project.env.iter().find(|(name, _)| name == "PATH").unwrap().1.clone();
    let root = docker.project.root.clone();
    docker.project.env("PATH", format!("{bin}:{path}"));
    for (closed, end) in [("/elsewhere", "/app"), (root.as_str(), "/app,readonly")] {
        docker.project.env("CLOSED", closed);
        let said = docker.forget().xtask(&["run", "--", "true"]).exits(0).stderr;
        let mount = docker.only("container run").value("--mount").to_owned();
        assert!(mount.starts_with(&format!("type=bind,source={root},")) && mount.ends_with(end), "{mount}");
        let note = format!("{root} may not be written, so the container can only read it");
        assert_eq!(said.contains(&note), end.ends_with("readonly"), "{said}");
    }
}

#[test]
fn the_build_is_given_the_cache_s_folder_with_the_files_for_post_build_and_no_others() {
    for builder in ["1", "0"] {
        let mut docker = directory(DIRECTORIES[4]);
        docker.project.write("data/other.csv", "y\n");
        docker.project.env("DOCKER_BUILDKIT", builder);
        docker.xtask(&["docker-build"]).exits(0);
        let context = Utf8PathBuf::from(docker.only("image build").args.last().unwrap());
        assert!(!context.starts_with(&docker.project.root), "{context}");
        let given: Vec<_> = tree(&context).into_iter().filter(|(_, bytes)| bytes.is_some()).collect();
        let given: Vec<&str> =
            given.iter().map(|(path, _)| path.strip_prefix(&context).unwrap().as_str()).collect();
        let generated = |path: &&&str| path.starts_with("docker/") || path.starts_with(".devcontainer/");
        let of_project: Vec<&&str> = given.iter().filter(|path| !generated(path)).collect();
        assert_eq!(of_project, [&".build-files", &"data/small.csv"]);
        let dockerfile = std::fs::read_to_string(context.join("docker/Dockerfile")).unwrap();
        assert!(dockerfile.contains("\nCOPY [\"data/small.csv\", \"/steps/project/data/small.csv\"]\n"));
    }
}

#[test]
fn generate_says_where_it_has_written() {
    let docker = directory(DIRECTORIES[0]);
    let said = docker.xtask(&["generate"]).exits(0).stderr;
    let cache = docker.project.root.parent().unwrap().join("cache");
    assert!(said.contains(", docker/Dockerfile, ") && said.contains(&format!(" in {cache}/")), "{said}");
}
