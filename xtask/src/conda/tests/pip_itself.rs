//! What this tool says that pip reads, beside pip itself.

use std::process::Command;

use super::read;
use crate::conda::pip::{ignored_words, unreadable_version};

/// Versions, and whether pip from 24.1 on reads them.
const VERSIONS: [(&str, bool); 74] = [
    ("==latest+cu101", false),
    ("~=1.4.", false),
    ("==1.x", false),
    ("==1.2.x", false),
    ("==1.*", true),
    ("!=1.0.*", true),
    ("==1!1.*", true),
    ("==v1.*", true),
    (">=1.*", false),
    ("<=1.*", false),
    (">1.*", false),
    ("<1.*", false),
    ("~=1.*", false),
    ("~=1.2.*", false),
    ("~=1", false),
    ("~=1.0", true),
    ("~=1!2", false),
    ("~=1!2.3", true),
    ("~=1.2rc1", true),
    ("~=1rc1", false),
    ("~=1.2.dev1", true),
    ("~=1.2+l", false),
    ("==*", false),
    (">=*", false),
    ("==1.2*", false),
    ("==1.*.2", false),
    ("==1.*.*", false),
    ("==1.2rc1.*", false),
    ("==1.2.post1.*", false),
    ("==1.2.dev1.*", false),
    ("==1.2+l.*", false),
    ("==1.2+cu101", true),
    ("==1.2.3+local.1", true),
    ("==1.2+A-B_c", true),
    ("!=1.2+l", true),
    (">=1.0+local", false),
    ("<1+l", false),
    ("==1.2+", false),
    ("==1.2+a..b", false),
    ("==1.2+u1_", false),
    ("==1.2dev3+l", true),
    ("==1.2-1", true),
    ("==1.2-r4", true),
    ("==1.2-rev1", true),
    ("==1.2post1", true),
    ("==1.2.post", true),
    ("==1.2.r1", true),
    ("==1.2rc1", true),
    ("==1.2-rc.1", true),
    ("==1.2.rc_1", true),
    ("==1.2c1", true),
    ("==1.2pre", true),
    ("==1.2preview2", true),
    ("==1.2a1.post2.dev3", true),
    ("==1.2-a-1-post-1-dev-1", true),
    ("==1.0.0-beta", true),
    ("==1.0.0-SNAPSHOT", false),
    ("==2019a", true),
    ("==2004d", false),
    ("==1.2.3ab", false),
    ("==1.2.", false),
    ("==.2", false),
    ("==1..2", false),
    ("==1.2_3", false),
    ("==1.2.-1", false),
    ("==1.2--1", false),
    ("==1-2-3", false),
    ("==1.2-", false),
    ("==V1.2", true),
    ("==01.02", true),
    ("==master", false),
    ("===1.2.", true),
    ("===latest", true),
    (">=1.2rc1,<2,!=1.5.*", true),
];

/// Lines of which pip ignores a part, and what it installs.
const LINES: [(&str, &str); 12] = [
    ("-r a.txt [--no-deps]", "a"),
    ("-r a.txt x", "a"),
    ("-r a.txt --pre", "a"),
    ("--pre -r a.txt", "a"),
    ("-r a.txt -r b.txt", "a"),
    ("-c b.txt -r a.txt", "a"),
    ("-r a.txt -e git+https://h/g#egg=x", "-e git+https://h/g#egg=x"),
    ("-e git+https://h/g#egg=x y", "-e git+https://h/g#egg=x"),
    ("x --pre", "x"),
    ("x -r a.txt", "x"),
    ("--pre x", ""),
    ("--hash=sha256:ab", ""),
];

/// Reads each argument as a line of a requirements file, and prints what is to be installed.
const PROGRAM: &str = r#"
import os, sys, pip
if tuple(int(part) for part in pip.__version__.split(".")[:2]) < (24, 1): sys.exit(3)
from pip._internal.req.req_file import parse_requirements
from pip._internal.req.constructors import install_req_from_parsed_requirement
from pip._internal.network.session import PipSession
os.chdir(sys.argv[1])
session = PipSession()
for name in "ab": open(name + ".txt", "w").write(name + "\n")
for line in sys.argv[2:]:
    open("r.txt", "w").write(line + "\n")
    try:
        found = list(parse_requirements("r.txt", session=session))
        for one in found: install_req_from_parsed_requirement(one)
        print("reads", *["-e " * one.is_editable + one.requirement for one in found])
    except Exception as error:
        print("refuses")
"#;

/// What pip says of each line; `None` without a pip of 24.1 or later.
fn pip(lines: &[String]) -> Option<Vec<String>> {
    let dir = tempfile::tempdir().unwrap();
    for python in ["python3", "python3.13", "python3.14"] {
        #[allow(clippy::disallowed_methods, reason = "the claim is about the real pip")]
        let output = Command::new(python).args(["-c", PROGRAM]).arg(dir.path()).args(lines).output();
        if let Some(output) = output.ok().filter(|output| output.status.success()) {
            return Some(String::from_utf8(output.stdout).unwrap().lines().map(str::to_owned).collect());
        }
    }
    None
}

#[test]
fn a_version_is_read_if_pip_from_24_1_on_reads_it() {
    for (versions, is_read) in VERSIONS {
        assert_eq!(unreadable_version(versions).is_none(), is_read, "{versions}");
    }
    assert_eq!(unreadable_version("(>=1, <2.*)"), Some(("<", "2.*")));
    assert_eq!(unreadable_version("==${V}"), None);
}

#[test]
fn a_line_says_one_thing_and_the_rest_is_ignored() {
    for (line, taken) in LINES {
        let file = ("environment.yml", "dependencies: [pip, pip: [-r list.txt]]\n");
        let files = read(&[file, ("list.txt", line), ("a.txt", "a\n"), ("b.txt", "b\n")]);
        let installed: Vec<_> =
            files.pip.requirements.into_iter().filter(|it| !it.starts_with("--")).collect();
        assert_eq!(installed.join(" "), taken, "{line}");
        assert_ne!(ignored_words(line), "", "{line}");
    }
}

#[test]
fn the_tables_are_what_pip_itself_does() {
    let lines: Vec<String> = VERSIONS.iter().map(|(versions, _)| format!("pkg{versions}")).collect();
    let all: Vec<String> = lines.iter().cloned().chain(LINES.map(|(line, _)| line.to_owned())).collect();
    let Some(said) = pip(&all) else {
        eprintln!("skipped: no pip of 24.1 or later");
        return;
    };
    for ((versions, is_read), said) in VERSIONS.iter().zip(&said) {
        assert_eq!(said.starts_with("reads"), *is_read, "{versions}: {said}");
    }
    for ((line, taken), said) in LINES.iter().zip(&said[VERSIONS.len()..]) {
        assert_eq!(said, format!("reads {taken}").trim_end(), "{line}");
    }
}
