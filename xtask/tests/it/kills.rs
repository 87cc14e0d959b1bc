//! Claims about commands that are killed, or have company: no half file, nothing left over, and the next command goes on.

mod every_command;

use std::collections::BTreeMap;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use camino::{Utf8Path, Utf8PathBuf};

use crate::new_project::place;
use crate::support::{Outcome, Project, have, is_long, tree};

/// The end of the name of what is not complete yet.
const NEW: &str = ".xtask-new";

/// What git ignores.
const OF_ONE_MACHINE: [&str; 3] = ["docker/.env", "docker/.generated", "docker/.project-id"];

/// The files of a project, without what is of one machine alone.
fn files(project: &Project) -> BTreeMap<Utf8PathBuf, Vec<u8>> {
    let files = tree(&project.root).into_iter().filter_map(|(path, bytes)| Some((path, bytes?)));
    let files = files.map(|(path, bytes)| (path.strip_prefix(&project.root).unwrap().to_owned(), bytes));
    files.filter(|(path, _)| !OF_ONE_MACHINE.contains(&path.as_str())).collect()
}

pub fn unfinished(root: &Utf8Path) -> Vec<Utf8PathBuf> {
    tree(root).into_iter().map(|(path, _)| path).filter(|path| path.as_str().ends_with(NEW)).collect()
}

fn change(project: &Project) {
    let environment = project.read("environment.yml");
    project.write("environment.yml", environment.replace("  - numpy\n", "  - numpy\n  - scipy\n"));
    let settings = "port = 9000\napt = [\"tree\"]\nmounts = [{ source = \"data\", target = \"sets\" }]\nrun-args = [\"--shm-size=2g\"]\n";
    project.write("Cargo.toml", format!("[workspace.metadata.docker]\n{settings}"));
}

#[test]
fn after_a_kill_at_any_rename_the_next_generate_makes_what_the_first_one_would_have() {
    let project = Project::of_template("project");
    project.xtask(&["generate"]).exits(0);
    let (before, record) = (files(&project), project.read("docker/.generated"));
    change(&project);
    project.xtask(&["generate"]).exits(0);
    let (after, new_record) = (files(&project), project.read("docker/.generated"));
    let changed: Vec<_> = after.iter().filter(|(path, text)| before.get(*path) != Some(text)).collect();
    let generated: Vec<_> = changed.iter().filter(|(path, _)| path.parent() != Some("".into())).collect();
    assert!(generated.len() > 3, "{generated:?}");
    // The record is renamed first, and then file after file.
    for renames in 0..=generated.len() + 1 {
        for (path, text) in &before {
            project.write(path.as_str(), text);
        }
        project.write("docker/.generated", if renames == 0 { &record } else { &new_record });
        generated.iter().take(renames.saturating_sub(1)).for_each(|(path, text)| {
            project.write(path.as_str(), text);
        });
        for name in [
            "docker/.Dockerfile",
            "docker/..env",
            ".devcontainer/.devcontainer.json",
            ".environment.yml",
            "lock/.x",
        ] {
            project.write(&format!("{name}.4194305{NEW}"), "half of");
        }
        // What was to be generated then, or something else by now.
        for others in [false, true] {
            change(&project);
            if others {
                project.write(
                    "Cargo.toml",
                    String::from_utf8(before[Utf8Path::new("Cargo.toml")].clone()).unwrap(),
                );
                project.write(
                    "environment.yml",
                    String::from_utf8(before[Utf8Path::new("environment.yml")].clone()).unwrap(),
                );
            }
            let said = project.xtask(&["generate"]).exits(0).stderr;
            assert!(!said.contains("warning"), "{renames} {others}: {said}");
            assert!(files(&project) == *if others { &before } else { &after }, "{renames} {others}");
        }
    }
}

/// Starts the tool and sends it a signal after this time, if it still runs.
pub fn killed(mut command: Command, signal: &str, after: Duration) -> Outcome {
    let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    std::thread::sleep(after);
    send(&child, signal);
    Outcome::of(child.wait_with_output().unwrap())
}

pub fn send(child: &Child, signal: &str) {
    // A command that is done already has no process of this id that is not ours: nobody has waited for it yet.
    let sent =
        Command::new("kill").args(["-s", signal, &child.id().to_string()]).stderr(Stdio::null()).status();
    assert!(sent.is_ok());
}

#[test]
fn the_next_command_removes_what_is_left_in_every_folder_in_which_a_file_is_written() {
    for args in [&["generate"][..], &["check"], &["check", "--fix"], &["add", "tabulate"]] {
        let project = Project::of_template("project");
        project.write("requirements.txt", "-r sub/r.txt\n").write("sub/r.txt", "-r deep/k.txt\n");
        project.write("sub/deep/k.txt", "tabulate\n");
        project.xtask(&["generate"]).exits(0);
        for folder in ["", "docker/", ".devcontainer/", "template/", "lock/", "sub/", "sub/deep/"] {
            project.write(&format!("{folder}.r.txt.99999999{NEW}"), "x");
        }
        let theirs = format!("data/.r.txt.99999999{NEW}");
        project.write(&theirs, "of somebody else");
        project.xtask(args).exits(0);
        assert_eq!(unfinished(&project.root), [project.root.join(&theirs)], "{args:?}");
    }
}

/// How often each command is killed, over the time that it takes.
const KILLS: u32 = 12;

#[test]
fn generate_and_check_fix_end_at_a_signal_with_nothing_left_and_after_kill_the_next_command_removes_it() {
    let project = Project::of_template("project");
    project.xtask(&["generate"]).exits(0);
    let before = files(&project);
    for args in [&["generate"][..], &["check", "--fix"]] {
        let start = Instant::now();
        project.xtask(args);
        let step = start.elapsed() / KILLS;
        for signal in ["INT", "TERM", "HUP", "KILL"] {
            for number in 0..KILLS {
                for (path, text) in &before {
                    project.write(path.as_str(), text);
                }
                change(&project);
                let environment = project.read("environment.yml") + "prefix: /x\n";
                project.write("environment.yml", &environment);
                let code = killed(project.command(args), signal, step * number).code;
                let left = unfinished(&project.root);
                assert!(signal == "KILL" || left.is_empty(), "{args:?} {signal}: {left:?}");
                assert!([0, 1, 129, 130, 143, 137].contains(&code), "{args:?} {signal}: {code}");
                let mended = environment.replace("prefix: /x\n", "");
                let now = project.read("environment.yml");
                assert!(
                    now == environment || (args[0] == "check" && now == mended),
                    "{args:?} {signal}: {now}"
                );
                if signal == "KILL" {
                    project.xtask(&["generate", "--check"]);
                    assert_eq!(unfinished(&project.root), [""; 0], "{args:?}");
                }
            }
        }
    }
    project.write("environment.yml", project.read("environment.yml").replace("prefix: /x\n", ""));
    let said = project.xtask(&["generate"]).exits(0).stderr;
    assert!(!said.contains("edited"), "{said}");
}

#[test]
fn two_at_the_same_time_do_not_disturb_each_other() {
    let project = Project::of_template("project");
    let environment = project.read("environment.yml") + "prefix: /x\n";
    for round in 0..5 {
        project.write("environment.yml", &environment);
        project.write("Cargo.toml", format!("[workspace.metadata.docker]\nport = {}\n", 9000 + round));
        let argument_lists = [&["generate"][..], &["generate"], &["check", "--fix"], &["check", "--fix"]];
        let start = |args: &&[&str]| {
            project.command(args).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
        };
        let children: Vec<Child> = argument_lists.iter().map(start).collect();
        for (child, args) in children.into_iter().zip(argument_lists) {
            let outcome = Outcome::of(child.wait_with_output().unwrap());
            let lost = outcome.code == 1 && outcome.stderr.contains("was changed while");
            assert!(outcome.code == 0 || lost, "{args:?}: {outcome:?}");
        }
        assert_eq!(project.read("environment.yml"), environment.replace("prefix: /x\n", ""));
        project.xtask(&["generate"]).exits(0);
        project.xtask(&["generate", "--check"]).exits(0);
        assert_eq!(unfinished(&project.root), [""; 0]);
    }
}

#[test]
fn a_new_project_is_there_as_a_whole_or_not_at_all() {
    if !have("git") {
        return;
    }
    let docker = place();
    let root = &docker.project.root;
    let like = docker.project.command(&[]);
    let env: Vec<_> =
        like.get_envs().filter_map(|(name, value)| Some((name.to_owned(), value?.to_owned()))).collect();
    let new = |name: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
        command.args(["new", name]).env_clear().envs(env.clone()).current_dir(root);
        command.stdin(Stdio::null());
        command
    };
    let start = Instant::now();
    Outcome::of(new("first").output().unwrap()).exits(0);
    // Its name in the engine is that of its own folder.
    for file in ["docker/.env", "docker/.project-id"] {
        let text = std::fs::read_to_string(root.join("first").join(file)).unwrap();
        assert!(text.contains("first-") && !text.contains("xtask-new"), "{text}");
    }
    let step = start.elapsed() / 5;
    let whole: Vec<_> = names(&root.join("first"));
    for signal in ["TERM", "KILL"] {
        for number in if is_long() { 0..5 } else { 2..4 } {
            killed(new("second"), signal, step * number);
            let folder = root.join("second");
            if !folder.exists() {
                assert!(signal == "KILL" || unfinished_here(root).is_empty(), "{signal} {number}");
                Outcome::of(new("second").output().unwrap()).exits(0);
            }
            assert_eq!(unfinished_here(root), [""; 0], "{signal} {number}");
            assert_eq!(names(&folder), whole, "{signal} {number}");
            std::fs::remove_dir_all(&folder).unwrap();
        }
    }
    // Two at once: one of them makes it, and the other one says so.
    let children = [(); 2].map(|()| new("third").stderr(Stdio::piped()).spawn().unwrap());
    let outcomes = children.map(|child| Outcome::of(child.wait_with_output().unwrap()));
    let mut codes = outcomes.each_ref().map(|outcome| outcome.code);
    codes.sort_unstable();
    assert_eq!(codes, [0, 2], "{outcomes:?}");
    assert_eq!((names(&root.join("third")), unfinished_here(root)), (whole, Vec::new()));
}

/// What is not complete in a folder itself.
fn unfinished_here(folder: &Utf8Path) -> Vec<String> {
    let entries = folder.read_dir_utf8().unwrap().map(|entry| entry.unwrap().file_name().to_owned());
    entries.filter(|name| name.ends_with(NEW)).collect()
}

/// The files of a new project, without those of git's whose names depend on what they say.
fn names(folder: &Utf8Path) -> Vec<Utf8PathBuf> {
    let paths = tree(folder).into_iter().map(|(path, _)| path.strip_prefix(folder).unwrap().to_owned());
    paths
        .filter(|path| {
            !path.starts_with(".git/objects") && !OF_ONE_MACHINE.iter().any(|file| path.ends_with(file))
        })
        .collect()
}
