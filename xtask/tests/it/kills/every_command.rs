//! One table of all commands that write or ask an engine: whatever ends them, and whoever runs beside them, each file is the old
//! one or the new one, nothing is left over, and the next command goes on.

#![allow(
    clippy::print_stdout,
    reason = "how often a command was ended while it ran is for the log of the run"
)]

use std::collections::BTreeMap;
use std::process::{Child, Stdio};
use std::time::Instant;

use camino::{Utf8Path, Utf8PathBuf};

use super::{files, killed, unfinished};
use crate::fake_docker::Docker;
use crate::fake_docker::lock::{PACKAGES, SOLVE, resolution, solution};
use crate::support::{Outcome, Project, is_long, tree};

/// What ends a command: mostly what no handler sees.
const ENDS: [&str; 8] = ["KILL", "TERM", "KILL", "INT", "KILL", "HUP", "KILL", "TERM"];

/// A command, what is edited before it, and the command that a person types next: with it the files are as after the first one
/// or, if that wrote nothing, as before it.
struct Row {
    args: &'static [&'static str],
    edit: fn(&Project),
    next: &'static [&'static str],
}

const fn row(args: &'static [&'static str], edit: fn(&Project)) -> Row {
    Row { args, edit, next: args }
}

/// Commands of a project without a lock.
const UNLOCKED: [Row; 12] = [
    row(&["generate"], edit),
    row(&["check", "--fix"], break_it),
    row(&["docker-build"], edit),
    row(&["run", "--", "true"], edit),
    row(&["shell"], edit),
    row(&["lab"], edit),
    row(&["stop"], nothing),
    row(&["clean", "--all", "--yes"], nothing),
    row(&["compose", "up"], edit),
    row(&["compose", "down"], edit),
    Row { args: &["add", "scipy"], edit: nothing, next: &["generate"] },
    Row { args: &["remove", "numpy"], edit: nothing, next: &["generate"] },
];

/// Commands of a project with one.
const LOCKED: [Row; 3] = [
    row(&["lock"], edit_packages),
    Row { args: &["add", "six"], edit: nothing, next: &["lock"] },
    Row { args: &["remove", "numpy"], edit: nothing, next: &["lock"] },
];

fn nothing(_: &Project) {}

fn edit(project: &Project) {
    super::change(project);
}

fn break_it(project: &Project) {
    project.write("environment.yml", project.read("environment.yml") + "prefix: /x\n");
}

fn edit_packages(project: &Project) {
    project.write("environment.yml", project.read("environment.yml").replace("numpy]", "numpy, six]"));
}

/// A project whose engine takes a moment for each answer, and has folders of its own for what is temporary.
fn slow(mut docker: Docker) -> Docker {
    let temporary = temporary(&docker);
    std::fs::create_dir(&temporary).unwrap();
    docker.project.env("FAKE_DOCKER_PAUSE", "10").env("TMPDIR", temporary.as_str());
    docker.project.env("XDG_RUNTIME_DIR", temporary.as_str());
    docker
}

fn temporary(docker: &Docker) -> Utf8PathBuf {
    docker.folder.with_file_name("temporary")
}

/// What is left over in the folders for temporary files and for the cache.
fn elsewhere(docker: &Docker) -> Vec<Utf8PathBuf> {
    let cache = docker.folder.with_file_name("cache");
    let in_cache = if cache.exists() { unfinished(&cache) } else { Vec::new() };
    tree(&temporary(docker)).into_iter().map(|(path, _)| path).chain(in_cache).collect()
}

/// Makes the files those of `before`.
fn restore(project: &Project, before: &BTreeMap<Utf8PathBuf, Vec<u8>>) {
    for path in files(project).keys().filter(|path| !before.contains_key(*path)) {
        std::fs::remove_file(project.root.join(path)).unwrap();
    }
    for (path, text) in before {
        project.write(path.as_str(), text);
    }
}

/// The paths of what is neither the old file nor the new one.
fn torn<'a>(
    now: &'a BTreeMap<Utf8PathBuf, Vec<u8>>,
    old: &BTreeMap<Utf8PathBuf, Vec<u8>>,
    new: &BTreeMap<Utf8PathBuf, Vec<u8>>,
) -> Vec<&'a Utf8Path> {
    let paths = now.iter().filter(|(path, text)| {
        !path.as_str().ends_with(super::NEW)
            && ![old, new].iter().any(|files| files.get(*path) == Some(*text))
    });
    paths.map(|(path, _)| path.as_path()).collect()
}

/// Kills the command of a row at moments that are spread over the time that it takes. Returns how often it still ran.
fn kill(docker: &Docker, Row { args, edit, next }: &Row) -> usize {
    let project = &docker.project;
    let first = files(project);
    edit(project);
    let before = files(project);
    let start = Instant::now();
    docker.xtask(args).exits(0);
    let step = start.elapsed() / u32::try_from(ENDS.len()).unwrap();
    docker.xtask(next).exits(0);
    let after = files(project);
    let mut hits = 0;
    // One of each kind, unless minutes are to be had.
    let ends = (0..).zip(ENDS).filter(|(number, _)| is_long() || [1, 3, 4].contains(number));
    for (number, signal) in ends {
        restore(project, &before);
        let code = killed(project.command(args), signal, step * number).code;
        hits += usize::from(code != 0);
        let case = format!("{args:?} {signal} {number}");
        assert!([0, 129, 130, 137, 143].contains(&code), "{case}: {code}");
        let left = unfinished(&project.root);
        assert!(signal == "KILL" || left.is_empty(), "{case}: {left:?}");
        let now = files(project);
        assert_eq!(torn(&now, &before, &after), [""; 0], "{case}");
        docker.xtask(next).exits(0);
        let now = files(project);
        assert_eq!(torn(&now, &before, &after), [""; 0], "{case}, then {next:?}");
        assert!(now == after || args != next && now == before, "{case}, then {next:?}");
        assert_eq!(unfinished(&project.root), [""; 0], "{case}");
        assert_eq!(elsewhere(docker), [""; 0], "{case}");
        let said = project.xtask(&["generate"]).exits(0).stderr;
        assert!(!said.contains("edited"), "{case}: {said}");
        project.xtask(&["generate", "--check"]).exits(0);
    }
    restore(project, &first);
    docker.xtask(&["generate"]).exits(0);
    hits
}

#[test]
fn whatever_ends_a_command_each_file_is_the_old_one_or_the_new_one_and_the_next_command_goes_on() {
    let kill_each = |rows: &[Row]| {
        let docker = slow(Docker::of_template("project"));
        docker.xtask(&["generate"]).exits(0);
        for row in rows {
            let hits = kill(&docker, row);
            println!("{:?}: {hits} times ended while it ran", row.args);
        }
    };
    // Half of the time of each is waiting.
    std::thread::scope(|scope| {
        for rows in UNLOCKED.chunks(4) {
            scope.spawn(move || kill_each(rows));
        }
    });
}

/// A project with a lock, whose Conda has six if that is asked for.
fn locked() -> Docker {
    let docker = slow(crate::fake_docker::lock::locked());
    let packages = |six: bool, numpy: bool| {
        let is_in = |(name, _): &(&str, u64)| (*name != "six" || six) && (*name != "numpy" || numpy);
        let all = [&PACKAGES[..], &[("six", 1)]].concat();
        solution("https://conda.anaconda.org", &all.into_iter().filter(is_in).collect::<Vec<_>>())
    };
    for (specs, six, numpy) in [("", false, false), ("* numpy", false, true), ("* numpy*six", true, true)] {
        docker.answers(&format!("{SOLVE}{specs}"), "0", &packages(six, numpy), "");
    }
    docker.answers(&format!("{SOLVE}*CONSTRAINTS="), "0", &resolution("4.1"), "");
    docker
}

#[test]
fn whatever_ends_a_command_that_locks_the_same_is_so() {
    let docker = locked();
    for row in &LOCKED {
        let hits = kill(&docker, row);
        println!("{:?} with a lock: {hits} times ended while it ran", row.args);
    }
}

/// What two at a time may say, of whom one comes too late.
const TOO_LATE: [&str; 2] = ["was changed while this command ran", "run the command again"];

#[test]
fn two_commands_at_a_time_both_end_well_or_one_says_that_the_other_was_there_first() {
    let unlocked: [[&[&str]; 2]; 10] = [
        [&["generate"], &["generate"]],
        [&["add", "scipy"], &["add", "polars"]],
        [&["add", "scipy"], &["add", "scipy"]],
        [&["add", "scipy"], &["remove", "numpy"]],
        [&["docker-build"], &["docker-build"]],
        [&["docker-build"], &["generate"]],
        [&["lab"], &["lab"]],
        [&["stop"], &["lab"]],
        [&["clean", "--all", "--yes"], &["lab"]],
        [&["compose", "up"], &["docker-build"]],
    ];
    let both_of_each = |docker: Docker, pairs: &[[&[&str]; 2]], next: &[&str]| {
        docker.xtask(&["generate"]).exits(0);
        pairs.iter().for_each(|pair| both(&docker, pair, next));
    };
    let locking: [[&[&str]; 2]; 3] =
        [[&["lock"], &["lock"]], [&["add", "six"], &["lock"]], [&["add", "six"], &["remove", "numpy"]]];
    std::thread::scope(|scope| {
        for pairs in unlocked.chunks(3) {
            scope.spawn(move || both_of_each(slow(Docker::of_template("project")), pairs, &["generate"]));
        }
        scope.spawn(move || both_of_each(locked(), &locking, &["lock"]));
    });
}

/// Starts two commands at a time, in the long set three times, and then `next`.
fn both(docker: &Docker, pair: &[&[&str]; 2], next: &[&str]) {
    let project = &docker.project;
    let before = files(project);
    for round in 0..if is_long() { 3 } else { 1 } {
        restore(project, &before);
        let start = |args: &&[&str]| {
            project.command(args).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
        };
        let children: Vec<Child> = pair.iter().map(start).collect();
        let outcomes: Vec<Outcome> =
            children.into_iter().map(|child| Outcome::of(child.wait_with_output().unwrap())).collect();
        let is_late = |outcome: &Outcome| {
            outcome.code == 1 && TOO_LATE.iter().all(|words| outcome.stderr.contains(words))
        };
        assert!(
            outcomes.iter().all(|outcome| outcome.code == 0 || is_late(outcome)),
            "{pair:?} {round}: {outcomes:?}"
        );
        assert!(outcomes.iter().any(|outcome| outcome.code == 0), "{pair:?} {round}: {outcomes:?}");
        docker.xtask(next).exits(0);
        assert_eq!(unfinished(&project.root), [""; 0], "{pair:?} {round}");
        project.xtask(&["generate", "--check"]).exits(0);
        let is_edit = |path: &Utf8PathBuf| path.as_str().ends_with(".edited") && !before.contains_key(path);
        let edited: Vec<_> = files(project).into_keys().filter(is_edit).collect();
        assert_eq!(edited, [""; 0], "{pair:?} {round}: {outcomes:?}");
        // What a command said that it did is there.
        for (args, outcome) in pair.iter().zip(&outcomes).filter(|(_, outcome)| outcome.code == 0) {
            let environment = project.read("environment.yml");
            match args[..] {
                ["add", name] => assert!(environment.contains(name), "{pair:?} {round}: {outcome:?}"),
                ["remove", name] => assert!(!environment.contains(name), "{pair:?} {round}: {outcome:?}"),
                _ => {}
            }
        }
    }
    restore(project, &before);
    docker.xtask(next);
}
