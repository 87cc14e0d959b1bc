//! Claims about what stands in the place of a file: a named pipe is not waited for, and no link leads the tool out of the project.

use std::os::unix::fs::{MetadataExt as _, symlink};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use camino::Utf8Path;

use crate::fake_docker::Docker;
use crate::support::{Outcome, Project, is_long, tree};

/// Each file that is read, and those commands of `generate`, `generate --check`, `check` and `docker-build` that read it.
const READ: [(&str, bool); 17] = [
    ("Cargo.toml", true),
    ("environment.yml", true),
    ("requirements.txt", true),
    ("more.txt", true),
    ("apt.txt", true),
    ("postBuild", true),
    ("start", true),
    ("runtime.txt", false),
    ("template/Dockerfile.j2", false),
    ("template/layer.sh", false),
    ("lock/conda-linux-64.lock", false),
    ("docker/Dockerfile", false),
    ("docker/layer.sh", false),
    (".devcontainer/devcontainer.json", false),
    ("docker/.env", false),
    ("docker/.generated", false),
    ("docker/.project-id", false),
];

/// Runs the tool, which is to end by itself.
fn ends(project: &Project, args: &[&str]) -> Outcome {
    let mut command = project.command(args);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let start = Instant::now();
    while child.try_wait().unwrap().is_none() {
        if start.elapsed() > Duration::from_secs(20) {
            child.kill().unwrap();
            panic!("{args:?} waits for ever");
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    Outcome::of(child.wait_with_output().unwrap())
}

#[test]
fn a_pipe_a_socket_a_device_or_a_folder_in_the_place_of_a_file_is_one_sentence() {
    let docker = Docker::of_template("project");
    let project = &docker.project;
    project.write("requirements.txt", "-r more.txt\n").write("more.txt", "tabulate\n");
    project.xtask(&["generate"]).exits(0);
    let spare = project.root.parent().unwrap().join("spare");
    let mut wrong = String::new();
    for (path, is_of_conda) in READ {
        let full = project.root.join(path);
        let is_there = std::fs::rename(&full, &spare).is_ok();
        std::fs::create_dir_all(full.parent().unwrap()).unwrap();
        for (kind, named) in [
            ("pipe", "a named pipe"),
            ("socket", "a socket"),
            ("device", "a device"),
            ("folder", "a directory"),
            ("loop", "a link that leads nowhere"),
        ] {
            let mut socket = None;
            match kind {
                "pipe" => assert!(Command::new("mkfifo").arg(&full).status().unwrap().success()),
                "socket" => socket = Some(std::os::unix::net::UnixListener::bind(&full).unwrap()),
                "loop" => symlink(full.file_name().unwrap(), &full).unwrap(),
                "device" => symlink("/dev/zero", &full).unwrap(),
                _ => std::fs::create_dir(&full).unwrap(),
            }
            let commands = [&["generate"][..], &["check"], &["generate", "--check"], &["docker-build"]];
            // The last two read as `generate` does, and with a pipe each shows that it looks first.
            for args in &commands[..if kind == "pipe" || is_long() { 4 } else { 2 }] {
                let outcome = ends(project, args);
                let said = outcome.stdout + &outcome.stderr;
                // A folder in template/ is not looked at.
                let is_left_out = (path, kind) == ("template/layer.sh", "folder");
                let is_read = (is_of_conda || *args != ["check"]) && !is_left_out;
                // Neither docker/.env nor the record is of what is checked, and without it a template is somebody else's.
                let is_odd = [
                    "docker/.env",
                    "docker/.generated",
                    "docker/.project-id",
                    "template/Dockerfile.j2",
                    "runtime.txt",
                ]
                .contains(&path);
                if (is_read
                    && !is_odd
                    && (!said.contains(path)
                        || !(said.contains(named) || said.contains("is a link that lea"))
                        || (kind == "loop" && *args != ["check"] && outcome.code != 2)
                        || outcome.code == 0))
                    || said.contains("panicked")
                {
                    wrong += &format!("{path} {kind} {args:?}: {} {said}\n", outcome.code);
                }
            }
            drop(socket);
            let _ = std::fs::remove_file(&full).or_else(|_| std::fs::remove_dir(&full));
        }
        if is_there {
            std::fs::rename(&spare, &full).unwrap();
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

#[test]
fn a_pipe_a_file_or_a_loop_in_the_place_of_a_folder_is_one_sentence() {
    for path in ["docker", ".devcontainer", "lock"] {
        for (kind, named, instead) in [
            ("pipe", "a named pipe", "a folder"),
            ("file", "a file", "a folder"),
            ("loop", "a link that leads nowhere", "what it stands for"),
        ] {
            let docker = Docker::of_template("project");
            let place = docker.project.root.join(path);
            let _ = std::fs::remove_dir_all(&place);
            match kind {
                "pipe" => assert!(Command::new("mkfifo").arg(&place).status().unwrap().success()),
                "file" => std::fs::write(&place, "").unwrap(),
                _ => symlink(path, &place).unwrap(),
            }
            for command in ["generate", "docker-build"] {
                let outcome = ends(&docker.project, &[command]);
                let sentence = format!("error: {path}: this is {named}; put {instead} in its place\n");
                assert_eq!(outcome.code, 2, "{outcome:?}");
                assert!(outcome.stderr.ends_with(&sentence), "{outcome:?}");
            }
        }
    }
}

/// Each place that is written or rendered, and whether a link there is to a folder.
const PLACES: [(&str, bool); 9] = [
    ("docker", true),
    (".devcontainer", true),
    ("template", true),
    ("docker/Dockerfile", false),
    ("docker/.env", false),
    ("docker/.generated", false),
    (".devcontainer/devcontainer.json", false),
    ("template/layer.sh", false),
    ("template/Dockerfile.j2", false),
];

#[test]
fn no_link_leads_what_is_written_or_rendered_out_of_the_project() {
    for (path, is_folder) in PLACES {
        for kind in ["out", "nowhere", "inside"] {
            let docker = Docker::of_template("project");
            let project = &docker.project;
            project.xtask(&["generate"]).exits(0);
            let goal = match kind {
                "out" => project.root.parent().unwrap().join("outside"),
                "inside" => project.root.join("data-of-mine"),
                _ => Utf8Path::new("/nowhere/at-all").to_owned(),
            };
            let place = project.root.join(path);
            match kind {
                "nowhere" if is_folder => std::fs::remove_dir_all(&place).unwrap(),
                "nowhere" => std::fs::remove_file(&place).unwrap(),
                _ => std::fs::rename(&place, &goal).unwrap(),
            }
            symlink(&goal, &place).unwrap();
            project.write("environment.yml", project.read("environment.yml").replace("  - numpy\n", ""));
            let outside = project.root.parent().unwrap().join("outside");
            let before = if outside.is_dir() { tree(&outside) } else { Vec::new() };
            // Where template/ leads nowhere, the project is one of somebody else's, and nothing is written into it.
            let is_foreign = kind == "nowhere" && ["template", "template/Dockerfile.j2"].contains(&path);
            for command in ["generate", "docker-build"] {
                let outcome = ends(project, &[command]);
                let said = format!("{path} {kind} {command}: {} {}", outcome.code, outcome.stderr);
                if kind == "inside" || is_foreign {
                    assert_eq!(outcome.code, 0, "{said}");
                    continue;
                }
                let goal = if kind == "out" {
                    format!("out of the project, to {goal}")
                } else {
                    "nowhere".to_owned()
                };
                let sentence = format!(
                    "error: {path}: this is a link that leads {goal}; put what it stands for in its place\n"
                );
                assert_eq!(outcome.code, 2, "{said}");
                assert!(outcome.stderr.ends_with(&sentence), "{said}");
            }
            let after = if outside.is_dir() { tree(&outside) } else { Vec::new() };
            assert!(before == after, "{path} {kind}");
        }
    }
}

#[test]
fn a_link_out_of_the_project_is_not_corrected_nor_locked() {
    let docker = Docker::of_template("project");
    let project = &docker.project;
    let outside = project.root.parent().unwrap().join("outside");
    std::fs::create_dir(&outside).unwrap();
    let text = format!("{}prefix: /x\n", project.read("environment.yml"));
    std::fs::write(outside.join("environment.yml"), &text).unwrap();
    std::fs::remove_file(project.root.join("environment.yml")).unwrap();
    symlink(outside.join("environment.yml"), project.root.join("environment.yml")).unwrap();
    let said = project.xtask(&["check", "--fix"]).exits(2);
    assert!(
        said.stderr.starts_with("error: environment.yml: this is a link that leads out of the project, to "),
        "{said:?}"
    );
    assert!(said.stdout.is_empty(), "{said:?}");
    assert_eq!(std::fs::read_to_string(outside.join("environment.yml")).unwrap(), text);

    symlink(&outside, project.root.join("lock")).unwrap();
    let said = docker.xtask(&["lock"]).exits(2);
    assert!(
        said.stderr.contains("error: lock: this is a link that leads out of the project, to "),
        "{said:?}"
    );
    assert!(docker.deed_names().is_empty(), "{:?}", docker.deed_names());
}

#[test]
fn root_reads_in_another_user_s_project_no_file_that_its_owner_may_not_read() {
    let project = Project::of_template("project");
    if std::fs::metadata(&project.root).unwrap().uid() != 0 {
        // Only root has such a project, and is trusted with other users' files.
        return;
    }
    let secret = project.root.parent().unwrap().join("secret");
    std::fs::write(&secret, "#!/bin/bash\nset -e\necho root-alone\n").unwrap();
    let owned = Command::new("chown").args(["-R", "1234:1234", project.root.as_str()]).status().unwrap();
    assert!(owned.success());
    for path in ["postBuild", "start", "apt.txt", "template/layer.sh"] {
        let place = project.root.join(path);
        let before = std::fs::read(&place).ok();
        let _ = std::fs::remove_file(&place);
        symlink(&secret, &place).unwrap();
        let said = project.xtask(&["generate"]).exits(2);
        let sentence = format!("error: {path}: this is a link that leads out of the project, to {secret}");
        assert!(said.stderr.contains(&sentence), "{said:?}");
        std::fs::remove_file(&place).unwrap();
        if let Some(before) = before {
            std::fs::write(&place, before).unwrap();
        }
    }
    let all = tree(&project.root);
    let has = |bytes: &Option<Vec<u8>>| {
        bytes.as_ref().is_some_and(|it| String::from_utf8_lossy(it).contains("root-alone"))
    };
    assert!(!all.iter().any(|(_, bytes)| has(bytes)));
}
