//! Claims about what a person writes in a container: it is on this machine, or refused, or outside of `~/app`, by each way in
//! and for root as well. What is to be where stands in [`PLACES`].

use std::fmt::Write as _;
use std::os::unix::fs::MetadataExt as _;
use std::process::Command;

use serde_yaml::Value;

use super::lab::{Lab, container};
use super::machine::{build, docker, give, image, owner, project, shared};
use super::wait::{ANSWER, within};
use crate::composes::v2;
use crate::harness::{Test, is_long, tests};
use crate::support::{Project, absent};

/// The tests of this area.
pub const TESTS: &[Test] = tests![
    what_is_written_below_app_is_on_this_machine_or_refused_by_each_way_in,
    the_same_holds_for_root,
    jupyterlab_opens_in_the_first_place_that_lasts_and_says_where_none_does,
];

/// Where what is written ends up.
#[derive(Clone, Copy, Debug, PartialEq)]
enum End {
    /// In this file of the project.
    Host(&'static str),
    Refused,
    /// In the container alone, and not below `~/app`.
    Outside,
}
use End::{Host, Outside, Refused};

/// A place, how it is written to, and where that ends up in a container that has some folders of the project, and in an
/// editor's, which has the whole. `made` is what postBuild has left in the image.
const PLACES: [(&str, &str, End, End); 20] = [
    ("~/app/x", "echo x >~/app/x", Refused, Host("x")),
    ("~/app/Untitled.ipynb", "echo x >~/app/Untitled.ipynb", Refused, Host("Untitled.ipynb")),
    ("a new folder", "mkdir ~/app/new && echo x >~/app/new/x", Refused, Host("new/x")),
    ("postBuild's folder", "echo x >~/app/made/x", Refused, Refused),
    ("postBuild's file", "echo x >>~/app/made.txt", Refused, Host("made.txt")),
    ("behind postBuild's link", "echo x >~/app/link/x", Outside, Refused),
    ("bin/", "echo x >~/app/bin/x", Host("bin/x"), Host("bin/x")),
    ("data/", "echo x >~/app/data/x", Host("data/x"), Host("data/x")),
    ("doc/", "echo x >~/app/doc/x", Host("doc/x"), Host("doc/x")),
    ("notebooks/", "echo x >~/app/notebooks/x", Host("notebooks/x"), Host("notebooks/x")),
    ("results/", "echo x >~/app/results/x", Host("results/x"), Host("results/x")),
    ("src/", "mkdir ~/app/src/n && echo x >~/app/src/n/x", Host("src/n/x"), Host("src/n/x")),
    ("a deep mount", "echo x >~/app/deep/er/sets/x", Host("sets/x"), Host("sets/x")),
    ("beside a deep mount", "echo x >~/app/deep/er/x", Refused, Host("deep/er/x")),
    ("above a deep mount", "mkdir ~/app/deep/n && echo x >~/app/deep/n/x", Refused, Host("deep/n/x")),
    ("a read-only mount", "echo x >~/app/raw/x", Refused, Refused),
    ("a file gone from ~/app", "rm -f ~/app/made.txt && echo x >~/app/made.txt", Refused, Host("made.txt")),
    ("the environment", "echo x >/opt/env/x", Outside, Outside),
    ("~", "echo x >~/x", Outside, Outside),
    ("/tmp", "echo x >/tmp/x", Outside, Outside),
];

const POST_BUILD: &str = "#!/bin/bash\nmkdir ~/app/made ~/linked\necho read me | tee ~/app/made.txt >~/app/made/file\n\
                          ln -s ~/linked ~/app/link\n";

const MOUNTS: &str = r#"mounts = ["bin", "data", "doc", "notebooks", "results", "src", { source = "raw", read-only = true },
        { source = "sets", target = "deep/er/sets" }]"#;

/// A project whose postBuild leaves something in `~/app`.
fn with_places(name: &str) -> Project {
    shared();
    let project = project(&image(name));
    let settings = project.read("Cargo.toml").replace("port =", &format!("{MOUNTS}\nport ="));
    project.write("Cargo.toml", settings).write("postBuild", POST_BUILD);
    give(&project);
    project
}

/// Writes to each place, and prints a line for each that could be written.
fn script() -> String {
    let mut script = String::new();
    for (at, (_, write, _, _)) in PLACES.iter().enumerate() {
        let _ = writeln!(script, "({write}) 2>/dev/null && echo {at}");
    }
    script + "true\n"
}

/// Compares what a script said, and what is on this machine, with the table; and takes it away again.
fn compare(project: &Project, way: &str, said: &str, whole: bool) {
    let mut table = format!("{way}\n");
    let mut wrong = Vec::new();
    for (at, (place, _, folders, all)) in PLACES.iter().enumerate() {
        let expected = if whole { *all } else { *folders };
        let is_written = said.lines().any(|line| line == at.to_string());
        let path = match expected {
            Host(path) => project.root.join(path),
            // Where it would be if it came through after all.
            Refused | Outside => project.root.join("nowhere"),
        };
        let is_here = path.exists();
        let is_right = match expected {
            Host(_) => is_written && is_here,
            Refused => !is_written,
            Outside => is_written && !is_here,
        };
        let _ = writeln!(table, "  {place:<26} {expected:?}");
        if !is_right {
            wrong.push(format!("{way}: {place}: {expected:?}, but written {is_written}, here {is_here}"));
        }
        if is_here {
            let owner = (path.metadata().unwrap().uid(), project.root.metadata().unwrap().uid());
            assert_eq!(owner.0, owner.1, "{way}: {path}");
        }
    }
    for (_, _, folders, all) in PLACES {
        if let Host(path) = if whole { all } else { folders } {
            let _ = std::fs::remove_file(project.root.join(path));
        }
    }
    for folder in ["new", "src/n", "deep/n"] {
        let _ = std::fs::remove_dir(project.root.join(folder));
    }
    println!("{table}");
    assert!(wrong.is_empty(), "\n{}\n{said}", wrong.join("\n"));
}

/// Each way in, one after the other.
fn by_each_way(mut project: Project) {
    build(&project, &[]).exits(0);
    let script = script();
    let xtask = |project: &Project, args: &[&str]| {
        let command = project.command(&[&["--offline"], args, &["sh", "-c", &script]].concat());
        within(ANSWER, command).exits(0).stdout
    };
    let read = ["--offline", "run", "--", "cat", "made.txt", "made/file"];
    assert_eq!(within(ANSWER, project.command(&read)).exits(0).stdout, "read me\nread me\n");
    compare(&project, "run", &xtask(&project, &["run", "--"]), false);
    let lab = Lab::detached(&project);
    let id = container(&project).unwrap();
    let said = docker(&["container", "exec", &id, "sh", "-c", &script]).exits(0).stdout;
    compare(&project, "a lab's exec", &said, false);
    // Root beside a lab that is the user's: no entrypoint closes for it what the engine makes.
    for lost in ["~/app/x", "~/app/deep/x", "~/app/deep/er/x"] {
        let said = docker(&["container", "exec", "--user", "0", &id, "sh", "-c", &format!("echo x >{lost}")]);
        assert_ne!(said.code, 0, "root has written {lost}");
    }
    drop(lab);
    if let Some(compose) = v2() {
        project.env("DOCKER_CONFIG", compose.config);
        compare(&project, "compose", &xtask(&project, &["compose", "run", "--rm", "-T", "lab"]), false);
        within(ANSWER, project.command(&["--offline", "compose", "down"])).exits(0);
    }
    compare(&project, "dev container", &in_editors(&project, &script), true);
}

/// What the script says in a container that is started as devcontainer.json has it.
fn in_editors(project: &Project, script: &str) -> String {
    project.xtask(&["generate"]).exits(0);
    let text = project.read(".devcontainer/devcontainer.json");
    let lines = text.lines().filter(|line| !line.trim_start().starts_with("//"));
    let file: Value = serde_yaml::from_str(&lines.collect::<Vec<_>>().join("\n")).unwrap();
    let words = |key: &str| -> Vec<String> {
        file[key].as_sequence().unwrap().iter().map(|word| word.as_str().unwrap().to_owned()).collect()
    };
    let before = words("initializeCommand");
    let made = Command::new(&before[0]).args(&before[1..]).current_dir(&project.root).status();
    assert!(made.unwrap().success());
    give_as_it_was(project);
    let tag = image(project.root.file_name().unwrap().strip_prefix(&image("")).unwrap());
    let home = docker(&["container", "run", "--rm", &tag, "sh", "-c", "echo $HOME"]).exits(0).stdout;
    let here = |text: &str| {
        text.replace("${localWorkspaceFolder}", project.root.as_str()).replace("/home/jovyan", home.trim())
    };
    let mut run = Command::new("docker");
    run.args(["container", "run", "--rm", "--init"]).args(words("runArgs"));
    // An editor's volumes are for the home, and it alone knows their names.
    let mut mounts = words("mounts");
    mounts.retain(|mount| !mount.starts_with("type=volume"));
    for mount in [file["workspaceMount"].as_str().unwrap().to_owned()].iter().chain(&mounts) {
        run.args(["--mount", &here(mount)]);
    }
    within(ANSWER, {
        run.args([&tag, "sh", "-c", script]);
        run
    })
    .exits(0)
    .stdout
}

/// What the tool has written for us belongs to us.
fn give_as_it_was(project: &Project) {
    let uid = project.root.metadata().unwrap().uid();
    let _ = Command::new("chown").args(["-R", &uid.to_string(), project.root.as_str()]).status();
}

fn what_is_written_below_app_is_on_this_machine_or_refused_by_each_way_in() {
    let project = with_places("places");
    assert_eq!(project.root.metadata().unwrap().uid(), owner().0);
    by_each_way(project);
}

fn the_same_holds_for_root() {
    let project = with_places("places-root");
    let own = Command::new("chown").args(["-R", "0:0", project.root.as_str()]).output();
    if !own.is_ok_and(|own| own.status.success()) {
        absent("no right to give a project to root");
        return;
    }
    let data = project.root.join("data");
    std::fs::create_dir_all(&data).unwrap();
    std::os::unix::fs::chown(&data, Some(12345), Some(12345)).unwrap();
    build(&project, &[]).exits(0);
    let refused = within(ANSWER, project.command(&["--offline", "lab"])).exits(73).stderr;
    let give = r#"`run-args = ["--cap-add=DAC_OVERRIDE"]` in Cargo.toml"#;
    assert!(refused.contains(&format!("run `chown -R 0:0 {data}`")) && refused.contains(give), "{refused}");
    let settings = project.read("Cargo.toml");
    let given = settings.replace("port =", "run-args = [\"--cap-add=DAC_OVERRIDE\"]\nport =");
    project.write("Cargo.toml", given);
    let write = ["--offline", "run", "--", "sh", "-c", "echo x >data/given"];
    within(ANSWER, project.command(&write)).exits(0);
    assert_eq!(data.join("given").metadata().unwrap().uid(), 0);
    project.write("Cargo.toml", settings);
    std::os::unix::fs::chown(&data, Some(0), Some(0)).unwrap();
    by_each_way(project);
}

/// How a container is started, what JupyterLab is started with, and the folder that it shows and the one in which it
/// opens, below `~` (`-`: what Jupyter would do by itself); and whether something is said.
/// The long set has the last three.
type Opening = (&'static [&'static str], &'static str, &'static str, bool);

const OPENINGS: [Opening; 9] = [
    (&[], "", "~ -", true),
    (&["--mount=type=tmpfs,target=APP/data"], "", "~/app data", false),
    (
        &["--mount=type=tmpfs,target=APP/data", "--mount=type=tmpfs,target=APP/notebooks"],
        "",
        "~/app notebooks",
        false,
    ),
    (&["--mount=type=bind,source=HERE,target=APP"], "", "- -", false),
    (&["--mount=type=tmpfs,target=APP/data"], "--ServerApp.root_dir=/tmp", "- -", false),
    (&["--read-only"], "", "/dev/shm/home-UID -", true),
    (&["--mount=type=tmpfs,target=APP/my data"], "", "~/app my data", false),
    (&["--workdir=/tmp"], "", "- -", false),
    (&["--mount=type=tmpfs,target=APP/data"], "env", "- -", false),
];

/// Reads the configuration as Jupyter does.
const CONFIGURATION: &str = "import os, sys\nfrom traitlets.config import PyFileConfigLoader\n\
    config = PyFileConfigLoader('jupyter_server_config.py', path='/etc/jupyter').load_config()\n\
    root = config.get('ServerApp', {}).get('root_dir', '-').replace('/home/' + os.environ['USER'], '~')\n\
    print(root, config.get('FileContentsManager', {}).get('preferred_dir', '-'))";

fn jupyterlab_opens_in_the_first_place_that_lasts_and_says_where_none_does() {
    let project = shared();
    let tag = image("shared");
    let inside =
        docker(&["container", "run", "--rm", &tag, "sh", "-c", "echo $REPO_DIR; id -u"]).exits(0).stdout;
    let (app, uid) = inside.trim().split_once('\n').unwrap();
    let openings = if is_long() { &OPENINGS[..] } else { &OPENINGS[..6] };
    for &(options, argument, opens, says) in openings {
        let options: Vec<String> = options
            .iter()
            .map(|option| option.replace("APP", app).replace("HERE", project.root.as_str()))
            .collect();
        let mut run = Command::new("docker");
        run.args(["container", "run", "--rm"]).args(&options).args([
            &tag,
            "python",
            "-c",
            CONFIGURATION,
            argument,
        ]);
        let outcome = within(ANSWER, run).exits(0);
        assert_eq!(
            outcome.stdout.trim(),
            opens.replace("UID", uid),
            "{options:?} {argument}: {}",
            outcome.stderr
        );
        let said = outcome.stderr.lines().filter(|line| line.starts_with("JupyterLab opens in ")).count();
        assert_eq!(said, usize::from(says), "{options:?} {argument}: {}", outcome.stderr);
        let is_closed = options.iter().any(|option| option == "--read-only");
        assert_eq!(
            outcome.stderr.contains("the home of the image cannot be written"),
            is_closed,
            "{}",
            outcome.stderr
        );
    }
    // Nobody but it can tell whether it likes what it is given.
    // The container ends with what is read from it.
    let started = ["bash", "-c", "grep --max-count=1 Serving < <(jupyter lab --no-browser --port=9999 2>&1)"];
    let said =
        docker(&[&["container", "run", "--rm", "--read-only", &tag][..], &started].concat()).exits(0).stdout;
    assert!(said.trim().ends_with(&format!("local directory: /dev/shm/home-{uid}")), "{said}");
}
