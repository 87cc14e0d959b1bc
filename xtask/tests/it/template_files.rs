//! A claim about the files that a new project begins with: they outlive the first edits of environment.yml.

use std::os::unix::fs::PermissionsExt as _;
use std::process::Command;

use crate::support::{Outcome, Project};

/// The packages of the template's environment, in the words of environment.yml, and what each gives to postBuild.
const PACKAGES: [(&str, &str); 7] = [
    ("python=3.11", "python"),
    ("pip", ""),
    ("jupyterlab=4", "jupyter jupyter-labextension"),
    ("numpy", "numpy"),
    ("pandas", "pandas"),
    ("matplotlib-base", "matplotlib"),
    ("watermark", "watermark"),
];

/// What postBuild does for two of them.
const DEEDS: [(&str, &str); 2] = [
    ("matplotlib-base", "python -\n"),
    (
        "jupyterlab=4",
        "jupyter labextension disable --level=user @jupyterlab/apputils-extension:announcements\n",
    ),
];

/// A program of the environment without one package: a module of that package cannot be imported.
const PROGRAM: &str = "#!/bin/sh\nname=${0##*/}\nfor module in $WITHOUT; do case \"$*\" in *\"import $module\"*) exit 1 ;; esac; done\n\
                       echo \"$name $*\" >>\"$LOG\"\n";

/// Runs the project's postBuild in the environment without this package; what it has called.
fn post_build(project: &Project, without: &str) -> (Outcome, String) {
    let bin = project.root.join("bin-of-the-environment");
    let _ = std::fs::remove_dir_all(&bin);
    std::fs::create_dir(&bin).unwrap();
    for name in ["python", "jupyter", "jupyter-labextension"] {
        if !without.split(' ').any(|gone| gone == name) {
            std::fs::write(bin.join(name), PROGRAM).unwrap();
            std::fs::set_permissions(bin.join(name), std::fs::Permissions::from_mode(0o755)).unwrap();
        }
    }
    let log = project.root.join("log");
    std::fs::write(&log, "").unwrap();
    let mut bash = Command::new("/bin/bash");
    bash.arg(project.root.join("postBuild")).env_clear();
    bash.env("PATH", &bin).env("WITHOUT", without).env("LOG", &log);
    (Outcome::of(bash.output().unwrap()), project.read("log"))
}

/// The lines of a file without the one that names this package.
fn without(project: &Project, file: &str, package: &str) -> bool {
    let text = project.read(file);
    let names = |line: &&str| line.trim().trim_start_matches("- ") != package;
    let rest: String = text.lines().filter(names).map(|line| format!("{line}\n")).collect();
    project.write(file, &rest);
    rest != text
}

#[test]
fn any_package_can_be_taken_out_of_a_new_project_and_its_files_still_build() {
    for (package, gives) in PACKAGES {
        let project = Project::of_template("project");
        assert!(
            ["environment.yml", "requirements.txt"].iter().any(|file| without(&project, file, package)),
            "{package}"
        );
        project.xtask(&["generate"]).exits(0);
        project.xtask(&["check"]).exits(0);
        let (outcome, called) = post_build(&project, gives);
        outcome.exits(0);
        for (of, deed) in DEEDS {
            let is_done = of != package && !(package == "python=3.11" && deed.starts_with("python"));
            assert_eq!(called.contains(deed), is_done, "without {package}: {called}");
        }
    }
}

#[test]
fn the_table_names_each_package_of_the_template() {
    let project = Project::of_template("project");
    let text = project.read("environment.yml") + &project.read("requirements.txt");
    let (_, dependencies) = text.split_once("dependencies:\n").unwrap();
    let lines = dependencies.lines().map(|line| line.trim().trim_start_matches("- "));
    let packages: Vec<&str> = lines.filter(|line| !line.starts_with(['#', '-']) && *line != "pip:").collect();
    assert_eq!(packages, PACKAGES.map(|(package, _)| package));
}
