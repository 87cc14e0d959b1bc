//! Claims about the generated files: for each folder of tests/golden, docker/ in it is what the other files make.
//! `UPDATE_EXPECT=1 cargo test golden` writes them anew; review the difference with git.

mod nasty;

use std::fs;
use std::process::Command;

use camino::{Utf8Path, Utf8PathBuf};
use expect_test::expect_file;

use crate::support::{Project, have, repository};

/// The generated files that depend on the input; the others are copies of template/.
const FILES: [&str; 10] = [
    "Dockerfile",
    "environment.yml",
    "requirements.txt",
    "constraints.txt",
    "postBuild",
    "docker-compose.yml",
    "../.devcontainer/devcontainer.json",
    "with-build-files.sh",
    "start",
    "history",
];

/// Each case and what it is there for.
const CASES: [(&str, &str); 12] = [
    ("minimal", "a list of packages and nothing else"),
    ("every-dependency", "environment.yaml, a null name, prefix, variables, each form of a dependency"),
    ("pip", "a pip section with options, URLs, and nested files of requirements and constraints"),
    ("post-build-crlf", "a postBuild from Windows, without a first line that names its interpreter"),
    ("channels", "defaults and nodefaults, and channels by URL, in their order"),
    ("no-jupyterlab", "an environment in which `lab` has nothing to open"),
    ("locked", "a lock, from which the image is built without a solver"),
    ("settings", "apt packages, another base image, mounts"),
    (
        "binder",
        "a folder binder/ with every file that Binder reads there, and others in the root, which count for nothing",
    ),
    ("build-files", "project files for postBuild, and a start script that only sets a variable"),
    ("requirements-alone", "no environment.yml, and a version of Python in runtime.txt"),
    ("reordered", "the case `minimal` with comments, quotes and another order"),
];

fn folder(case: &str) -> Utf8PathBuf {
    repository().join("xtask/tests/golden").join(case)
}

/// docker/ as it is generated from the case, in a folder that is removed when the first value is dropped.
fn generate(case: &Utf8Path, options: &[&str]) -> (Project, Utf8PathBuf) {
    let output = Project::empty("output");
    let mut command = output.command(&["generate", "--quiet", "--output", output.root.as_str()]);
    // The last `--project` would be an error, so this one is spelt out.
    let env: Vec<_> = command.get_envs().filter_map(|(k, v)| Some((k.to_owned(), v?.to_owned()))).collect();
    command = Command::new(env!("CARGO_BIN_EXE_xtask"));
    command.args(["--project", case.as_str(), "generate", "--quiet", "--output", output.root.as_str()]);
    let outcome = command.args(options).env_clear().envs(env).output().unwrap();
    assert!(outcome.status.success(), "{case}: {}", String::from_utf8_lossy(&outcome.stderr));
    let docker = output.root.join("docker");
    (output, docker)
}

fn read(path: &Utf8Path) -> String {
    fs::read_to_string(path).unwrap_or_default()
}

#[test]
fn each_case_is_generated_as_it_was_reviewed() {
    for (case, _) in CASES {
        let (_output, docker) = generate(&folder(case), &[]);
        for name in FILES {
            let golden = folder(case).join("docker").join(name);
            if std::env::var_os("UPDATE_EXPECT").is_some() {
                fs::create_dir_all(golden.parent().unwrap()).unwrap(); // of a new case
            }
            if docker.join(name).exists() {
                expect_file![golden.as_str()].assert_eq(&read(&docker.join(name)));
            } else {
                assert!(!golden.exists(), "{golden} is no longer generated");
            }
        }
    }
}

#[test]
fn the_image_for_deployment_of_a_case_is_generated_as_it_was_reviewed() {
    // With packages of the operating system, pip, postBuild and start; and with a lock.
    for case in ["binder", "locked"] {
        let (_output, docker) = generate(&folder(case), &["--slim"]);
        let golden = folder(case).join("slim/Dockerfile");
        if std::env::var_os("UPDATE_EXPECT").is_some() {
            fs::create_dir_all(golden.parent().unwrap()).unwrap(); // of a new case
        }
        expect_file![golden.as_str()].assert_eq(&read(&docker.join("Dockerfile")));
    }
}

#[test]
fn the_stages_below_the_image_for_deployment_are_word_for_word_those_of_the_full_one() {
    for (case, _) in CASES {
        let (_one, full) = generate(&folder(case), &[]);
        let (_other, slim) = generate(&folder(case), &["--slim"]);
        let [full, slim] = [full, slim].map(|docker| read(&docker.join("Dockerfile")));
        let (stages, image) = slim.split_once("\n# The image for deployment: ").unwrap();
        assert!(full.starts_with(stages), "{case}");
        assert!(image.contains("\nFROM ${BASE_IMAGE}\n") && image.matches("\nFROM ").count() == 1, "{case}");
        assert!(!image.contains("/opt/conda"), "{case}");
    }
}

#[test]
fn every_folder_with_a_case_is_tested() {
    let entries = folder("").read_dir_utf8().unwrap().map(|entry| entry.unwrap());
    let folders = entries.filter(|entry| entry.path().is_dir()).map(|entry| entry.file_name().to_owned());
    let mut folders: Vec<_> = folders.collect();
    let mut cases: Vec<_> = CASES.iter().map(|(case, _)| (*case).to_owned()).collect();
    folders.sort();
    cases.sort();
    assert_eq!(folders, cases);
}

#[test]
fn comments_quotes_and_another_order_change_no_byte() {
    let (_one, minimal) = generate(&folder("minimal"), &[]);
    let (_other, reordered) = generate(&folder("reordered"), &[]);
    for entry in minimal.read_dir_utf8().unwrap().map(|entry| entry.unwrap()) {
        let name = entry.file_name();
        assert_eq!(read(&minimal.join(name)), read(&reordered.join(name)), "{name}");
    }
    assert_eq!(minimal.read_dir_utf8().unwrap().count(), reordered.read_dir_utf8().unwrap().count());
}

/// The instructions, without what only BuildKit or only the legacy builder has, and without comments and line breaks.
fn instructions(dockerfile: &str) -> String {
    // What BuildKit mounts for postBuild, the legacy builder copies; and without a cache nothing is downloaded ahead.
    let own = [
        "ARG BUILD_ENV",
        "COPY --from=files /steps/postBuild/ /",
        "COPY --from=files /steps/project/ /opt/docker/project/",
        "COPY --from=files /steps/packages/ /",
    ];
    let ahead = "; \\\n    /opt/conda/bin/python /opt/docker/download.py /steps/*/opt/docker/*.lock";
    let dockerfile = dockerfile.replace("/dev/postBuild/", "/opt/docker/").replace(ahead, "");
    let lines = dockerfile.lines().filter(|line| !line.starts_with('#') && !own.contains(line));
    let words = lines.flat_map(str::split_whitespace).filter(|word| *word != "\\");
    words.filter(|word| !word.starts_with("--mount=")).collect::<Vec<_>>().join(" ")
}

#[test]
fn the_legacy_builder_gets_the_same_instructions_without_mounts() {
    for (case, _) in CASES {
        let (_one, buildkit) = generate(&folder(case), &[]);
        let (_other, legacy) = generate(&folder(case), &["--no-buildkit"]);
        for name in FILES.iter().filter(|name| **name != "Dockerfile") {
            assert_eq!(read(&buildkit.join(name)), read(&legacy.join(name)), "{case}/{name}");
        }
        let [buildkit, legacy] = [buildkit, legacy].map(|docker| read(&docker.join("Dockerfile")));
        assert!(buildkit.contains("--mount=") && !buildkit.contains("\nARG BUILD_ENV\n"), "{case}");
        assert!(!legacy.contains("--mount=") && legacy.contains("\nARG BUILD_ENV\n"), "{case}");
        assert_eq!(instructions(&buildkit), instructions(&legacy), "{case}");
    }
}

#[test]
fn what_engine_20_10_does_not_know_is_in_no_dockerfile() {
    for (case, _) in CASES {
        for option in [&[][..], &["--no-buildkit"], &["--slim"]] {
            let (_output, docker) = generate(&folder(case), option);
            let dockerfile = read(&docker.join("Dockerfile"));
            for word in ["# syntax=", "<<EOF", "--link", "--chmod=u", "--parents", "ADD "] {
                assert!(!dockerfile.contains(word), "{case} has {word}");
            }
        }
    }
}

#[test]
fn hadolint_has_nothing_to_say_about_any_dockerfile() {
    if !have("hadolint") {
        return;
    }
    let mut outputs = Vec::new();
    let mut hadolint = Command::new("hadolint");
    for (case, _) in CASES {
        for options in [&[][..], &["--no-buildkit"], &["--slim"]] {
            let (output, docker) = generate(&folder(case), options);
            hadolint.arg(docker.join("Dockerfile"));
            outputs.push(output);
        }
    }
    let output = hadolint.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
}

#[test]
fn shellcheck_has_nothing_to_say_about_any_shell_file() {
    if !have("shellcheck") {
        return;
    }
    let (_output, docker) = generate(&folder("build-files"), &[]);
    let scripts = ["postBuild", "start"].map(|name| docker.join(name));
    let mut files = vec![repository().join("postBuild")];
    files.extend(scripts);
    for folder in [docker, repository().join("docker"), repository().join("template")] {
        let entries = folder.read_dir_utf8().unwrap().map(|entry| entry.unwrap().into_path());
        files.extend(entries.filter(|path| path.extension() == Some("sh")));
    }
    assert!(files.len() > 10, "{files:?}");
    let output = Command::new("shellcheck").args(files).current_dir(repository()).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
}
