//! One mistake is one error: what is left of a file without it is no mistake.

use super::{Severity, found};

/// An environment with nothing wrong in it.
const CLEAN: &str = "name: x\nchannels:\n  - conda-forge\ndependencies:\n  - python=3.12\n  - jupyterlab=4\n  - pip\n  - pip:\n    - tqdm\nvariables:\n  A: b\n";

/// What is put into the place of what in it; each is one mistake.
const IN_ENVIRONMENT: &[(&str, &str)] = &[
    ("name: x", "name: 3.10"),
    ("name: x", "name: [x]"),
    ("name: x", "name: a: b"),
    ("name: x", "nmae: x"),
    ("name: x", "name: x\nname: y"),
    ("name: x", "name: \"x"),
    ("name: x", "\tname: x"),
    ("name: x", "name: x\n---"),
    ("name: x", "name: !x x"),
    ("name: x", "name: *x"),
    ("name: x", "x"),
    ("name: x", "? [a]\n: b"),
    ("name: x", "<<: {a: b}"),
    ("channels:\n  - conda-forge", "channels:"),
    ("channels:\n  - conda-forge", "channels:  # none\n# none"),
    ("channels:\n  - conda-forge", "channels: conda-forge"),
    ("channels:\n  - conda-forge", "channels: {a: b}"),
    ("channels:\n  - conda-forge", "channels: [conda-forge"),
    ("channels:\n  - conda-forge", "channels: [3]"),
    ("channels:\n  - conda-forge", "chanels:\n  - conda-forge"),
    ("channels:\n  - conda-forge", "channels:\n  -"),
    ("channels:\n  - conda-forge", "channels:\n  - conda-forge, bioconda"),
    ("channels:\n  - conda-forge", "channels:\n  - conda-forge\n - bioconda"),
    ("channels:\n  - conda-forge", "channels:\n\t- conda-forge"),
    ("dependencies:", "dependency:"),
    ("dependencies:", "packages:"),
    ("dependencies:", "dependencies"),
    ("dependencies:", "dependencies: python"),
    ("dependencies:", "dependencies: []\nlist:"),
    ("dependencies:", "dependencies: [a]\ndependencies:"),
    ("  - python=3.12\n", "  - python: 3.12\n"),
    ("  - python=3.12\n", "  - 3.12\n"),
    ("  - python=3.12\n", "  -\n"),
    ("  - python=3.12\n", "  -  \n"),
    ("  - python=3.12\n", "  - [a]\n"),
    ("  - python=3.12\n", "  - python\n    numpy\n"),
    ("  - python=3.12\n", "  -python=3.12\n"),
    ("  - python=3.12\n", "  - sel(linux): gdb\n"),
    ("  - python=3.12\n", "  - sel(linux):\n    - gdb\n"),
    ("  - python=3.12\n", "  - 'python=3.12\n"),
    ("  - python=3.12\n", "  - python<>3.12\n"),
    ("  - python=3.12\n", "  - git+https://h/r\n"),
    ("  - pip:\n    - tqdm", "  - pip: tqdm"),
    ("  - pip:\n    - tqdm", "  - Pip:\n    - tqdm"),
    ("  - pip:\n    - tqdm", "- pip:\n    - tqdm"),
    ("  - pip:\n    - tqdm", "  - pip:\n    - tqdm: 1"),
    ("  - pip:\n    - tqdm", "  - pip:\n    -"),
    ("  - pip:\n    - tqdm", "  - pip:\n    - tqdm=1"),
    ("  - pip:\n    - tqdm", "  - pip:\n    - tqdm\n  - pip:\n    - rich"),
    ("  - pip:\n    - tqdm", "pip:\n    - tqdm"),
    ("variables:\n  A: b", "variables: [A]"),
    ("variables:\n  A: b", "variables:\n  A-B: b"),
    ("variables:\n  A: b", "variables:\n  A:"),
    ("variables:\n  A: b", "variables:\n  A: [b]"),
    ("variables:\n  A: b", "variables:\n  A: b\n  A: c"),
    ("variables:\n  A: b", "variables:\n  PATH: b"),
    ("variables:\n  A: b", "environment:\n  A: b"),
];

/// Whole files, of which each has one mistake.
const ALONE: &[&[(&str, &str)]] = &[
    &[("environment.yml", "")],
    &[("environment.yml", "# later\n")],
    &[("environment.yml", "- python\n- numpy\n")],
    &[("environment.yml", "python\nnumpy\n")],
    &[("environment.yml", "name: x\n")],
    &[("environment.yml", "name: x\nchannels: [conda-forge]\n")],
    &[("environment.yml", "name: x\ndependencies:\n")],
    &[("environment.yml", "name: x\ndependencies: []\nvariables:\n  A: b\n")],
    &[("environment.yml", "dependencies: []\n")],
    &[("environment.yml", "dependencies: [pip: ]\n")],
    &[("environment.yml", "dependencies: [numpy<>1]\n")],
    &[("environment.yml", "dependencies: [\n  numpy<>1\n]\n")],
    &[("environment.yml", "dependencies: [\n  a,\n  numpy<>1]\n")],
    &[("environment.yml", "dependencies:\n- numpy<>1\n")],
    &[("environment.yml", "depends:\n")],
    &[("environment.yml", "dependency: [a]\n")],
    &[("environment.yml", "{name: x}\n")],
    &[("environment.yaml", "")],
    &[("enviroment.yml", CLEAN)],
    &[("environment.yml", CLEAN), ("environment.yaml", CLEAN)],
    &[("environment.yml", CLEAN), ("requirements.txt", "x\n-r none.txt\n")],
    &[("environment.yml", CLEAN), ("requirements.txt", "x y\n")],
    &[("environment.yml", CLEAN), ("requirements.txt", "a==1 \\\n  x\nb\n")],
    &[("environment.yml", CLEAN), ("requirements.txt", "-r a.txt\n"), ("a.txt", "-r requirements.txt\n")],
    &[("environment.yml", CLEAN), ("apt.txt", "tree\nA\n")],
    &[("environment.yml", CLEAN), ("postBuild", "#!/bin/bash -e\n\0\n")],
    &[("requirements.txt", "tqdm\n"), ("runtime.txt", "python-3.x\n")],
    &[("requirements.txt", "tqdm=1\n")],
    &[("requirements.txt", "# platform: win-64\nastroid=2.2.5=py37_0\nautopep8=1.4.4=py_0\n")],
    &[
        ("environment.yml", CLEAN),
        ("requirements.txt", "@EXPLICIT\nhttps://h/a-1-0.conda\nhttps://h/b-1-0.conda\n"),
    ],
    &[("environment.yml", "@EXPLICIT\nhttps://h/a-1-0.conda\nhttps://h/b-1-0.conda\n")],
    &[("environment.yml", "astroid=2.2.5=py37_0\nautopep8=1.4.4=py_0\n")],
    &[("environment.yml", "<!DOCTYPE html>\n<html>\n<body>\n"), ("apt.txt", "tree\n")],
];

fn errors(files: &[(&str, &str)]) -> Vec<String> {
    let errors = found(files).into_iter().filter(|finding| finding.severity == Severity::Error);
    errors.map(|it| format!("{}:{}: {}", it.file, it.line, it.sentence)).collect()
}

#[test]
fn one_mistake_is_one_error() {
    assert_eq!(errors(&[("environment.yml", CLEAN)]), [""; 0]);
    let mut wrong = Vec::new();
    for (old, new) in IN_ENVIRONMENT {
        assert!(CLEAN.contains(old), "{old}");
        let errors = errors(&[("environment.yml", &CLEAN.replacen(old, new, 1))]);
        wrong.extend((errors.len() != 1).then(|| format!("{new:?}: {errors:#?}")));
    }
    for files in ALONE {
        let errors = errors(files);
        wrong.extend((errors.len() != 1).then(|| format!("{files:?}: {errors:#?}")));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn two_mistakes_are_two_errors() {
    for (text, lines) in [
        (CLEAN.replace("name: x", "name: 3.10").replace("- tqdm", "- tqdm=1"), vec![1, 9]),
        (CLEAN.replace("  - conda-forge\n", "").replace("A: b", "A-B: c"), vec![2, 10]),
        (CLEAN.replace("python=3.12", "python: 3.12").replace("- pip\n", "-\n"), vec![5, 7]),
        ("name: 3.10\n".to_owned(), vec![1, 1]),
        ("name: 3.10\ndependencies: []\n".to_owned(), vec![1, 2]),
    ] {
        let found = found(&[("environment.yml", &text)]);
        let errors = found.iter().filter(|finding| finding.severity == Severity::Error);
        assert_eq!(errors.map(|finding| finding.line).collect::<Vec<_>>(), lines, "{text}");
    }
}
