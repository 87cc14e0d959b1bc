//! The cache contract, on the real engine: for each edit, the first step that runs again is the one that `explain` names,
//! and every layer below it is the same.

use std::sync::LazyLock;
use std::time::{SystemTime, UNIX_EPOCH};

use super::layers::{Layers, below, common, differing, layers};
use super::lock::{locked, xtask};
use super::machine::{BUILD, docker, image};
use super::server::{Server, world_json};
use super::wait::within;
use crate::harness::{Test, is_long, tests};
use crate::support::{Project, tree};

/// The tests of this area.
pub const TESTS: &[Test] = tests![
    an_edit_of_what_the_image_does_not_hold_starts_no_build,
    each_edit_runs_its_own_step_again_and_those_above_it,
    a_mirror_of_the_same_installer_shares_all_layers_and_another_installer_none_from_there_on,
];

/// The instruction with which each step begins.
const BEGINS: [(&str, &str); 7] = [
    ("system packages", "RUN --mount=type=cache,id=cache-apt"),
    ("Conda", "RUN --mount=type=cache,id=cache-conda"),
    ("environment", "COPY --from=files /steps/packages/ /"),
    ("activation", "COPY --from=files /steps/activation/ /"),
    ("pip", "COPY --from=files /steps/pip/ /"),
    ("user", "COPY --from=files /steps/user/ /"),
    ("postBuild", "RUN --mount=type=bind,from=files,source=/steps/postBuild"),
];

fn an_edit_of_what_the_image_does_not_hold_starts_no_build() {
    let project = locked();
    let edits: [(&str, &str); 5] = [
        ("notebooks/a.ipynb", "any edit"),
        ("src/a.py", "any edit"),
        ("README.md", "any edit"),
        ("environment.yml", "a comment, the order, the name"),
        ("requirements.txt", "a comment, the order"),
    ];
    for (path, edit) in edits {
        let before = std::fs::read_to_string(project.root.join(path)).unwrap_or_default();
        project.write(path, format!("# a comment\n{before}\n"));
        assert_eq!(explained(&project, path, edit), "nothing");
    }
    project.write(
        "environment.yml",
        "dependencies:\n- numpy\n- pip\n- python=3.11\nchannels: [conda-forge, nodefaults]\n",
    );
    for (path, _) in tree(&project.root) {
        // A clone has other times, and another folder: this is one already.
        std::fs::File::options().write(true).open(&path).map(|file| file.set_modified(UNIX_EPOCH)).ok();
    }
    let outcome = xtask(&project, &["docker-build"]).exits(0);
    let sentence = format!("xtask: the image `{}` is current; --no-cache builds it anew\n", image("locked"));
    assert!(outcome.stderr.ends_with(&sentence), "{}", outcome.stderr);
}

/// An edit: the file, what `explain` calls it, and how it is done.
type Edit = (&'static str, &'static str, fn(&Project));

fn each_edit_runs_its_own_step_again_and_those_above_it() {
    let edits: [Edit; 4] = [
        ("postBuild", "any edit", |project| {
            project.write("postBuild", "#!/bin/bash\necho 1 >~/one\n");
        }),
        ("environment.yml", "variables", |project| {
            let text = project.read("environment.yml");
            project.write("environment.yml", format!("{text}  A_NEW_ONE: x\n"));
        }),
        ("requirements.txt", "a requirement", |project| {
            project.write("requirements.txt", "tabulate\nhumanize\n");
        }),
        ("template/create-user.sh", "any edit", |project| {
            let text = project.read("template/create-user.sh");
            project.write("template/create-user.sh", format!("{text}# edited\n"));
        }),
    ];
    let project = of_this_run();
    built(&project, &[]);
    let before = layers(&image("contract"));
    for (path, edit, make) in edits {
        // `rebuild` has such an edit, whose step is the same without a lock; here pip would be asked for one first.
        if path == "requirements.txt" && !is_long() {
            continue;
        }
        let project = of_this_run();
        let step = explained(&project, path, edit);
        make(&project);
        assert_builds_from(&project, &step, &before);
    }
    if !is_long() {
        // `network_down` has such an edit, whose build ends there.
        return;
    }
    // The first steps of all, up to the stage with Conda; what they make is the same, so the log has to tell.
    let project = locked();
    project.write("Cargo.toml", project.read("Cargo.toml") + "apt = [\"openssl\"]\n");
    let log = built(&project, &["--", "--target", "conda"]);
    assert_eq!(explained(&project, "Cargo.toml", "base-image, apt"), "system packages");
    // An earlier run of the tests may have left it in the cache.
    let first = first_run(&log);
    assert!(first.is_empty() || first.starts_with("RUN --mount=type=cache,id=cache-apt"), "{log}");
}

fn a_mirror_of_the_same_installer_shares_all_layers_and_another_installer_none_from_there_on() {
    let mut project = locked();
    let tag = image("contract-mirror");
    let server = Server::of_world();
    server.mirror_for(&mut project, &world_json("base_image"), "apt");
    let build = |project: &Project, args: &[&str]| {
        let command = ["docker-build", "--tag", &tag, "--", "--network", "host"];
        within(BUILD, project.command(&[&command[..], args].concat()))
    };
    let log = build(&project, &[]).exits(0).stderr;
    assert_eq!(first_run(&log), "", "{log}");
    layers(&tag).assert(&layers(&image("locked")), Vec::new(), differing);

    // Nobody serves another one, so the build ends where that is asked for.
    project.env("MINIFORGE_SHA256", "0".repeat(64));
    let failed = build(&project, &["--target", "conda"]).exits(1);
    assert!(
        first_run(&failed.stderr).starts_with("RUN --mount=type=cache,id=cache-conda"),
        "{}",
        failed.stderr
    );
    assert!(failed.stderr.contains("error: a download has a wrong checksum"), "{}", failed.stderr);
    docker(&["image", "rm", &tag]).exits(0);
}

/// The locked project with a variable that no other run of the tests has, so that no edit is in the cache from one.
fn of_this_run() -> Project {
    static NUMBER: LazyLock<u128> =
        LazyLock::new(|| SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_nanos());
    let project = locked();
    let text = project.read("environment.yml");
    project.write("environment.yml", format!("{text}variables:\n  OF_THIS_RUN: \"{}\"\n", *NUMBER));
    project
}

/// The first step that `explain` names for this edit of a file.
fn explained(project: &Project, path: &str, edit: &str) -> String {
    let path = project.root.join(path);
    let said = project.xtask(&["explain", path.as_str()]).exits(0).stdout;
    let line = said.lines().find_map(|line| line.strip_prefix(&format!("  {edit}: ")));
    let steps = line.unwrap_or_else(|| panic!("no {edit:?} in {said}"));
    let steps = match steps.strip_prefix("`cargo xtask lock`, then ") {
        Some(steps) => steps,
        None => steps,
    };
    steps.split(", ").next().unwrap().to_owned()
}

fn assert_builds_from(project: &Project, step: &str, before: &Layers) {
    if project.xtask(&["lock", "--check"]).code != 0 {
        xtask(project, &["lock"]).exits(0);
    }
    let (_, begins) = BEGINS.iter().find(|(name, _)| *name == step).unwrap();
    let log = built(project, &[]);
    assert!(first_run(&log).starts_with(begins), "{step}: {}\n{log}", first_run(&log));
    let after = layers(&image("contract"));
    let below = below(project, begins);
    before.assert(&after, (true, true), |before, after| (common(before, after) >= below, before != after));
}

/// The log of a build of the project under another name.
fn built(project: &Project, args: &[&str]) -> String {
    let tag = image("contract");
    // An earlier run of the tests may have left one that is current.
    docker(&["image", "rm", &tag]);
    let command = ["--offline", "docker-build", "--tag", &tag];
    within(BUILD, project.command(&[&command[..], args].concat())).exits(0).stderr
}

/// The first instruction of the image's own stages that did not come from the cache.
fn first_run(log: &str) -> String {
    let instructions = log.lines().filter_map(|line| {
        // A line of the summary of a failure begins in another way.
        let (number, rest) = line.split_once(" [").filter(|(number, _)| number.starts_with('#'))?;
        let (stage, instruction) = rest.split_once("] ")?;
        let own = !stage.starts_with("internal") && !stage.starts_with("files");
        (own && !instruction.starts_with("FROM ")).then_some((number, instruction))
    });
    let cached = |number: &str| log.lines().any(|line| line == format!("{number} CACHED"));
    let mut ran: Vec<(&str, &str)> = instructions.filter(|(number, _)| !cached(number)).collect();
    ran.sort_by_key(|(number, _)| number.trim_start_matches('#').parse::<u32>().unwrap());
    ran.first().map(|(_, instruction)| (*instruction).to_owned()).unwrap_or_default()
}
