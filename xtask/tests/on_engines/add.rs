//! Claims about `add`, `remove` and `lock --upgrade`: the files, the lock and the image have what was asked for, and nothing else.

use std::process::Command;

use super::lab::{Lab, container};
use super::lock::xtask;
use super::machine::{docker, give, image, small_lab};
use super::server::{Server, world_dir};
use super::wait::{ANSWER, within};
use crate::harness::{Test, tests};
use crate::support::{Outcome, Project, folder};

/// The tests of this area.
pub const TESTS: &[Test] = tests![
    what_is_added_taken_from_a_lab_removed_and_upgraded_is_in_the_files_the_lock_and_the_image_and_nothing_else,
];

fn what_is_added_taken_from_a_lab_removed_and_upgraded_is_in_the_files_the_lock_and_the_image_and_nothing_else()
 {
    let tag = image("added");
    let mut project = small_lab(&tag);
    // Whoever runs the tests is not always the owner of the project, of which git is told here.
    for (name, value) in [("COUNT", "1"), ("KEY_0", "safe.directory"), ("VALUE_0", "*")] {
        project.env(&format!("GIT_CONFIG_{name}"), value);
    }
    xtask(&project, &["lock"]).exits(0);
    commit(&project);

    let added = xtask(&project, &["add", "boltons"]).exits(0).stdout;
    assert_eq!(moved(&added), ["conda boltons +"], "{added}");
    is_locked(&project);

    let lab = Lab::detached(&project);
    takes_what_is_installed(&project);
    lab.stop().exits(0);
    drop(lab);
    let program = "import boltons, contourpy, ipywidgets, numpy";
    xtask(&project, &["run", "--", "python", "-c", program]).exits(0);
    let diff = xtask(&project, &["lock", "--diff"]).exits(0).stdout;
    assert_eq!(moved(&diff), [&["conda boltons +"], &TAKEN[..]].concat(), "{diff}");

    let removed = xtask(&project, &["remove", "contourpy"]).exits(0).stdout;
    // What it brought along goes with it.
    assert_eq!(moved(&removed), ["conda contourpy -", "conda numpy -"], "{removed}");
    xtask(&project, &["remove", "--pip", "ipywidgets"]).exits(0);
    xtask(&project, &["remove", "boltons"]).exits(0);
    is_locked(&project);
    let diff = xtask(&project, &["lock", "--diff"]).exits(0);
    assert!(
        diff.stdout.is_empty() && diff.stderr.contains("nothing in lock/ has another version"),
        "{diff:?}"
    );
    assert!(!git(&project, &["diff", "--name-only"]).stdout.contains(".yml"), "the files are as they were");

    raises_one_alone(&mut project);
    docker(&["image", "rm", "--force", &tag]);
}

/// What has moved once the packages of the lab are taken: pip's package, and Conda's with what it needs.
const TAKEN: [&str; 5] = [
    "conda contourpy +",
    "conda numpy +",
    "pip ipywidgets +",
    "pip jupyterlab_widgets +",
    "pip widgetsnbextension +",
];

fn takes_what_is_installed(project: &Project) {
    let id = container(project).unwrap();
    for install in
        [&["conda", "install", "--quiet", "--yes", "contourpy"][..], &["pip", "install", "ipywidgets"]]
    {
        docker(&[&["container", "exec", &id], install].concat()).exits(0);
    }
    let [environment, requirements] = ["environment.yml", "requirements.txt"].map(|file| project.read(file));
    let taken = xtask(project, &["add", "--from-lab"]).exits(0).stdout;
    assert_eq!(moved(&taken), TAKEN, "{taken}");
    is_locked(project);
    // The versions are those of the lab, and a line is all that is new.
    let version = |file: &str, name: &str| {
        let lock = project.read(file);
        let line = lock.lines().find(|line| line.contains(name)).unwrap().to_owned();
        line.split_once(name).unwrap().1.split(['-', ' ']).next().unwrap().to_owned()
    };
    let conda = version("lock/conda-linux-64.lock", "/contourpy-");
    let pip = version("lock/requirements-linux-64.txt", "ipywidgets==");
    let environment = environment.replace("boltons]", &format!("boltons, contourpy={conda}]"));
    assert_eq!(project.read("environment.yml"), environment);
    assert_eq!(project.read("requirements.txt"), format!("{requirements}ipywidgets=={pip}\n"));
}

/// `lock --upgrade PACKAGE`, in a world that has an older version of two packages as well.
fn raises_one_alone(project: &mut Project) {
    let (world, older) = (world_dir().join("www"), folder());
    let www = camino::Utf8Path::from_path(older.path()).unwrap().join("www");
    let copied = Command::new("cp").args(["-r", world.as_str(), www.as_str()]).status().unwrap();
    assert!(copied.success());
    let program = "import json, sys\n\
                   for path in sys.argv[1:]:\n\
                   \x20   channel = json.load(open(path))\n\
                   \x20   for kind in ('packages', 'packages.conda'):\n\
                   \x20       for name, record in list(channel[kind].items()):\n\
                   \x20           if record['name'] in ('boltons', 'tqdm'):\n\
                   \x20               older = name.replace(record['version'], '1.0')\n\
                   \x20               channel[kind][older] = {**record, 'version': '1.0'}\n\
                   \x20   json.dump(channel, open(path, 'w'))\n";
    let noarch = www.join("conda-forge/noarch");
    let mut python = Command::new("python3");
    python.args(["-c", program]);
    python.args(["repodata.json", "current_repodata.json"].map(|name| noarch.join(name)));
    within(ANSWER, python).exits(0);

    let server = Server::of(&www);
    server.mirror_for(project, "offline/debian:bookworm", "apt");
    let lock = |project: &Project, args: &[&str]| {
        within(ANSWER, project.command(&[&["lock"], args].concat())).exits(0)
    };
    let packages = |project: &Project, specs: &str| {
        let text = "channels: [conda-forge, nodefaults]\ndependencies: [python=3.11, jupyterlab, pip";
        project.write("environment.yml", format!("{text}, {specs}]\n"));
        // The older packages are a name alone, so nothing is to be installed for pip's question.
        project.write("requirements.txt", "");
        give(project);
    };
    packages(project, "boltons=1.0, tqdm=1.0");
    lock(project, &[]);
    packages(project, "boltons, tqdm");
    lock(project, &[]);
    commit(project);
    lock(project, &["--upgrade", "boltons"]);
    is_locked(project);
    let diff = lock(project, &["--diff"]).stdout;
    assert!(diff.contains(" boltons  1.0  →  2") && diff.lines().count() == 1, "{diff}");
}

fn is_locked(project: &Project) {
    xtask(project, &["lock", "--check"]).exits(0);
}

/// The rows of a table old → new, sorted: `conda NAME`, and `+` for what is new, `-` for what is gone.
fn moved(table: &str) -> Vec<String> {
    let row = |line: &str| {
        let words: Vec<&str> = line.split_whitespace().collect();
        let [_, manager, name, old, _, new] = words[..] else { panic!("{table}") };
        let deed = match (old, new) {
            ("-", _) => "+",
            (_, "-") => "-",
            _ => "~",
        };
        format!("{manager} {name} {deed}")
    };
    let mut rows: Vec<String> = table.lines().map(row).collect();
    rows.sort();
    rows
}

fn commit(project: &Project) {
    if !project.root.join(".git").exists() {
        git(project, &["init", "--quiet"]);
    }
    git(project, &["add", "environment.yml", "requirements.txt", "lock"]);
    git(project, &["-c", "user.name=a", "-c", "user.email=a@b", "commit", "--quiet", "--message=a"]);
    give(project);
}

fn git(project: &Project, args: &[&str]) -> Outcome {
    let mut git = Command::new("git");
    // Whoever runs the tests is not always the owner of the project.
    git.args(["-c", "safe.directory=*", "-C", project.root.as_str()]).args(args);
    within(ANSWER, git).exits(0)
}
