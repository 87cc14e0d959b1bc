//! Files for Binder: the folder that they lie in, `start`, requirements.txt alone, and what is not read.

use super::{PLAIN, assert_table, error, folder, read, root, warnings};
use crate::conda::CondaFiles;

/// Names and texts.
type Files<'a> = &'a [(&'a str, &'a str)];

const RUNS: &str = "#!/bin/bash\nexport A=1\nexec \"$@\"\n";

#[test]
fn a_folder_binder_takes_the_place_of_the_root_and_both_folders_are_refused() {
    for folder in ["binder", ".binder"] {
        let [yml, requirements, post_build, start] =
            ["environment.yml", "requirements.txt", "postBuild", "start"]
                .map(|name| format!("{folder}/{name}"));
        let files = read(&[
            (&yml, "dependencies: [a, pip, {pip: ['-r requirements.txt', '-r ../more.txt']}]\n"),
            (&requirements, "b\n"),
            (&post_build, "#!/bin/sh\nc\n"),
            (&start, RUNS),
            ("environment.yml", "dependencies: [of-the-root]\n"),
            ("requirements.txt", "of-the-root\n"),
            ("more.txt", "d\n"),
        ]);
        assert_eq!(files.environment.file, yml);
        assert_eq!(files.environment.dependencies, ["a", "pip"]);
        assert_eq!(files.pip.requirements, ["b", "d"]);
        assert_eq!(files.post_build.as_deref(), Some("#!/bin/sh\nc\n"));
        assert_eq!(files.start.as_deref(), Some(RUNS));
        let warning = format!(
            "{folder}: the Conda files are those of this folder alone, as on Binder, so environment.yml and requirements.txt \
             in the root are not read; move them there, or delete them"
        );
        assert_eq!(warnings(&files), [warning]);
    }
    assert_eq!(
        error(&[("binder/environment.yml", PLAIN.1), (".binder/x", "")]),
        ".binder: the folder binder is there as well, and only one of them can have the Conda files; move all into one"
    );
    assert_eq!(
        error(&[PLAIN, ("binder/notes", "")]),
        "binder/environment.yml: the file does not exist, and because of the folder binder those in the root are not read, \
         as on Binder; move it there"
    );
    assert_eq!(
        error(&[("binder/environment.yml", "dependencies: [a, {pip: [-r none.txt]}]\n")]),
        "binder/environment.yml:1:26: binder/none.txt does not exist; create it or remove this line"
    );
}

#[test]
fn a_file_of_the_root_that_one_in_binder_includes_is_read() {
    let files = read(&[
        ("binder/environment.yml", PLAIN.1),
        ("binder/requirements.txt", "-r ../requirements.txt\n"),
        ("requirements.txt", "x\n"),
    ]);
    assert_eq!((files.pip.requirements.join(" "), warnings(&files)), ("x".to_owned(), vec![]));
}

#[test]
fn a_file_of_the_name_binder_is_no_folder() {
    assert_eq!(read(&[PLAIN, ("binder", "")]).environment.file, "environment.yml");
}

#[test]
fn a_start_script_that_does_not_run_its_command_is_made_to() {
    let start = |text: &str| {
        let files = read(&[PLAIN, ("start", text)]);
        let said = warnings(&files).join("\n");
        (files.start.unwrap_or_default(), said)
    };
    let runs = [
        RUNS,
        "#!/bin/sh\nif true; then exec nice \"$@\"; fi\necho never\n",
        "#!/bin/sh\ntrue && exec \"${@}\"\n",
        "#!/bin/bash\n\"$@\"\n# the end\n",
        "#!/usr/bin/env python3\nimport os, sys\nos.execvp(sys.argv[1], sys.argv[1:])\n",
    ];
    for text in runs {
        assert_eq!(start(text), (text.to_owned(), String::new()));
    }
    let advice = "the script does not run the command that it is given, so `exec \"$@\"` is added at its end; write it there, \
                  because Binder does not";
    for text in [
        "#!/bin/bash\nexport A=1\n",
        "#!/usr/bin/env bash\n# exec \"$@\"\nexport A=1\n",
        "#!/bin/sh\nf() { echo \"$@\"; }\nf\n",
    ] {
        let line = text.lines().count();
        assert_eq!(start(text), (format!("{text}exec \"$@\"\n"), format!("start:{line}:1: {advice}")));
    }
    let (script, said) = start("export A=1\r\n");
    assert_eq!(script, "#!/bin/bash -e\nexport A=1\nexec \"$@\"\n");
    assert_eq!(said, format!("start:1:1: {advice}"));
    assert_eq!(start(" \n"), (String::new(), String::new()));
}

#[test]
fn requirements_alone_get_python_and_jupyterlab() {
    let alone = |files: &[(&str, &str)]| {
        let files = read(files);
        (files.environment.dependencies.join(" "), warnings(&files).join("\n"))
    };
    let said = |specs: &str| {
        format!(
            "requirements.txt: there is no environment.yml beside it, so Conda installs {specs}; write that file if you want \
             others"
        )
    };
    let (differs, four) = (", and Binder takes Python 3.10", "jupyterlab=4 and python=3.11");
    let differs = &format!("{four}{differs}");
    let x = ("requirements.txt", "x\n");
    let project = |requires: &str| format!("[project]\nname = 'x'\nrequires-python = '{requires}'\n");
    let (new, old) = (project(">=3.12"), project("<3.11"));
    let table: [(Files<'_>, &str, &str); 11] = [
        (&[x], "jupyterlab=4 pip python=3.11", differs),
        (&[x, ("runtime.txt", "")], "jupyterlab=4 pip python=3.11", four),
        (&[x, ("runtime.txt", "python-3")], "jupyterlab=4 pip python=3.11", differs),
        (&[x, ("runtime.txt", "python-3.11-2025-06-22")], "jupyterlab=4 pip python=3.11", four),
        (
            &[x, ("runtime.txt", "python-3.12.4")],
            "jupyterlab=4 pip python=3.12.4",
            "jupyterlab=4 and python=3.12.4",
        ),
        // JupyterLab 4 needs Python 3.8.
        (&[x, ("runtime.txt", "python-3.7")], "jupyterlab pip python=3.7", "jupyterlab and python=3.7"),
        (&[x, ("runtime.txt", "python-2")], "jupyterlab pip python=2.7", "jupyterlab and python=2.7"),
        (&[x, ("pyproject.toml", &new)], "jupyterlab=4 pip python=3.14", "jupyterlab=4 and python=3.14"),
        (&[x, ("pyproject.toml", &old)], "jupyterlab=4 pip python=3.10", "jupyterlab=4 and python=3.10"),
        (
            &[x, ("runtime.txt", "python-3.12\n")],
            "jupyterlab=4 pip python=3.12",
            "jupyterlab=4 and python=3.12",
        ),
        (
            &[("requirements.txt", "JupyterLab>=4\n")],
            "pip python=3.11",
            "python=3.11, and Binder takes Python 3.10",
        ),
    ];
    for (files, specs, listed) in table {
        assert_eq!(alone(files), (specs.to_owned(), said(listed)), "{files:?}");
    }
    assert_eq!(
        error(&[x, ("runtime.txt", "python-3.12; rm\n")]),
        "runtime.txt:1:1: `3.12; rm` is not a version of Python; write such as `python-3.11`"
    );
    for text in ["abc", "python 3.12", "python-", "python-3.11-2025-13-01"] {
        assert_eq!(
            error(&[x, ("runtime.txt", text)]),
            format!(
                "runtime.txt:1:1: `{text}` names no version in a form that Binder reads; write such as `python-3.11`"
            )
        );
    }
    assert_eq!(
        warnings(&read(&[x, ("runtime.txt", "r-4.3\n")]))[0],
        "runtime.txt: without the day of a snapshot, as in `r-4.2-2024-01-02`, Binder does not install R by it, and it is \
         not read here; name R's packages in environment.yml, such as `r-ggplot2`"
    );
    assert_eq!(
        error(&[x, ("enviroment.yml", "dependencies: [a]\n")]),
        "enviroment.yml: nobody reads a file of this name; rename it to environment.yml"
    );
}

#[test]
fn what_only_binder_reads_is_named_and_what_nobody_reads_too() {
    let said = |name: &str| warnings(&read(&[PLAIN, (name, "r-4.3-2024-01-02\n")])).join("\n");
    let wins =
        "Binder makes the environment from this file and does not read environment.yml, which counts here;";
    let beside = |language: &str| {
        format!(
            "Binder installs {language} and what this file asks for beside environment.yml, which alone counts here;"
        )
    };
    let (with_r, with_julia) = (beside("R"), beside("Julia"));
    let neither = "this is not read where there is environment.yml, on Binder neither;";
    let r = "name R's packages in environment.yml, such as `r-ggplot2`";
    let table = [
        ("Dockerfile", format!("Dockerfile: {wins} what it installs has to be named in environment.yml")),
        (
            "Project.toml",
            format!("Project.toml: {with_julia} name Conda's package `julia` in environment.yml"),
        ),
        ("default.nix", format!("default.nix: {wins} name its packages in environment.yml")),
        ("DESCRIPTION", format!("DESCRIPTION: {with_r} {r}")),
        ("runtime.txt", format!("runtime.txt: {with_r} {r}")),
        ("install.R", format!("install.R: {neither} {r}")),
        ("Pipfile", format!("Pipfile: {neither} name its packages in environment.yml or requirements.txt")),
        ("setup.py", String::new()),
        ("docker/Dockerfile", String::new()),
    ];
    let table: Vec<(&str, &str)> = table.iter().map(|(name, said)| (*name, said.as_str())).collect();
    assert_table(&table, said);
    assert_eq!(
        warnings(&read(&[PLAIN, ("runtime.txt", "python-3.12")])),
        [format!("runtime.txt: {neither} delete it: the version is that of `python` there")]
    );
    // It is only told of, so it need not be text.
    for (name, is_read) in [("environment.yml", true), ("requirements.txt", false)] {
        let dir = folder(&[(name, if is_read { PLAIN.1 } else { "numpy\n" })]);
        std::fs::write(dir.path().join("runtime.txt"), b"python-3.12 caf\xe9\n").unwrap();
        assert_eq!(CondaFiles::read(root(&dir)).is_ok(), is_read, "{name}");
    }
    let files = [
        ("binder/environment.yml", PLAIN.1),
        ("binder/Dockerfile", ""),
        ("Dockerfile", ""),
        ("DESCRIPTION", ""),
    ];
    assert!(warnings(&read(&files))[0].starts_with("binder/Dockerfile: Binder makes the environment"));
    assert_eq!(warnings(&read(&files)).len(), 1, "in the root nobody looks");
}

#[test]
fn beside_requirements_alone_other_files_win() {
    let said = |name: &str| warnings(&read(&[("requirements.txt", "x\n"), (name, "")]))[0].clone();
    for name in ["Dockerfile", "Pipfile", "Pipfile.lock"] {
        assert!(said(name).starts_with(&format!(
            "{name}: Binder makes the environment from this file and does not read requirements.txt, which counts here; "
        )));
    }
    let installs = |files: &[(&str, &str)]| {
        let files = read(files);
        warnings(&files)
            .iter()
            .any(|it| it.contains("Binder installs the project itself, which is not done here"))
    };
    let (pip, both) = (("requirements.txt", "x\n"), "[project]\nname = 'x'\n[build-system]\nrequires = []\n");
    assert!(installs(&[pip, ("setup.py", "")]));
    assert!(installs(&[pip, ("pyproject.toml", both)]));
    for text in ["", "[project]\nname = 'x'\n", "[build-system]\n", "[tool.black]\n"] {
        assert!(!installs(&[pip, ("pyproject.toml", text)]), "{text}");
    }
    assert!(!installs(&[("binder/requirements.txt", "x\n"), ("setup.py", ""), ("binder/setup.py", "")]));
    assert!(!installs(&[PLAIN, ("setup.py", "")]), "so usual that nothing is said");
    assert!(
        installs(&[PLAIN, ("setup.py", ""), ("Project.toml", "")]),
        "Julia's builder extends that for Python"
    );
}

#[test]
fn a_folder_with_what_goes_around_an_environment_gets_the_default_one() {
    let around = [
        ("runtime.txt", "python-3.12"),
        ("apt.txt", "tree\n"),
        ("postBuild", "#!/bin/sh\ntrue\n"),
        ("start", RUNS),
    ];
    for (name, text) in around {
        for name in [name.to_owned(), format!("binder/{name}")] {
            let files = read(&[(&name, text)]);
            let python = if name.ends_with("runtime.txt") { "python=3.12" } else { "python=3.11" };
            assert_eq!(files.environment.dependencies, ["jupyterlab=4", "pip", python], "{name}");
            let said = format!(
                "{name}: there is no environment.yml beside it, so Conda installs jupyterlab=4 and {python}"
            );
            assert!(warnings(&files)[0].starts_with(&said), "{:?}", warnings(&files));
        }
        // There Binder makes another one, in which the default would be missing everything.
        for other in ["Dockerfile", "default.nix", "Project.toml", "REQUIRE", "DESCRIPTION", "Pipfile"] {
            assert!(
                error(&[(name, text), (other, "")]).contains(&format!("{other} is not read here")),
                "{other}"
            );
        }
    }
}

#[test]
fn a_directory_with_other_files_alone_is_refused_with_what_to_do() {
    let missing = "environment.yml: the file does not exist; create it with a list `dependencies`, such as `dependencies: \
                   [python=3.12]`";
    let said = |name: &str| error(&[(name, "r-2024-01-02\n")]);
    let table = [
        ("Pipfile", "Pipfile is not read here (name its packages in environment.yml or requirements.txt)"),
        (
            "setup.py",
            "setup.py is not read here (name what it needs in environment.yml, and import it from src/)",
        ),
        (
            "install.R",
            "install.R is not read here (name R's packages in environment.yml, such as `r-ggplot2`)",
        ),
        (
            "runtime.txt",
            "runtime.txt is not read here (name R's packages in environment.yml, such as `r-ggplot2`)",
        ),
    ];
    for (name, sentence) in table {
        assert_eq!(said(name), format!("{missing}; {sentence}"));
    }
    assert!(
        said("binder/Dockerfile").starts_with("binder/environment.yml: the file does not exist; create it")
    );
    assert!(said("binder/Dockerfile").ends_with(
        "; binder/Dockerfile is not read here (what it installs has to be named in environment.yml)"
    ));
}
