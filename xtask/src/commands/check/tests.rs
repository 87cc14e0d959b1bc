//! Claims about single rules, and that no file makes any of them panic.

mod binder;
mod files;
mod fuzz;
mod one_mistake;
mod packages;
mod remedies;
mod root;
mod scripts;
mod system;

use super::rules::{RULES, findings};
use super::subject::Subject;
use super::surroundings::Surroundings;
use super::{Finding, Severity};
use crate::base::overlay::Overlay;
use crate::conda::tests::{folder, root};

/// What is found in a project with these files.
fn found(files: &[(&str, &str)]) -> Vec<Finding> {
    found_with(files, &[])
}

/// The same with these files in the setting `build-files`.
fn found_with(files: &[(&str, &str)], build_files: &[&str]) -> Vec<Finding> {
    let dir = folder(files);
    let build_files: Vec<_> = build_files.iter().map(|&file| file.into()).collect();
    let project = Overlay::new(root(&dir));
    let surroundings = Surroundings { build_files, is_default_base: true, ..Surroundings::default() };
    findings(&Subject::read(project, &surroundings).unwrap())
}

/// The rules that find something in an environment with these lines besides a clean beginning.
fn rules(dependencies: &str) -> Vec<&'static str> {
    let text =
        format!("channels: [conda-forge]\ndependencies:\n- python=3.12\n- jupyterlab\n{dependencies}\n");
    found(&[("environment.yml", &text)]).iter().map(|finding| finding.rule).collect()
}

#[test]
fn the_names_of_rules_are_one_each_and_in_kebab_case() {
    for (index, rule) in RULES.iter().enumerate() {
        assert!(rule.name.chars().all(|it| it.is_ascii_lowercase() || it == '-'), "{}", rule.name);
        assert!(RULES[..index].iter().all(|other| other.name != rule.name), "{}", rule.name);
        assert!(!rule.what.is_empty() && !rule.severities.is_empty(), "{}", rule.name);
        let is_error = rule.severities.contains(&Severity::Error);
        assert_eq!(is_error, !rule.certain.is_empty(), "{}: an error has a reason", rule.name);
    }
}

#[test]
fn a_kind_of_build_is_no_build() {
    for spec in
        ["blas=*=openblas", "h5py=*=mpi_openmpi_*", "mkl", "pkg=1.0=*_0", "numpy=1.26.*", "zlib[build=h1_0]"]
    {
        assert_eq!(rules(&format!("- {spec}")), [""; 0], "{spec}");
    }
    for spec in ["numpy=1.26.4=py312h8753938_0", "vc9=9.0=4", "_openmp_mutex=4.5=2_gnu", "numpy 1.26.4 py_0"]
    {
        assert_eq!(rules(&format!("- {spec}")), ["build-string"], "{spec}");
    }
}

#[test]
fn the_version_of_cuda_may_be_said_in_any_of_its_ways() {
    for specs in [
        "- pytorch-gpu\n- cuda-version=12.4",
        "- cudatoolkit>=11",
        "- pytorch=*=*cuda118*",
        "- pytorch-cuda=12.1",
    ] {
        assert_eq!(rules(specs), [""; 0], "{specs}");
    }
    for specs in ["- tensorflow-gpu", "- cudatoolkit", "- pytorch=2.1=*gpu*", "- cudnn=8"] {
        assert_eq!(rules(specs), ["no-cuda-version"], "{specs}");
    }
}

#[test]
fn binder_reads_the_first_pin_that_begins_with_python_and_an_equals_sign() {
    let rules = |line: &str| {
        let text = format!("channels: [conda-forge]\ndependencies:\n- jupyterlab\n{line}\n");
        let found = found(&[("environment.yml", &text)]);
        found.iter().map(|finding| finding.sentence.clone()).collect::<Vec<_>>()
    };
    for line in ["- python=3.12", "- python ==3.12.4", "- python = 3.12", "- python=3.12.*", "- python=3.10"]
    {
        assert_eq!(rules(line), [""; 0], "{line}");
    }
    let sentence =
        "`conda-forge::python=3.12` is Python 3.12 here, and 3.10 on Binder, which reads no other form";
    assert_eq!(rules("- conda-forge::python=3.12"), [sentence]);
    for line in ["- python", "- python>=3.12", "- python=3", "- python~=3.12", "- python=3.11|3.12"] {
        assert_eq!(rules(line).len(), 1, "{line}");
    }
}

#[test]
fn two_requirements_are_an_error_only_if_no_version_is_both() {
    let severity = |conda: &str, pip: &str| {
        let text = format!(
            "channels: [conda-forge]\ndependencies:\n- python=3.12\n- jupyterlab\n- pip\n- {conda}\n- pip:\n  - {pip}\n"
        );
        found(&[("environment.yml", &text)]).iter().map(|it| (it.rule, it.severity)).collect::<Vec<_>>()
    };
    let (both, twice) = (("conda-and-pip", Severity::Warning), ("listed-twice", Severity::Warning));
    assert_eq!(severity("numpy=1.26", "numpy==1.26.4"), [both]);
    assert_eq!(severity("numpy>=1.2", "NumPy"), [both]);
    assert_eq!(severity("ipython_genutils=0.2.0", "ipython-genutils==0.2.0"), []);
    assert_eq!(severity("graphviz", "graphviz"), []);
    // pip replaces what Conda installed: that works, and is not what the Conda part says.
    assert_eq!(severity("ruamel.yaml=0.17", "ruamel_yaml==0.18"), [both]);
    assert_eq!(severity("numpy=1.2\n- numpy=1.3", "x"), [("listed-twice", Severity::Error)]);
    assert_eq!(severity("numpy=1.2\n- numpy=1.2.3", "x"), [twice]);
    assert_eq!(
        severity("x", "--extra-index-url https://a.example\n  - torch==2.1+cpu\n  - torch==2.1"),
        [twice]
    );
    assert_eq!(severity("y", "x==2.1\n  - x==2.2"), [("listed-twice", Severity::Error)]);
    assert_eq!(severity("y", "x==2.1; os_name == 'nt'\n  - x==2.2; os_name != 'nt'"), []);
}

#[test]
fn a_script_stops_at_a_failure_in_any_of_the_ways_to_say_so() {
    let rules = |script: &str| {
        let environment = "channels: [conda-forge]\ndependencies: [python=3.12, jupyterlab]\n";
        let found = found(&[("environment.yml", environment), ("postBuild", script)]);
        found.iter().map(|finding| finding.rule).collect::<Vec<_>>()
    };
    for script in [
        "#!/bin/sh -e\na\nb\n",
        "#!/usr/bin/env -S bash -eu\na\nb\n",
        "#!/bin/bash\nset -euxo pipefail\na\nb\n",
        "#!/bin/bash\n# c\nset -o errexit\na\nb\n",
        "#!/bin/bash\na && b\n",
        "#!/bin/bash\na \\\n  b \\\n  c\n",
        "#!/usr/bin/env python\na\nb\n",
        "#!/opt/env/bin/Rscript\na\nb\n",
        "\n",
    ] {
        assert_eq!(rules(script), [""; 0], "{script}");
    }
    for script in
        ["#!/bin/bash\na\nb\n", "#!/bin/bash --login\nset -x\nb\n", "#!/usr/bin/env bash\na --set -e\nb\n"]
    {
        assert_eq!(rules(script), ["no-errexit"], "{script}");
    }
}

#[test]
fn only_a_command_that_is_run_in_any_case_needs_root() {
    let needs = |command: &str| {
        let environment = "channels: [conda-forge]\ndependencies: [python=3.12, jupyterlab]\n";
        let script = format!("#!/bin/bash -e\n{command}\n");
        let found = found(&[("environment.yml", environment), ("postBuild", &script)]);
        found.iter().any(|finding| finding.rule == "needs-root")
    };
    for command in ["sudo make install", "cd x && apt-get -y install y", "DEBIAN_FRONTEND=x apt install y"] {
        assert!(needs(command), "{command}");
    }
    for command in
        ["echo sudo", "sudo x || true", "if true; then sudo x; fi", "# sudo x", "apt list", "my-sudo"]
    {
        assert!(!needs(command), "{command}");
    }
}

#[test]
fn every_mistake_is_told_with_its_line_and_what_is_right_is_looked_at_all_the_same() {
    let text = "channels: [conda-forge]\ndependencies:\n- python=3.12\n- jupyterlab\n- pip\n- -e .\n- numpy<>1\n- appnope\n\
        - pip:\n  - -r requirements.txt\n";
    let found =
        found(&[("environment.yml", text), ("requirements.txt", "./x\na==1 \\\n  --hash=x\n-e .\nb==\n")]);
    let places: Vec<_> = found.iter().map(|it| (it.file.as_str(), it.line, it.rule)).collect();
    let expected = [
        ("environment.yml", 6, "unreadable"),
        ("environment.yml", 7, "unreadable"),
        ("environment.yml", 8, "other-system"),
        ("requirements.txt", 1, "local-path"),
        ("requirements.txt", 4, "local-path"),
        ("requirements.txt", 5, "unreadable"),
    ];
    assert_eq!(places, expected);
}

#[test]
fn only_a_mistake_in_the_channels_keeps_quiet_that_there_are_none() {
    for item in ["channelkit<>1", "::numpy", "a:b", "channels<>1"] {
        let text = format!("dependencies:\n- python=3.12\n- jupyterlab\n- '{item}'\n");
        let rules: Vec<_> = found(&[("environment.yml", &text)]).iter().map(|it| it.rule).collect();
        assert_eq!(rules, ["no-channels", "unreadable"], "{item}");
    }
    for channels in
        ["channels: 3", "channels: [3]", "channels:\n- ''", "chanels: [x]", "channels:\nchannels: [x]"]
    {
        let text = format!("{channels}\ndependencies:\n- python=3.12\n- jupyterlab\n");
        let rules: Vec<_> = found(&[("environment.yml", &text)]).iter().map(|it| it.rule).collect();
        assert_eq!(rules, ["unreadable"], "{channels}");
    }
}

#[test]
fn a_local_path_is_one_by_what_the_reader_found_and_not_by_a_word_in_the_line() {
    let rule = |line: &str| {
        let text = "channels: [conda-forge]\ndependencies:\n- python=3.12\n- jupyterlab\n- pip\n- pip:\n  - -r requirements.txt\n";
        let found = found(&[("environment.yml", text), ("requirements.txt", &format!("{line}\n"))]);
        found.iter().map(|it| (it.rule, it.sentence.clone())).collect::<Vec<_>>()
    };
    let not_read = |sentence: &str| vec![("unreadable", sentence.to_owned())];
    assert_eq!(rule("x is a path"), not_read("pip cannot read `x is a path`"));
    assert_eq!(
        rule("x==1; leaves the project"),
        not_read("`leaves` means nothing in the condition of `x==1; leaves the project`")
    );
    for line in ["./x", "-e .", "x @ file:///y", "-r ../x.txt", "-r /x.txt", "-r C:/x.txt"] {
        assert_eq!(rule(line)[0].0, "local-path", "{line}");
    }
    for line in ["-r file:x.txt", "-c file:///x.txt", "--requirement=file:x.txt", "-r 'file:x.txt'"] {
        assert_eq!(rule(line)[0].0, "file-url", "{line}");
    }
}
