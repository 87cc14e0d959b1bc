//! Claims about edits by hand in docker/: none is lost, none of them gets into an image, and what was generated is none.

use std::process::Command;

use crate::fake_docker::Docker;
use crate::support::{Outcome, Project, have, repository, tree};

/// A project in which this machine has generated before.
fn generated() -> Project {
    let project = Project::of_template("project");
    project.xtask(&["generate"]).exits(0);
    project
}

/// The edits that are kept.
fn kept(project: &Project) -> Vec<String> {
    let paths = tree(&project.root).into_iter().map(|(path, _)| path);
    let paths = paths.filter(|path| path.file_name().is_some_and(|name| name.contains(".edited")));
    paths.map(|path| path.strip_prefix(&project.root).unwrap().to_string()).collect()
}

fn edit(project: &Project, path: &str, line: &str) -> String {
    let text = project.read(path);
    project.write(path, format!("{text}{line}"));
    text
}

#[test]
fn an_edit_of_any_generated_file_is_kept_beside_it_and_the_sentence_names_where_it_belongs() {
    let project = generated();
    let table = [
        ("docker/Dockerfile", "template/Dockerfile.j2"),
        ("docker/layer.sh", "template/layer.sh"),
        ("docker/environment.yml", "environment.yml (or template/environment.yml.j2)"),
        ("docker/postBuild", "postBuild (or template/postBuild.j2)"),
        ("docker/.env.example", "template/env.example.j2"),
        (".devcontainer/devcontainer.json", "template/devcontainer.json.j2"),
    ];
    for (path, source) in table {
        let text = edit(&project, path, "# mine\n");
        let checked = project.xtask(&["generate", "--check"]).exits(1).stderr;
        let sentence = format!("warning: {path} was edited by hand; the edit belongs in {source}\n");
        assert!(checked.starts_with(&sentence), "{checked}");
        let places =
            if source.contains(".j2") { " (a .j2 file is the same file with {{ }} places)" } else { "" };
        let last = format!(
            "not up to date; first move the edit by hand to {source}{places}, then run `cargo xtask generate"
        );
        assert!(checked.lines().last().unwrap().contains(&last), "{checked}");
        let said = project.xtask(&["generate"]).exits(0).stderr;
        assert_eq!(
            said,
            format!(
                "warning: {path} was edited by hand and is generated anew; the edit is kept in {path}.edited, and belongs in \
                 {source}\nxtask: wrote {path}\n"
            )
        );
        assert_eq!(project.read(path), text);
        assert_eq!(project.read(&format!("{path}.edited")), format!("{text}# mine\n"));
    }
    assert_eq!(kept(&project).len(), table.len());
    let said = project.xtask(&["generate"]).exits(0).stderr;
    assert_eq!(said, "xtask: docker/ and .devcontainer/ are up to date\n");
}

#[test]
fn nothing_that_a_user_wrote_into_docker_env_is_lost_without_a_word() {
    use std::os::unix::fs::PermissionsExt as _;
    let project = generated();
    let path = project.root.join("docker/.env");
    let first = std::fs::read(&path).unwrap();
    let mine = [&first[..], b"MINE='a b'\n"].concat();
    let text = String::from_utf8(mine.clone()).unwrap();
    // What the file says, and what it says after `generate`, if all of it is to stay.
    let stays = [
        (mine.clone(), mine.clone()),
        ([&first[..], b"MINE=\xe9\n"].concat(), [&first[..], b"MINE=\xe9\n"].concat()),
        (text.replace('\n', "\r\n").into_bytes(), [&first[..], b"MINE='a b'\r\n"].concat()),
    ];
    for (old, new) in stays {
        std::fs::write(&path, old).unwrap();
        let said = project.xtask(&["generate"]).exits(0).stderr;
        assert!(!said.contains("edited"), "{said}");
        assert_eq!(std::fs::read(&path).unwrap(), new);
        assert!(kept(&project).is_empty());
    }
    let mark = text.lines().rev().nth(1).unwrap();
    let token = text.lines().find(|line| line.starts_with("LAB_TOKEN=")).unwrap();
    let edits: [Vec<u8>; 5] = [
        text.replace(mark, &format!("{mark}.")).into_bytes(),
        text.replace(token, "MORE=1\nLAB_TOKEN=abc").into_bytes(),
        text.replace(token, "LAB_TOKEN='my token'").into_bytes(),
        text.replace("LAB_PORT=", "LAB_PORT=1").into_bytes(),
        [b"X=\xe9\n", &mine[..]].concat(),
    ];
    let names = ["", ".2", ".3", ".4", ".5"].map(|number| format!("docker/.env.edited{number}"));
    for (edit, name) in edits.iter().zip(&names) {
        std::fs::write(&path, edit).unwrap();
        let said = project.xtask(&["generate"]).exits(0).stderr;
        let sentence = format!(
            "warning: docker/.env was edited by hand and is generated anew; the edit is kept in {name}, and belongs in the lines \
             below its last comment (or the settings in Cargo.toml)\n"
        );
        assert!(said.starts_with(&sentence), "{said}");
        let kept = project.root.join(name);
        assert_eq!(&std::fs::read(&kept).unwrap(), edit);
        assert_eq!(kept.metadata().unwrap().permissions().mode() & 0o777, 0o600);
        let said = project.xtask(&["generate"]).exits(0).stderr;
        assert_eq!(said, "xtask: docker/ and .devcontainer/ are up to date\n");
    }
    let ignored = std::fs::read_to_string(repository().join(".gitignore")).unwrap();
    assert!(ignored.contains("\n/docker/.env.edited*\n"), "the token may be in it");
}

#[test]
fn a_second_edit_gets_a_number_and_the_same_one_does_not() {
    let project = generated();
    for line in ["# one\n", "# two\n", "# one\n", "# two\n", "# three\n"] {
        edit(&project, "docker/Dockerfile", line);
        project.xtask(&["generate"]).exits(0);
    }
    let names = ["", ".2", ".3"].map(|number| format!("docker/Dockerfile.edited{number}"));
    assert_eq!(kept(&project), names);
    assert!(project.read(&names[2]).ends_with("# three\n"));
}

#[test]
fn an_edit_is_kept_by_every_command_that_generates_and_also_of_a_file_that_goes() {
    let docker = Docker::of_template("project");
    let project = &docker.project;
    project.xtask(&["generate"]).exits(0);
    project.write("start", "#!/bin/bash\nexec \"$@\"\n");
    project.xtask(&["generate"]).exits(0);
    std::fs::remove_file(project.root.join("start")).unwrap();
    edit(project, "docker/start", "# mine\n");
    edit(project, "docker/layer.sh", "# mine\n");
    let said = docker.xtask(&["docker-build"]).exits(0).stderr;
    assert!(said.contains("docker/start was edited by hand"), "{said}");
    assert!(!project.root.join("docker/start").exists());
    assert_eq!(kept(project), ["docker/layer.sh.edited", "docker/start.edited"]);
    // The builder gets the files of a list, and this is not in it.
    let ignore = project.read("docker/Dockerfile.dockerignore");
    assert!(ignore.contains("\n*\n") && !ignore.contains("edited"), "{ignore}");
}

#[test]
fn what_was_generated_from_other_settings_is_no_edit() {
    let project = generated();
    let (settings, environment) = (project.read("Cargo.toml"), project.read("environment.yml"));
    let with = |more: &str| format!("[workspace.metadata.docker]\nimage = \"x\"\n{more}\n");
    let first = project.read("docker/Dockerfile");
    for port in ["9000", "9001"] {
        project.write("Cargo.toml", with(&format!("port = {port}\napt = [\"graphviz\"]")));
        project.write("environment.yml", environment.replace("  - numpy\n", ""));
        project.xtask(&["generate"]).exits(0);
        project.write("Cargo.toml", &settings).write("environment.yml", &environment);
        project.xtask(&["generate"]).exits(0);
    }
    // As by `git stash pop`: an older text comes back.
    project.write("Cargo.toml", with("apt = [\"graphviz\"]"));
    project.xtask(&["generate"]).exits(0);
    project.write("docker/Dockerfile", first).write("Cargo.toml", with("apt = [\"tree\"]"));
    project.xtask(&["generate"]).exits(0);
    assert!(kept(&project).is_empty(), "{:?}", kept(&project));
}

#[test]
fn generate_into_another_folder_loses_nothing_that_it_did_not_write_there() {
    let project = Project::of_template("project");
    let there = Project::empty("there");
    let args = ["generate", "--output", there.root.as_str()];
    let mine = ["docker/Dockerfile", "docker/layer.sh", ".devcontainer/devcontainer.json"];
    let not_ours = ["docker/start", "lock/conda-linux-64.lock", "docker/.env", "docker/notes.txt"];
    for path in mine.iter().chain(&not_ours) {
        there.write(path, "mine\n");
    }
    let said = project.xtask(&args).exits(0).stderr;
    let mut expected: Vec<_> = mine.iter().map(|path| format!("{path}.edited")).collect();
    for (path, kept) in mine.iter().zip(&expected) {
        assert!(said.contains(&format!("warning: {path} is generated here for the first time")), "{said}");
        assert_eq!(there.read(kept), "mine\n");
        assert_ne!(there.read(path), "mine\n");
    }
    let unharmed = || not_ours.iter().all(|path| there.read(path) == "mine\n");
    assert!(unharmed() && !said.contains("removed"), "{said}");
    expected.sort();
    let found = || {
        let mut found = kept(&there);
        found.sort();
        found
    };
    assert_eq!(found(), expected);
    project.xtask(&["generate", "--check", "--output", there.root.as_str()]).exits(0);
    // What was generated there is no edit, and goes when it is no longer generated.
    std::fs::remove_file(there.root.join("docker/start")).unwrap();
    project.write("start", "#!/bin/bash\nexec \"$@\"\n");
    project.xtask(&args).exits(0);
    std::fs::remove_file(project.root.join("start")).unwrap();
    let said = project.xtask(&args).exits(0).stderr;
    assert!(said.contains("removed docker/start") && !said.contains("warning"), "{said}");
    assert_eq!(found(), expected);
    edit(&there, "docker/layer.sh", "# mine\n");
    let said = project.xtask(&args).exits(0).stderr;
    assert!(said.contains("warning: docker/layer.sh was edited by hand"), "{said}");
    assert!(there.read("docker/layer.sh.edited.2").ends_with("# mine\n"));
}

fn git(project: &Project, args: &[&str]) {
    let mut command = Command::new("git");
    command.args(["-c", "user.name=Jane", "-c", "user.email=jane@example.org"]).args(args);
    Outcome::of(command.current_dir(&project.root).output().unwrap()).exits(0);
}

/// Commits all that is there.
fn commit(project: &Project, message: &str) {
    git(project, &["init", "--quiet"]);
    git(project, &["add", "--all"]);
    git(project, &["commit", "--quiet", "--message", message]);
}

#[test]
fn what_any_commit_has_is_no_edit_also_if_a_merge_made_it_or_gave_it_up() {
    if !have("git") {
        return;
    }
    for made_by in ["root", "commit", "merge", "branch"] {
        let project = Project::of_template("project");
        let path = "docker/layer.sh";
        let text = project.read(path);
        let set = |first: &str, last: &str| {
            project.write(path, format!("{first}{text}{last}"));
        };
        if made_by == "root" {
            set("# a\n", "# b\n");
        }
        commit(&project, "one");
        git(&project, &["config", "log.showRoot", "false"]);
        git(&project, &["checkout", "--quiet", "-b", "other"]);
        match made_by {
            "root" => {}
            "merge" => {
                set("# a\n", "");
                commit(&project, "two");
                git(&project, &["checkout", "--quiet", "-b", "third", "HEAD~1"]);
                set("", "# b\n");
                commit(&project, "three");
                git(&project, &["merge", "--quiet", "--message", "both", "other"]);
            }
            _ => {
                set("# a\n", "# b\n");
                commit(&project, "two");
            }
        }
        if made_by == "branch" {
            git(&project, &["checkout", "--quiet", "-b", "third", "HEAD~1"]);
            project.write("new", "");
            commit(&project, "three");
            let ours = ["merge", "--quiet", "--strategy", "ours", "--message", "both", "other"];
            git(&project, &ours);
            git(&project, &["branch", "--quiet", "-D", "other"]);
            set("# a\n", "# b\n");
        }
        assert_eq!(project.read(path), format!("# a\n{text}# b\n"), "{made_by}");
        let said = project.xtask(&["generate"]).exits(0).stderr;
        assert!(!said.contains("in no commit"), "{made_by}: {said}");
        assert!(kept(&project).is_empty(), "{made_by}");
    }
}

#[test]
fn in_a_clone_what_is_committed_is_no_edit_and_everything_else_may_be_one() {
    if !have("git") {
        return;
    }
    let project = Project::of_template("project");
    commit(&project, "one");
    let environment = project.read("environment.yml");
    project.write("environment.yml", environment.replace("  - numpy\n", ""));
    edit(&project, "docker/layer.sh", "# mine\n");
    let said = project.xtask(&["generate"]).exits(0).stderr;
    assert_eq!(kept(&project), ["docker/layer.sh.edited"]);
    assert_eq!(
        said.lines().next().unwrap(),
        "warning: docker/layer.sh is generated here for the first time, and what it said is in no commit; that is kept in \
         docker/layer.sh.edited: an edit of yours belongs in template/layer.sh, and if it has none, remove it"
    );
}

#[test]
fn status_names_what_was_edited_and_what_is_older_and_changes_nothing() {
    let docker = Docker::of_template("project");
    docker.xtask(&["docker-build"]).exits(0);
    docker.has_built_image();
    let project = &docker.project;
    let status = || {
        let lines = docker.xtask(&["status"]).exits(0).stdout;
        let (_, rest) = lines.split_once(" (made by the first lab)\n").unwrap();
        rest.split_once("image: ").unwrap().0.to_owned()
    };
    let json = || {
        let said = docker.xtask(&["status", "--json"]).exits(0).stdout;
        said.split_once("\"generated\": ").unwrap().1.to_owned()
    };
    assert_eq!((status().as_str(), json().as_str()), ("", "{\"out_of_date\": [], \"edited\": []}}\n"));
    edit(project, "docker/Dockerfile", "# mine\n");
    let env = project.read("docker/.env");
    project.write("docker/.env", env.replace("LAB_PORT=", "LAB_PORT=1"));
    std::fs::remove_file(project.root.join("docker/layer.sh")).unwrap();
    let before = tree(&project.root);
    assert_eq!(
        status(),
        "edited: docker/Dockerfile; the next command that writes it keeps the edit in docker/Dockerfile.edited, and it belongs in \
         template/Dockerfile.j2\n\
         edited: docker/.env; the next command that writes it keeps the edit in docker/.env.edited, and it belongs in the lines below \
         its last comment (or the settings in Cargo.toml)\n\
         files: docker/layer.sh is not as `cargo xtask generate` writes it; the next build or lab writes it\n"
    );
    assert_eq!(
        json(),
        "{\"out_of_date\": [\"docker/Dockerfile\", \"docker/layer.sh\"], \"edited\": [\"docker/Dockerfile\", \"docker/.env\"]}}\n"
    );
    assert_eq!(tree(&project.root), before);
    docker.xtask(&["run", "true"]).exits(0);
    assert_eq!(status(), "");
    assert_eq!(kept(project), ["docker/.env.edited", "docker/Dockerfile.edited"]);
}
