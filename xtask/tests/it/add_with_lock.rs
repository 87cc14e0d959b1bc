//! Claims about `add` and `remove` where there is a lock: files and lock change together or not at all, whatever happens meanwhile.

use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::process::{Child, Stdio};
use std::time::Instant;

use crate::fake_docker::lock::{PACKAGES, SOLVE, answers, locked, resolution, solution};
use crate::fake_docker::{Docker, wait_for};
use crate::kills::{killed, send, unfinished};
use crate::support::{Outcome, is_long, tree};

/// The files that a change of packages is about.
const FILES: [&str; 4] =
    ["environment.yml", "requirements.txt", "lock/conda-linux-64.lock", "lock/requirements-linux-64.txt"];

/// How often the command is killed by each signal, over the time that it takes.
const KILLS: u32 = 6;

/// What each file says, and its mode.
type State = Vec<(String, u32)>;

/// A locked project, whose engine knows a solution with `six`; its files have modes of their own.
fn docker() -> Docker {
    let docker = locked();
    docker.project.write(
        "environment.yml",
        "channels: [conda-forge, nodefaults]\ndependencies:\n- python\n- pip\n- numpy\n",
    );
    answers(&docker, &solution("https://conda.anaconda.org", &PACKAGES), &resolution("4.1"));
    docker.xtask(&["lock"]).exits(0);
    for (file, mode) in FILES.iter().zip([0o664, 0o640, 0o600, 0o644]) {
        let path = docker.project.root.join(file);
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
    }
    knows_six(&docker);
    docker
}

fn knows_six(docker: &Docker) {
    let packages = [&PACKAGES[..], &[("six", 1)]].concat();
    answers(docker, &solution("https://conda.anaconda.org", &packages), &resolution("4.2"));
}

fn state(docker: &Docker) -> State {
    let mode = |file: &&str| docker.project.root.join(file).metadata().unwrap().permissions().mode() & 0o777;
    FILES.iter().map(|file| (docker.project.read(file), mode(file))).collect()
}

/// Gives the files this text and this mode.
fn restore(docker: &Docker, state: &State) {
    for (file, (text, mode)) in FILES.iter().zip(state) {
        docker.project.write(file, text);
        let path = docker.project.root.join(file);
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(*mode)).unwrap();
    }
}

#[test]
fn a_change_that_is_killed_is_made_wholly_or_not_and_the_next_command_says_where_things_stand() {
    let docker = docker();
    let project = &docker.project;
    let before = state(&docker);
    let start = Instant::now();
    docker.xtask(&["add", "six"]).exits(0);
    let step = start.elapsed() / KILLS;
    let after = state(&docker);
    let modes = |state: &State| state.iter().map(|(_, mode)| *mode).collect::<Vec<_>>();
    assert_eq!(modes(&before), modes(&after));
    for signal in ["INT", "TERM", "HUP", "KILL"] {
        // In the middle of it, unless minutes are to be had.
        for number in if is_long() { 0..KILLS } else { KILLS / 2..KILLS / 2 + 2 } {
            restore(&docker, &before);
            knows_six(&docker);
            killed(project.command(&["add", "six"]), signal, step * number);
            let now = state(&docker);
            assert!(signal == "KILL" || now == before || now == after, "{signal} {number}: {now:?}");
            assert!(signal == "KILL" || unfinished(&project.root).is_empty(), "{signal} {number}");
            says_where_things_stand(&docker, &format!("{signal} {number}"));
            assert_eq!(unfinished(&project.root), [""; 0], "{signal} {number}");
            knows_six(&docker);
            docker.xtask(&["add", "six"]).exits(0);
            docker.xtask(&["lock", "--check"]).exits(0);
        }
    }
    // A kill between two renames leaves the first files new.
    for renames in 0..=FILES.len() {
        let mixed = after[..renames].iter().chain(&before[renames..]).cloned().collect();
        restore(&docker, &mixed);
        says_where_things_stand(&docker, &renames.to_string());
        knows_six(&docker);
        docker.xtask(&["add", "six"]).exits(0);
        assert_eq!(state(&docker), after, "{renames}");
        docker.xtask(&["lock", "--check"]).exits(0);
    }
}

/// Either all is well, or the sentence names the files that are behind, and what to type.
fn says_where_things_stand(docker: &Docker, when: &str) {
    let checked = docker.xtask(&["lock", "--check"]);
    let is_behind = checked.stderr.contains("from before the Conda files changed; run `cargo xtask lock");
    assert!(checked.code == 0 || (checked.code == 1 && is_behind), "{when}: {checked:?}");
    if is_behind {
        let removed = docker.xtask(&["remove", "nosuch"]).exits(2).stderr;
        assert!(
            removed.starts_with("warning: lock/") && removed.contains("from before"),
            "{when}: {removed}"
        );
        let dry = docker.xtask(&["--dry-run", "add", "--no-check", "six"]).exits(0).stderr;
        assert!(!dry.contains("six is listed already") || dry.contains("from before"), "{when}: {dry}");
    }
}

#[test]
fn without_an_answer_of_conda_s_every_file_is_as_it_was() {
    let mut docker = docker();
    let before = tree(&docker.project.root);
    let refusal = r#"{"error": "x", "message": "no", "success": false}"#;
    for (action, said) in
        [("1", refusal), ("1", ""), ("signal KILL", ""), ("signal INT", ""), ("125", "no disk")]
    {
        docker.forget().answers(SOLVE, action, said, said);
        let outcome = docker.xtask(&["add", "six"]);
        assert!(outcome.code != 0 && outcome.stderr.contains("error: "), "{action}: {outcome:?}");
        assert!(tree(&docker.project.root) == before, "{action}");
    }
    // Ctrl-C while it waits for an answer.
    docker.answers(SOLVE, "wait", "", "");
    for signal in ["INT", "TERM", "HUP", "KILL"] {
        let _ = std::fs::remove_file(docker.folder.join("pid"));
        let child = waiting(&docker);
        let solver = wait_for(&docker.folder.join("pid"));
        send(&child, signal);
        Outcome::of(child.wait_with_output().unwrap());
        let _ = std::process::Command::new("kill").arg(solver.trim()).status();
        assert!(tree(&docker.project.root) == before, "{signal}");
    }
    // No engine at all.
    let nowhere = docker.folder.join("nowhere");
    docker.project.env("PATH", nowhere.as_str());
    let outcome = docker.xtask(&["add", "six"]).exits(1);
    assert!(outcome.stderr.contains("error: "), "{outcome:?}");
    assert!(tree(&docker.project.root) == before);
}

/// `add`, which waits for Conda.
fn waiting(docker: &Docker) -> Child {
    docker.project.command(&["add", "six"]).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap()
}

#[test]
fn what_is_saved_while_conda_is_asked_stays_and_a_sentence_says_so() {
    let docker = docker();
    let conda = solution("https://conda.anaconda.org", &PACKAGES);
    let conda = conda.replace("numpy-1.0-0", "numpy-2.0-0");
    // The file, and whether the change is given up because of it.
    for (file, is_given_up) in [("environment.yml", true), (FILES[2], true), ("requirements.txt", false)] {
        let before = state(&docker);
        answers(&docker, "", &resolution("4.2"));
        docker.answers_times(1, SOLVE, "wait", &conda);
        let outcome = saved_meanwhile(&docker, file);
        let now = state(&docker);
        let theirs = FILES.iter().position(|name| *name == file).unwrap();
        assert_eq!(now[theirs].0, before[theirs].0.clone() + "# mine\n", "{file}: {outcome:?}");
        if is_given_up {
            let unchanged = |index: usize| index == theirs || now[index] == before[index];
            assert!((0..FILES.len()).all(unchanged), "{file}: {outcome:?}");
            assert!(
                outcome.code == 1
                    && outcome.stderr.contains(" was changed while this command ran, and stays so; run "),
                "{outcome:?}"
            );
        } else {
            assert_eq!(outcome.code, 0, "{outcome:?}");
        }
        restore(&docker, &before);
    }
}

/// `add numpy>=2`, during which somebody saves the file with one more line.
fn saved_meanwhile(docker: &Docker, file: &str) -> Outcome {
    let [go, pid] = ["go", "pid"].map(|name| docker.folder.join(name));
    let _ = (std::fs::remove_file(&go), std::fs::remove_file(&pid));
    let mut command = docker.project.command(&["add", "numpy>=2"]);
    let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    wait_for(&pid);
    docker.project.write(file, docker.project.read(file) + "# mine\n");
    std::fs::write(&go, "").unwrap();
    Outcome::of(child.wait_with_output().unwrap())
}

#[test]
fn what_can_be_refused_is_refused_before_anything_is_written_or_asked_also_in_a_dry_run() {
    type Spoil = fn(&Docker);
    let table: [(&str, Spoil, &str); 9] = [
        (
            "a list that leads out",
            |docker| lead_out(docker, "environment.yml"),
            "environment.yml: this is a link that leads out of the project",
        ),
        (
            "a lock that leads out",
            |docker| lead_out(docker, FILES[2]),
            "lock/conda-linux-64.lock: this is a link that leads out of the project",
        ),
        (
            "a folder of the lock that leads out",
            |docker| lead_out(docker, "lock"),
            "lock: this is a link that leads out of the project",
        ),
        (
            "a damaged lock",
            |docker| _ = docker.project.write(FILES[2], "<<<<<<<\n"),
            "lock/conda-linux-64.lock:1:1: ",
        ),
        (
            "a lock that is a folder",
            |docker| in_its_place(docker, FILES[3]),
            "lock/requirements-linux-64.txt: this is a directory",
        ),
        (
            "a file of docker/ that is a folder",
            |docker| in_its_place(docker, "docker/Dockerfile"),
            "docker/Dockerfile: this is a directory",
        ),
        (
            "docker/ leads out",
            |docker| lead_out(docker, "docker"),
            "docker: this is a link that leads out of the project",
        ),
        (
            "a template with a mistake",
            |docker| _ = docker.project.write("template/Dockerfile.j2", "{{ nosuch }}\n"),
            "template/Dockerfile.j2:1:",
        ),
        (
            "another platform",
            |docker| {
                _ = docker
                    .project
                    .write("Cargo.toml", "[workspace.metadata.docker]\nplatform = \"linux/arm64\"\n")
            },
            "lock/ has nothing for linux-aarch64; run ",
        ),
    ];
    for (what, spoil, said) in table {
        let docker = docker();
        spoil(&docker);
        docker.forget();
        let before = tree(&docker.project.root);
        let commands = [["add", "six"], ["remove", "numpy"]];
        for args in commands.iter().flat_map(|args| [args.to_vec(), [&["--dry-run"][..], args].concat()]) {
            let outcome = docker.xtask(&args).exits(2);
            assert!(
                outcome.stderr.contains(&format!("error: {said}")),
                "{what}, {args:?}: {}",
                outcome.stderr
            );
            assert!(tree(&docker.project.root) == before, "{what}, {args:?}");
            assert_eq!(docker.deeds(), [], "{what}, {args:?}");
        }
    }
}

/// Moves it out of the project, and leaves a link.
fn lead_out(docker: &Docker, name: &str) {
    let path = docker.project.root.join(name);
    let goal = docker.folder.join(path.file_name().unwrap());
    std::fs::rename(&path, &goal).unwrap();
    symlink(goal, path).unwrap();
}

/// Puts a folder into the place of a file.
fn in_its_place(docker: &Docker, name: &str) {
    let path = docker.project.root.join(name);
    std::fs::remove_file(&path).unwrap();
    std::fs::create_dir(path).unwrap();
}

#[test]
fn where_docker_cannot_be_written_the_files_and_the_lock_are_taken_back() {
    let docker = docker();
    let before = state(&docker);
    // An edit by hand that cannot be kept, which is seen when the files and the lock are written already.
    let dockerfile = docker.project.read("docker/Dockerfile");
    docker.project.write("docker/Dockerfile", dockerfile.clone() + "# mine\n");
    let _ = std::fs::remove_file(docker.project.root.join("docker/Dockerfile.edited"));
    std::fs::create_dir(docker.project.root.join("docker/Dockerfile.edited")).unwrap();
    let outcome = docker.xtask(&["add", "six"]).exits(2);
    assert!(outcome.stderr.contains("error: docker/Dockerfile.edited: this is a directory"), "{outcome:?}");
    assert_eq!(state(&docker), before);
    assert_eq!(docker.project.read("docker/Dockerfile"), dockerfile + "# mine\n");
    docker.xtask(&["lock", "--check"]).exits(0);
}
