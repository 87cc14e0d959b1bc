//! Which files are looked at: in binder/, without environment.yml, and what `build-files` names.

use super::{found, found_with};

#[test]
fn an_installation_of_what_build_files_names_is_right() {
    let installs = |command: &str, build_files: &[&str]| {
        let environment = "channels: [conda-forge]\ndependencies: [python=3.12, jupyterlab]\n";
        let script = format!("#!/bin/bash -e\n{command}\n");
        let found = found_with(&[("environment.yml", environment), ("postBuild", &script)], build_files);
        found.iter().any(|finding| finding.rule == "project-in-build")
    };
    for command in ["pip install .", "pip install -e '.' .[all]", "python setup.py develop"] {
        assert!(installs(command, &[]) && installs(command, &["src", "data/setup.py"]), "{command}");
        assert!(!installs(command, &["setup.py", "src"]), "{command}");
    }
    for command in ["cd src && pip install .", "cd src/\npip install .", "python src/setup.py install"] {
        assert!(installs(command, &[]) && installs(command, &["setup.py"]), "{command}");
        assert!(!installs(command, &["src"]) && !installs(command, &["src/setup.py"]), "{command}");
    }
    assert!(!installs("pip install . ", &["pyproject.toml"]));
    for command in
        ["cd ..; pip install .", "cd /tmp && pip install .", "git clone https://a/b\npip install ./b"]
    {
        assert!(!installs(command, &[]), "{command}");
    }
}

#[test]
fn the_files_in_binder_are_looked_at_and_those_in_the_root_are_not() {
    let environment =
        "channels: [conda-forge]\ndependencies:\n- python=3.12\n- jupyterlab\n- appnope\n- numpy<>1\n";
    for folder in ["binder", ".binder"] {
        let path = |name: &str| format!("{folder}/{name}");
        let [yml, requirements, post_build, start, apt] =
            ["environment.yml", "requirements.txt", "postBuild", "start", "apt.txt"].map(path);
        let found = found(&[
            (&yml, environment),
            (&requirements, "x\n-e .\n"),
            (&post_build, "#!/bin/bash -e\nsudo a\n"),
            (&start, "#!/bin/bash\r\nexport A=1\r\n"),
            (&apt, "git\ntree --vim\nA\n"),
            ("environment.yml", "dependencies: [of-the-root]\n"),
            ("postBuild", "sudo b\n"),
        ]);
        let places: Vec<_> = found.iter().map(|it| (it.file.as_str(), it.line, it.rule)).collect();
        let expected = [
            (folder, 1, "passed-over"),
            (&apt, 2, "unreadable"),
            (&apt, 3, "unreadable"),
            (&yml, 2, "no-pip"),
            (&yml, 2, "requirements-not-named"),
            (&yml, 5, "other-system"),
            (&yml, 6, "unreadable"),
            (&post_build, 2, "needs-root"),
            (&requirements, 2, "local-path"),
            (&start, 1, "windows-line-ends"),
            (&start, 2, "no-exec"),
        ];
        assert_eq!(places, expected);
    }
}

#[test]
fn a_project_without_an_environment_file_is_told_so_once_and_the_rest_is_looked_at() {
    let names = |files: &[(&str, &str)]| {
        let found = found(files);
        found.iter().map(|it| format!("{}:{} {}", it.file, it.line, it.rule)).collect::<Vec<_>>()
    };
    let script = ("postBuild", "#!/bin/bash\nsudo x\n");
    assert_eq!(names(&[("Pipfile", ""), script]), ["environment.yml:1 unreadable", "postBuild:2 needs-root"]);
    assert_eq!(
        names(&[("enviroment.yml", ""), ("requirements.txt", "x\n./y\n")]),
        ["enviroment.yml:1 unreadable", "requirements.txt:2 local-path"]
    );
    assert_eq!(
        names(&[("binder/apt.txt", "x Y\n"), ("environment.yml", "")]),
        ["binder:1 passed-over", "binder/apt.txt:1 unreadable", "binder/apt.txt:1 requirements-alone"]
    );
    assert_eq!(
        names(&[("binder/environment.yml", ""), (".binder/environment.yml", "")]),
        [".binder:1 unreadable"]
    );
    assert_eq!(
        names(&[("requirements.txt", "x\nsklearn\n"), ("runtime.txt", "python-3.x\n"), ("Pipfile", "")]),
        [
            "Pipfile:1 other-builder",
            "requirements.txt:1 requirements-alone",
            "requirements.txt:2 gone-package",
            "runtime.txt:1 unreadable"
        ]
    );
}
