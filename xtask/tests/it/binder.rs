//! Claims about Binder: what its builder, repo2docker, reads of a directory, the tool reads as well, and this repository
//! can be launched there as it is.

mod table;

use std::process::Command;

use camino::Utf8Path;

use crate::support::{Outcome, Project, have, repository};

/// The files of a directory, and where repo2docker finds what.
struct Case {
    name: &'static str,
    files: &'static [(&'static str, &'static str)],
}

const ENVIRONMENT: &str = "dependencies: [python=3.11, pip]\n";
const ROOT: &str = "dependencies: [of-the-root]\n";
const START: &str = "#!/bin/bash\nexec \"$@\"\n";

const CASES: [Case; 8] = [
    Case { name: "environment.yml", files: &[("environment.yml", ENVIRONMENT)] },
    Case {
        name: "environment.yaml",
        files: &[("environment.yaml", ENVIRONMENT), ("postBuild", "#!/bin/sh\n:\n")],
    },
    Case {
        name: "all in the root",
        files: &[
            ("environment.yml", ENVIRONMENT),
            ("apt.txt", "tree # why\n\n# nothing\ngit\n"),
            ("postBuild", "#!/bin/sh\n:\n"),
            ("start", START),
        ],
    },
    Case {
        name: "binder",
        files: &[
            ("binder/environment.yml", ENVIRONMENT),
            ("binder/apt.txt", "tree\n"),
            ("environment.yml", ROOT),
            ("apt.txt", "of-the-root\n"),
            ("postBuild", "#!/bin/sh\necho of the root\n"),
            ("start", START),
        ],
    },
    Case {
        name: ".binder",
        files: &[
            (".binder/environment.yaml", ENVIRONMENT),
            (".binder/postBuild", "#!/bin/sh\n:\n"),
            (".binder/start", START),
            ("environment.yml", ROOT),
        ],
    },
    Case { name: "a file called binder", files: &[("binder", ""), ("environment.yml", ENVIRONMENT)] },
    Case {
        name: "with others that count for nothing",
        files: &[
            ("environment.yml", ENVIRONMENT),
            ("Pipfile", ""),
            ("setup.py", ""),
            ("runtime.txt", "python-3.12"),
            ("install.R", ""),
            ("docker/Dockerfile", "FROM scratch\n"),
        ],
    },
    Case { name: "requirements alone", files: &[("requirements.txt", "tabulate\n"), ("apt.txt", "tree\n")] },
];

/// What a builder takes from a directory: the text of the environment file or of requirements.txt, the packages of apt.txt,
/// and whether there are the two scripts.
#[derive(Debug, PartialEq, Eq)]
struct Reads {
    names_the_root: bool,
    apt: Vec<String>,
    post_build: bool,
    start: bool,
}

fn repo2docker(folder: &Utf8Path) -> Outcome {
    let mut command = Command::new("jupyter-repo2docker");
    command.args(["--no-build", "--debug", "--user-id", "1000", "--user-name", "jane", "."]);
    Outcome::of(command.current_dir(folder).output().unwrap())
}

/// What repo2docker's Dockerfile says.
fn reads_of_repo2docker(folder: &Utf8Path) -> Reads {
    let said = repo2docker(folder).exits(0);
    let dockerfile = said.stdout + &said.stderr;
    let between = |start: &str, end: &str| {
        dockerfile
            .split_once(start)
            .and_then(|(_, rest)| rest.split_once(end))
            .map(|(text, _)| text.to_owned())
    };
    let file = between("--file \"", "\"").or_else(|| between("pip install --no-cache-dir -r \"", "\""));
    let text = std::fs::read_to_string(folder.join(file.expect("an environment"))).unwrap();
    let packages = between("apt-get install --yes --no-install-recommends ", " &&").unwrap_or_default();
    Reads {
        names_the_root: text.contains("of-the-root"),
        apt: packages.split_whitespace().map(str::to_owned).collect(),
        post_build: dockerfile.lines().any(|line| line.starts_with("RUN ./") && line.ends_with("postBuild")),
        start: dockerfile.contains("\nENV R2D_ENTRYPOINT="),
    }
}

/// What the files that we generate say.
fn our_reads(project: &Project) -> Reads {
    let output = Project::empty("output");
    project.xtask(&["generate", "--output", output.root.as_str()]).exits(0);
    let dockerfile = output.read("docker/Dockerfile");
    let (_, rest) = dockerfile.split_once("--no-install-recommends ca-certificates curl git passwd").unwrap();
    let packages = rest.lines().next().unwrap().trim_end_matches("; \\");
    let mut apt: Vec<String> = packages.split_whitespace().map(str::to_owned).collect();
    // Every image of ours has git, and it is named once.
    let apt_txt = ["apt.txt", "binder/apt.txt", ".binder/apt.txt"].map(|file| project.root.join(file));
    if apt_txt.iter().any(|file| std::fs::read_to_string(file).is_ok_and(|text| text.contains("git"))) {
        apt.insert(0, "git".to_owned());
    }
    let there = |name: &str| output.root.join("docker").join(name).exists();
    Reads {
        names_the_root: output.read("docker/environment.yml").contains("of-the-root"),
        apt,
        post_build: there("postBuild"),
        start: dockerfile.contains("\nENV R2D_ENTRYPOINT=") && there("start"),
    }
}

fn project(case: &Case) -> Project {
    let project = Project::empty("project");
    for (name, text) in case.files {
        project.write(name, text);
    }
    project
}

#[test]
fn what_repo2docker_reads_of_a_directory_is_what_the_tool_reads() {
    if !have("jupyter-repo2docker") {
        return;
    }
    for case in &CASES {
        let project = project(case);
        assert_eq!(our_reads(&project), reads_of_repo2docker(&project.root), "{}", case.name);
    }
}

#[test]
fn what_repo2docker_refuses_is_refused_as_well() {
    if !have("jupyter-repo2docker") {
        return;
    }
    let cases: [&[(&str, &str)]; 3] = [
        &[("binder/environment.yml", ENVIRONMENT), (".binder/environment.yml", ENVIRONMENT)],
        &[("environment.yml", ENVIRONMENT), ("apt.txt", "Git\n")],
        &[("environment.yml", "- python\n")],
    ];
    for files in cases {
        let project = project(&Case { name: "", files });
        assert_ne!(repo2docker(&project.root).code, 0, "{files:?}");
        project.xtask(&["generate"]).exits(2);
    }
}

#[test]
fn repo2docker_takes_another_file_before_environment_yml_where_the_tool_says_so() {
    if !have("jupyter-repo2docker") {
        return;
    }
    for name in ["Dockerfile", "default.nix"] {
        let project = Project::empty("project");
        project.write("environment.yml", ENVIRONMENT).write(name, "FROM scratch\n[deps]\n");
        let said = repo2docker(&project.root);
        let dockerfile = said.stdout + &said.stderr;
        assert!(!dockerfile.contains("--file \"environment.yml\""), "{name}: {dockerfile}");
        let warning = format!("warning: {name}: Binder makes the environment from this file");
        assert!(project.xtask(&["generate"]).exits(0).stderr.contains(&warning), "{name}");
    }
}

#[test]
fn binder_launches_this_repository_as_it_is() {
    // Each of them would make Binder read something else, or see none of the notebooks.
    for name in [
        "Dockerfile",
        "binder",
        ".binder",
        ".dockerignore",
        ".containerignore",
        "runtime.txt",
        "Project.toml",
    ] {
        assert!(!repository().join(name).exists(), "{name}");
    }
    let read = |name: &str| std::fs::read_to_string(repository().join(name)).unwrap();
    assert!(read("postBuild").starts_with("#!"), "Binder runs the file itself");
    // Binder reads no other form of the pin, and of requirements.txt only what environment.yml names.
    let lines = read("environment.yml");
    let has = |line: &str| lines.lines().any(|found| found.trim() == line);
    assert!(has("- -r requirements.txt"), "{lines}");
    let python = lines.lines().find_map(|line| line.trim().strip_prefix("- python=")).unwrap();
    assert!(
        python
            .split_once('.')
            .is_some_and(|(major, minor)| [major, minor].iter().all(|part| part.parse::<u8>().is_ok()))
    );
    if have("jupyter-repo2docker") {
        let said = repo2docker(&repository()).exits(0);
        let dockerfile = said.stdout + &said.stderr;
        let version = format!("Building conda environment for python={python}\n");
        for text in ["--file \"environment.yml\"", "\nRUN ./postBuild\n", &version] {
            assert!(dockerfile.contains(text), "{text} is not in\n{dockerfile}");
        }
    }
}
