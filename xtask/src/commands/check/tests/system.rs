//! Claims about what the operating system has to have, and who has a version.

use super::{Severity, Subject, Surroundings, findings};
use crate::base::overlay::Overlay;
use crate::commands::check::Finding;
use crate::conda::tests::{folder, root};

const BEGINNING: &str = "channels: [conda-forge]\ndependencies:\n- python=3.12\n- jupyterlab\n- pip\n";

fn found_in(files: &[(&str, &str)], surroundings: &Surroundings) -> Vec<Finding> {
    let dir = folder(files);
    findings(&Subject::read(Overlay::new(root(&dir)), surroundings).unwrap())
}

/// What is found with this apt.txt and these lines of the environment.
fn found(apt: &str, lines: &str) -> Vec<(&'static str, Severity)> {
    let environment = format!("{BEGINNING}{lines}");
    let surroundings = Surroundings { is_default_base: true, ..Surroundings::default() };
    let found = found_in(&[("environment.yml", &environment), ("apt.txt", apt)], &surroundings);
    found.iter().map(|it| (it.rule, it.severity)).collect()
}

#[test]
fn a_gone_package_is_an_error_where_the_system_is_known_and_what_apt_takes_is_silent() {
    let gone = |severity| ("gone-system-package", severity);
    for name in ["libgl1-mesa-glx", "tree libssl1.1", "libasound2:amd64", "openjdk-9-jdk=9*", "python-dev"] {
        assert_eq!(found(name, ""), [gone(Severity::Error)], "{name}");
        let elsewhere =
            found_in(&[("environment.yml", BEGINNING), ("apt.txt", name)], &Surroundings::default());
        assert_eq!(
            elsewhere.iter().map(|it| (it.rule, it.severity)).collect::<Vec<_>>(),
            [gone(Severity::Warning)]
        );
        assert!(elsewhere[0].edits.is_empty());
    }
    // A single other package provides it, it is there still, or apt takes the name for a pattern.
    for name in
        ["libglib2.0-0", "libgtk-3-0", "libgl1-mesa-dri", "openjdk-8-jdk", "python3.8", "libtiff5-dev", "g++"]
    {
        assert_eq!(found(name, ""), [], "{name}");
    }
}

#[test]
fn what_pip_s_package_needs_is_told_unless_something_listed_brings_it() {
    let needs = [("needs-system-package", Severity::Warning)];
    for name in [
        "opencv-python",
        "OpenCV_Contrib-Python[x]>=4",
        "weasyprint",
        "pytesseract",
        "psycopg2",
        "kaleido",
        "selenium",
        "PySpark",
        "PyQt5",
        "PyQt6==6.7",
        "pygraphviz",
    ] {
        assert_eq!(found("tree", &format!("- pip:\n  - {name}\n")), needs, "{name}");
    }
    for (apt, lines) in [
        ("libgl1 libglib2.0-0", "- pip:\n  - opencv-python\n"),
        ("ffmpeg libsm6 libxext6", "- pip:\n  - opencv-python\n"),
        ("tree", "- matplotlib\n- pip:\n  - opencv-python\n"),
        ("tree", "- pip:\n  - opencv-python-headless\n"),
        ("tree", "- pip:\n  - opencv-python; sys_platform == 'win32'\n"),
        ("tree", "- tesseract\n- pip:\n  - pytesseract\n"),
        ("tree", "- pip:\n  - psycopg2-binary\n"),
        ("build-essential libpq-dev", "- pip:\n  - psycopg2\n"),
        ("openjdk-17-jre-headless", "- pip:\n  - pyspark\n"),
        ("tree", "- pip:\n  - kaleido==0.2.1\n"),
        ("libgl1 libglib2.0-0", "- pip:\n  - PyQt5\n"),
        ("libgl1 libegl1 libfontconfig1 libxkbcommon-x11-0 dbus libglib2.0-0", "- pip:\n  - PyQt6\n"),
        ("graphviz", "- pip:\n  - pygraphviz\n"),
        ("tree", "- graphviz\n- pip:\n  - pygraphviz\n"),
    ] {
        assert_eq!(found(apt, lines), [], "{apt}\n{lines}");
    }
    let files = [("environment.yml", format!("{BEGINNING}- pip:\n  - pyzbar\n"))];
    let files = files.each_ref().map(|(name, text)| (*name, text.as_str()));
    let apt = vec!["libzbar0".to_owned()];
    let surroundings = Surroundings { apt, is_default_base: true, ..Surroundings::default() };
    assert_eq!(found_in(&files, &surroundings), []);
    // Another base image may have it.
    assert_eq!(found_in(&files, &Surroundings::default()), []);
}

#[test]
fn a_local_version_is_an_error_where_no_other_index_can_have_it() {
    let local = |severity| ("local-version", severity);
    let pip = |line: &str| format!("- pip:\n  - {line}\n");
    assert_eq!(found("", &pip("torch==2.1.0+cu121")), [local(Severity::Error)]);
    assert_eq!(found("", &pip("torch==2.1.0+cu121; python_version > '3.8'")), [local(Severity::Warning)]);
    for line in [
        "torch==2.1.0",
        "torch==2.1.0+cu121\n  - --extra-index-url https://a.example/whl/cu121",
        "-f https://a.example/x.html\n  - torch==2.1.0+cu121",
        "--find-links=https://a.example/x.html\n  - torch==2.1.0+cu121",
        "torch @ https://a.example/torch-2.1.0+cu121-cp312-cp312-linux_x86_64.whl",
    ] {
        assert_eq!(found("", &pip(line)), [], "{line}");
    }
    assert_eq!(
        found("", &format!("{}variables:\n  PIP_FIND_LINKS: https://a.example/\n", pip("torch==2.1.0+cpu"))),
        []
    );
    let environment = format!("{BEGINNING}{}", pip("torch==2.1.0+cu121"));
    let surroundings = Surroundings { has_own_index: true, ..Surroundings::default() };
    let found = found_in(&[("environment.yml", &environment)], &surroundings);
    assert_eq!(found.iter().map(|it| (it.rule, it.severity)).collect::<Vec<_>>(), [local(Severity::Warning)]);
}

#[test]
fn the_remedy_for_a_secret_variable_is_one_that_a_lab_has_too() {
    let environment = format!("{BEGINNING}variables:\n  API_KEY: abcdefgh\n");
    for (has_settings, part) in [(true, "`env-file`"), (false, "`cargo xtask lab --env API_KEY`")] {
        let surroundings = Surroundings { has_settings, ..Surroundings::default() };
        let found = found_in(&[("environment.yml", &environment)], &surroundings);
        assert!(found.len() == 1 && found[0].fix.contains(part), "{found:?}");
    }
}

#[test]
fn a_secret_of_a_line_is_told_once_and_its_value_never() {
    let token = format!("ghp_{}", "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8");
    let script = format!(
        "#!/bin/bash -e\ngit clone https://{token}@git.example/x\nexport TOKEN={token}\nlogin --password swordfish\n"
    );
    let found = found_in(&[("environment.yml", BEGINNING), ("postBuild", &script)], &Surroundings::default());
    let expected = [(2, Severity::Error), (3, Severity::Error), (4, Severity::Warning)];
    assert_eq!(found.iter().map(|it| (it.line, it.severity)).collect::<Vec<_>>(), expected);
    assert!(found.iter().all(|it| it.rule == "secret"));
    let said = format!("{found:?}");
    assert!(!said.contains("a1B2") && !said.contains("swordfish"), "{said}");
}
