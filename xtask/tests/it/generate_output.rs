//! Claims about `generate --output`: whichever way a folder is named, no file of the user's is replaced or removed.

use std::os::unix::fs::symlink;

use camino::Utf8Path;

use crate::support::{Outcome, Project, tree};

const SETTINGS: &str =
    "[workspace.metadata.docker]\nimage = \"x\"\nbuild-files = [\"data/small\", \"src\"]\n";

/// A project that borrows files, with folders beside it, and links to it and into it.
fn project() -> Project {
    let project = Project::of_template("project");
    project.write("postBuild", "#!/bin/sh\ncat data/small/a.csv\n").write("Cargo.toml", SETTINGS);
    project.write("data/small/a.csv", "mine\n").write("src/a.py", "mine\n").write("data/b.csv", "mine\n");
    symlink("project", project.root.with_file_name("link")).unwrap();
    symlink("data/small", project.root.join("deep")).unwrap();
    symlink("nowhere", project.root.with_file_name("dead")).unwrap();
    project
}

fn generate(project: &Project, here: &Utf8Path, args: &[&str]) -> Outcome {
    let mut command = project.command(&[&["generate"], args].concat());
    Outcome::of(command.current_dir(here).output().unwrap())
}

#[test]
fn the_project_s_own_folder_is_that_by_whatever_name() {
    let plain = project();
    plain.xtask(&["generate"]).exits(0);
    let files = |project: &Project| -> Vec<_> {
        let inside = tree(&project.root).into_iter();
        let inside =
            inside.map(|(path, bytes)| (path.strip_prefix(&project.root).unwrap().to_owned(), bytes));
        // These have the folder's name or a token in them.
        let of_one = ["docker/.env", "docker/.generated", "docker/.project-id"];
        inside.filter(|(path, _)| !of_one.iter().any(|of| path == of)).collect()
    };
    for output in
        [".", "./", "src/..", "./deep/../..", "../link", "../link/src/..", "new/..", "ROOT", "ROOT/."]
    {
        let project = project();
        let output = output.replace("ROOT", project.root.as_str());
        generate(&project, &project.root, &["--output", &output]).exits(0);
        let differs = files(&project).into_iter().find(|file| !files(&plain).contains(file));
        assert_eq!(differs.map(|(path, _)| path), None, "{output}");
        assert_eq!(files(&project).len(), files(&plain).len(), "{output}");
        generate(&project, &project.root, &["--check", "--output", &output]).exits(0);
        project.xtask(&["generate", "--check"]).exits(0);
    }
}

#[test]
fn a_folder_in_the_project_is_refused_if_it_is_of_what_is_copied_or_generated() {
    let project = project();
    project.xtask(&["generate"]).exits(0);
    let before = tree(&project.root);
    let mixed = |path: &str| {
        format!("this is in {path} of the project, which is not to have a copy of the project in it")
    };
    let table = [
        ("docker", mixed("docker")),
        ("docker/new", mixed("docker")),
        ("deep", mixed("data/small")),
        ("./data/../src/new", mixed("src")),
        ("template", mixed("template")),
        ("../link/lock", mixed("lock")),
        ("Cargo.toml", "this is not a folder".to_owned()),
    ];
    for (output, what) in table {
        for check in [&[][..], &["--check"]] {
            let outcome =
                generate(&project, &project.root, &[check, &["--output", output]].concat()).exits(2);
            assert_eq!(outcome.stderr, format!("error: --output {output}: {what}; name another folder\n"));
            assert_eq!(tree(&project.root), before, "{output}");
        }
    }
    let said = generate(&project, &project.root, &["--output", "../dead/x"]).exits(2).stderr;
    assert!(
        said.starts_with("error: --output ../dead/x: this cannot be looked at, or is a link that leads"),
        "{said}"
    );
}

#[test]
fn a_copy_replaces_no_file_that_is_there() {
    for (output, theirs) in
        [("data", "data/data/small/a.csv"), ("out", "out/src/a.py"), ("..", "../src/a.py")]
    {
        let project = project();
        generate(&project, &project.root, &["--output", output]).exits(0);
        let copy = project.root.join(output).join("src/a.py");
        assert_eq!(std::fs::read_to_string(&copy).unwrap(), "mine\n", "{output}");
        // What was copied is copied anew.
        project.write("src/a.py", "new\n");
        generate(&project, &project.root, &["--output", output]).exits(0);
        assert_eq!(std::fs::read_to_string(&copy).unwrap(), "new\n", "{output}");

        let project = self::project();
        project.write(theirs, "theirs\n");
        let said = generate(&project, &project.root, &["--output", output]).exits(2).stderr;
        assert!(said.contains("is no copy of it; move it, or choose another folder"), "{said}");
        assert_eq!(project.read(theirs), "theirs\n");
        assert_eq!(project.read("data/small/a.csv") + &project.read("data/b.csv"), "mine\nmine\n");
    }
}

#[test]
fn an_edit_of_a_copy_is_neither_replaced_nor_removed() {
    let project = project();
    let copy = project.root.join("out/src/a.py");
    let run = || generate(&project, &project.root, &["--output", "out"]);
    run().exits(0);
    std::fs::write(&copy, "edit\n").unwrap();
    for source in ["mine\n", "new\n"] {
        project.write("src/a.py", source);
        let said = run().exits(2).stderr;
        let sentence = "out/src/a.py: this was changed after it was copied from src/a.py of `build-files`; make the change there";
        assert!(said.contains(sentence), "{said}");
        assert_eq!(std::fs::read_to_string(&copy).unwrap(), "edit\n");
    }
    // What is no longer copied is not removed either, until it is what was copied.
    project.write("Cargo.toml", SETTINGS.replace(", \"src\"", ""));
    let said = run().exits(0).stderr;
    assert!(said.contains("out/src/a.py: this is no longer of `build-files`, and stays"), "{said}");
    assert_eq!(std::fs::read_to_string(&copy).unwrap(), "edit\n");
    assert_eq!(run().exits(0).stderr.matches("build-files").count(), 0);
    project.write("Cargo.toml", SETTINGS.replace("\"data/small\", ", ""));
    run().exits(2);
    std::fs::remove_file(&copy).unwrap();
    run().exits(0);
    assert_eq!(std::fs::read_to_string(&copy).unwrap(), "new\n");
    assert!(!project.root.join("out/data/small/a.csv").exists());
}
