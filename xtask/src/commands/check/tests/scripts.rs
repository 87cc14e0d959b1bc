//! What is said about the commands of postBuild and start: where a rule speaks, and where it is silent.

use super::super::rules::findings;
use super::super::subject::Subject;
use super::super::surroundings::Surroundings;
use super::{Finding, Severity};
use crate::base::overlay::Overlay;
use crate::conda::CondaFiles;
use crate::conda::tests::{folder, root};
use crate::project::lock::conda_digest;

pub(super) const ENVIRONMENT: &str =
    "channels: [conda-forge]\ndependencies: [python=3.12, jupyterlab=4, pip]\n";

/// What a rule finds in a project of this template with these files.
fn found(rule: &str, files: &[(&str, &str)]) -> Vec<Finding> {
    let dir = folder(files);
    let surroundings = Surroundings { has_settings: true, is_default_base: true, ..Surroundings::default() };
    let subject = Subject::read(Overlay::new(root(&dir)), &surroundings).unwrap();
    findings(&subject).into_iter().filter(|finding| finding.rule == rule).collect()
}

/// `E` and `W` with the line of each finding.
pub(super) fn of(rule: &str, environment: &str, script: &str, others: &[&str]) -> String {
    let script = format!("#!/bin/bash -e\n{script}\n");
    let mut files = vec![("environment.yml", environment), ("postBuild", &script)];
    files.extend(others.iter().map(|file| (*file, "")));
    let letter = |finding: &Finding| if finding.severity == Severity::Error { "E" } else { "W" };
    let found = found(rule, &files);
    found.iter().map(|finding| format!("{}{}", letter(finding), finding.line)).collect::<Vec<_>>().join(" ")
}

#[test]
fn a_word_that_names_a_file_of_the_project_is_read_by_the_programs_of_the_table() {
    let files = ["a/b.sh", "a/b.py", "a/r.txt", "a/setup.py", "Makefile"];
    for command in [
        "cd a",
        "pushd a",
        "source a/b.sh",
        ". a/b.sh",
        "bash a/b.sh",
        "sh -x a/b.sh",
        "./a/b.sh",
        "a/b.sh --now",
        "python a/b.py",
        "python3.11 -u a/b.py",
        "Rscript a/b.py",
        "R -f a/b.py",
        "R --no-save --file=a/b.py",
        "R --no-save < a/b.py",
        "cp a/b.py /tmp",
        "mv a/b.py a/b.sh ~/",
        "cat a/b.py",
        "chmod +x a/b.sh",
        "pip install -r a/r.txt",
        "pip install --requirement=a/r.txt",
        "python -m pip install ./a",
        "pip install -e a/",
        "pip install .",
        "conda env update -f a/r.txt",
        "mamba install --file a/r.txt",
        "pip install -e \"./a[all]\"",
        "jupyter lab workspaces import a/r.txt",
        "cp \"$REPO_DIR/a/b.py\" /tmp",
        "cd /tmp; cat ~/app/a/b.py",
        "cd a && python b.py",
        "echo x; python a/setup.py install",
        "pip install x; cd a",
    ] {
        assert_eq!(of("project-in-build", ENVIRONMENT, command, &files), "E2", "{command}");
    }
    for command in [
        "cd a || true",
        "if x; then cd a; fi",
        "convert a/b.py",
        "python -m x; unknown; cat a/b.py; true",
        "x && cd a",
        "wget x && cd a; cat b.py",
        "set +e; cat a/b.py; true",
        "! cat a/b.py",
        "cat a/b.py | sort",
        "bash x; cat a/b.py",
    ] {
        assert_eq!(of("project-in-build", ENVIRONMENT, command, &files), "W2", "{command}");
    }
    for command in [
        "echo a/b.py",
        "if [ -d a ]; then cd a; fi",
        "[[ -f a/b.py && $X ]] && cat a/b.py",
        "test -d a || exit 0; cat a/b.py",
        "mkdir -p a",
        "ls a",
        "rm -rf a",
        "git clone https://x/a; cd a",
        "touch a/b.py; cat a/b.py",
        "python -m a",
        "python -c 'a/b.py'",
        "pip install a",
        "pip install numpy>=1 -t a",
        "cd /tmp; cat a/b.py",
        "cat c.py",
        "conda install a",
        "cat <<X\na/b.py\nX",
        "# cd a",
        "cp /tmp/x a/b.py; cat a/b.py",
        "bash -c 'cd a'",
        "pip install https://x/y.whl git+https://x/a",
        "echo x > a/b.py && cat a/b.py",
        "curl -o a/b.py https://x; cat a/b.py",
        "if [ -f setup.py ]; then pip install -e .; fi",
        "[ -e pyproject.toml ] && pip install .",
    ] {
        assert_eq!(of("project-in-build", ENVIRONMENT, command, &files), "", "{command}");
    }
}

#[test]
fn one_finding_names_the_lines_and_the_setting_that_mends_them_all() {
    let script = "#!/bin/bash -e\ncat a/x\ncat a/y\ncd b\ncat z\n";
    let files =
        [("environment.yml", ENVIRONMENT), ("postBuild", script), ("a/x", ""), ("a/y", ""), ("b/z", "")];
    let found = found("project-in-build", &files);
    let [one] = found.as_slice() else { panic!("{found:?}") };
    assert!(one.sentence.ends_with(", and so do the lines 3, 4 and 5"), "{}", one.sentence);
    assert!(one.fix.ends_with("`build-files = [\"a/x\", \"a/y\", \"b\"]`"), "{}", one.fix);
    let dir = folder(&files);
    let build_files = ["a/x", "a/y", "b"].map(Into::into).to_vec();
    let given = Surroundings { build_files, has_settings: true, ..Surroundings::default() };
    let subject = Subject::read(Overlay::new(root(&dir)), &given).unwrap();
    assert!(findings(&subject).iter().all(|finding| finding.rule != "project-in-build"));
}

#[test]
fn what_binder_alone_has_is_named_and_its_variables_are_right_here() {
    for (command, expected) in [
        ("source activate notebook; x", "E2"),
        (". activate", "E2"),
        ("conda activate notebook", "E2"),
        ("mamba install -n notebook x", "E2"),
        ("conda install --name=kernel x", "E2"),
        ("source activate of-mine", "E2"),
        ("pip install x; source activate notebook", "W2"),
        ("cd \"$(dirname \"$0\")\"", "W2"),
        ("A=$(cd $(dirname ${BASH_SOURCE[0]}); pwd)", "W2"),
        ("cd /srv/conda", "E2"),
        ("/srv/conda/envs/notebook/bin/pip install x", "E2"),
        ("source /srv/conda/bin/activate", "E2"),
        ("cd /home/jovyan", "W2"),
        ("cp x /srv/conda/envs/notebook/y", "W2"),
        ("echo x > /srv/repo/y", "W2"),
        ("export A=$NPM_DIR/bin", "W2"),
        ("source activate x || true", "W2"),
        ("conda create -p /tmp/x; conda activate kernel", ""),
        ("cd $HOME; pip install .", "W2"),
        ("cat ~/binder/x", "W2"),
        ("cat ~/a/b.py", "W2"),
        ("conda create -n notebook x", ""),
        ("conda env update -n notebook -f x", ""),
        ("conda activate x", ""),
        ("conda activate /opt/env", ""),
        ("cp $NB_PYTHON_PREFIX/x $KERNEL_PYTHON_PREFIX", ""),
        ("cd /home/jovyannes", ""),
        ("cd /data/srv/conda", ""),
        ("conda install -n base x", ""),
        ("cat ~/.bashrc", ""),
        ("cp x ~/a/b.py; cat ~/a/b.py", ""),
        ("source $CONDA_DIR/etc/profile.d/conda.sh", ""),
        ("# /srv/conda", ""),
    ] {
        assert_eq!(of("binder-place", ENVIRONMENT, command, &["a/b.py"]), expected, "{command}");
    }
    let conda = ENVIRONMENT.replace("pip]", "pip, conda]");
    assert_eq!(of("binder-place", &conda, "source activate notebook", &[]), "W2");
}

#[test]
fn a_program_is_missing_unless_something_may_bring_it() {
    let missing = |extra: &str, script: &str| {
        of("missing-program", &ENVIRONMENT.replace("pip]", &format!("pip{extra}]")), script, &[])
    };
    for script in
        ["wget x", "unzip x", "npm ci", "make", "Rscript -e 1", "julia x", "git lfs pull", "exec mongod"]
    {
        assert_eq!(missing("", script), "W2", "{script}");
    }
    for script in [
        "wget x || true",
        "if wget x; then :; fi",
        "conda install -y wget; wget x",
        "wget() { curl $1; }; wget x",
        "source ~/.nvm/nvm.sh; npm ci",
        "export PATH=/x:$PATH; make",
        "curl x | bash; npm ci",
        "./wget x",
        "curl x; tar x",
        "command -v wget; wget x",
        "mamba env update -f x.yml; make",
        "curl -o ~/.local/bin/jq x; jq x",
        "echo wget",
    ] {
        assert_eq!(missing("", script), "", "{script}");
    }
    for (package, script) in [
        ("r-dplyr", "Rscript x; make"),
        ("nodejs", "npx x"),
        ("compilers", "gcc x; g++ x; gfortran x"),
        ("wget", "wget x"),
        ("python-graphviz", "dot x"),
        ("r-base", "R -e 1"),
        ("rpy2", "R -e 1"),
    ] {
        assert_eq!(missing(&format!(", {package}"), script), "", "{package}");
    }
}

#[test]
fn an_old_command_fails_for_certain_only_if_nothing_may_have_brought_it() {
    let of = |packages: &str, script: &str| {
        let environment = format!("channels: [conda-forge]\ndependencies: [pip, {packages}]\n");
        of("extension-build", &environment, script, &[])
    };
    let enable = "jupyter nbextension enable x";
    let new = "python=3.12, jupyterlab=4";
    for script in
        [enable, "jupyter serverextension enable x", "jupyter-nbextension install x", "jupyter lab build"]
    {
        assert_eq!(of(new, script), "E2", "{script}");
        assert_eq!(of(new, &format!("set +e\n{script}\ntrue")), "W3", "{script}");
        assert_eq!(of(new, &format!("{script} || true")), "W2", "{script}");
        assert_eq!(of(new, &format!("pip install y\n{script}")), "W3", "{script}");
        assert_eq!(of(&format!("{new}, of-ours"), script), "W2", "{script}");
    }
    assert_eq!(of("python=3.12, jupyterlab=4, nbclassic", enable), "E2");
    assert_eq!(of("python=3.12, jupyterlab=4, nodejs", "jupyter lab build"), "W2");
    for old in [
        "python=3.6, notebook",
        "python<3.8",
        "python=3.11, notebook=6",
        "python=3.11, jupyterlab=3",
        "notebook<7",
    ] {
        assert_eq!(of(old, enable), "", "{old}");
    }
    assert_eq!(of("python=3.7, jupyterlab", "jupyter lab build"), "E2");
    assert_eq!(of("python=3.7, jupyterlab, nodejs", "jupyter lab build"), "");
    for script in [
        "jupyter nbextension list",
        "jupyter server extension enable x",
        "echo jupyter lab build",
        "jupyter lab clean",
    ] {
        assert_eq!(of(new, script), "", "{script}");
    }
}

#[test]
fn a_lock_shows_what_is_not_there() {
    let script = "#!/bin/bash -e\nwget x\njupyter nbextension enable y\n";
    let files = [("environment.yml", ENVIRONMENT), ("postBuild", script)];
    let digest = conda_digest(&CondaFiles::read(root(&folder(&files))).unwrap());
    let severity = |packages: &[&str], digest: &str| {
        let lines = packages.iter().map(|name| {
            let file = format!("{name}-7.0-0.conda");
            let (sha, md5) = ("a".repeat(64), "b".repeat(32));
            format!("# sha256: {sha}  {file}\nhttps://conda.anaconda.org/conda-forge/noarch/{file}#{md5}\n")
        });
        let lock = format!("# made from: {digest}\n@EXPLICIT\n# part: python\n{}", lines.collect::<String>());
        let files = [files[0], files[1], ("lock/conda-linux-64.lock", lock.as_str())];
        let found = found("missing-program", &files);
        found.iter().map(|it| it.severity.word()).collect::<Vec<_>>()
    };
    assert_eq!(severity(&["python"], &digest), ["error"]);
    assert_eq!(severity(&["python", "wget"], &digest), [""; 0]);
    assert_eq!(severity(&["python"], "00000000"), ["warning"]);
}

#[test]
fn a_first_line_with_two_words_behind_the_program_does_not_start_the_script() {
    for (line, is_wrong) in [
        // Each was run by Linux.
        ("#!/usr/bin/env bash -e", true),
        ("#!/usr/bin/env python -u", true),
        ("#!/bin/bash -euo pipefail", true),
        ("#!/bin/bash -e -x", true),
        ("#!/bin/sh -e # as on Binder", true),
        ("#!/bin/bash --norc -e", true),
        ("#!/usr/bin/python3 -u -B", true),
        ("#!/bin/bash -e  ", false),
        ("#!/bin/bash", false),
        ("#! /bin/bash -ex", false),
        ("#!/usr/bin/env  bash", false),
        ("#!/usr/bin/env -S bash -e", false),
        ("#!/usr/bin/env LANG=C bash", false),
        ("#!/usr/bin/env -i", false),
        ("#!/opt/tool a b", false),
    ] {
        let script = format!("{line}\necho\n");
        let found = found("shebang", &[("environment.yml", ENVIRONMENT), ("postBuild", &script)]);
        assert_eq!(found.len(), usize::from(is_wrong), "{line}");
    }
}
