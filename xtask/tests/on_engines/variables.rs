//! Claims about what a container is told of this machine and its user: the same by each way in.

use super::lab::{remove_volume, volume};
use super::machine::{docker, shared};
use super::wait::{ANSWER, within};
use crate::composes::v2;
use crate::harness::{Test, tests};

/// The tests of this area.
pub const TESTS: &[Test] = tests![
    variables_the_time_zone_and_git_s_user_are_the_same_by_each_way,
    what_conda_is_told_to_set_is_there_in_the_next_shell_and_not_above_what_a_shell_has_set,
    the_image_works_without_any_capability,
];

/// A line of the file for each thing that some program reads in a way of its own.
pub const FILE: &str = "# comment\nDOLLAR=$HOME ${HOME} $$\nHASH=a #b\nQUOTES=\"a\" 'b'\nONE='a'\nSPACES=  a  \nSLASH=a\\nb\\\nTICKS=`id`\nEMPTY=\n  INDENTED=x\nNAME\nNOWHERE\n";

/// What a container has of it, as [`LOOK`] prints it first, where the shell has `NAME=of the shell`.
pub const SEEN: &str = r#"{"DOLLAR": "$HOME ${HOME} $$", "HASH": "a #b", "QUOTES": "\"a\" 'b'", "ONE": "'a'", "SPACES": "  a  ", "SLASH": "a\\nb\\", "TICKS": "`id`", "EMPTY": "", "INDENTED": "x", "NAME": "of the shell", "NOWHERE": null}"#;

/// Prints what a container is told, in Python.
pub const LOOK: &str = r#"
import datetime, json, os, subprocess, zoneinfo
mine = "cd $(mktemp -d) && git init --quiet && git config user.name mine && git config user.name"
def said(*words): return subprocess.run(words, capture_output=True, text=True).stdout.strip()
names = "DOLLAR HASH QUOTES ONE SPACES SLASH TICKS EMPTY INDENTED NAME NOWHERE".split()
print(json.dumps([{name: os.environ.get(name) for name in names}, said("date", "+%Z"),
    datetime.datetime.now().astimezone().tzname(), str(zoneinfo.ZoneInfo("Europe/Berlin")),
    said("git", "config", "user.name"), said("git", "config", "user.email"), said("sh", "-c", mine),
    [line for line in open("/proc/self/status") if line.startswith("NoNewPrivs")]]))
"#;

fn variables_the_time_zone_and_git_s_user_are_the_same_by_each_way() {
    let mut project = shared();
    let manifest = project.read("Cargo.toml");
    project.write("Cargo.toml", format!("{manifest}env-file = \".env\"\n")).write(".env", FILE);
    let git = project.root.join("gitconfig");
    project.write("gitconfig", "[user]\n\tname = Jane O'Neil\n\temail = jane@example.org\n");
    project.env("TZ", "Asia/Tokyo").env("NAME", "of the shell").env("GIT_CONFIG_GLOBAL", git.as_str());
    let expected = format!(
        r#"[{SEEN}, "JST", "JST", "Europe/Berlin", "Jane O'Neil", "jane@example.org", "mine", ["NoNewPrivs:\t1\n"]]"#
    );
    let xtask = |args: &[&str]| within(ANSWER, project.command(&[&["--offline"], args].concat())).exits(0);
    let look = ["python", "-c", LOOK];
    assert_eq!(xtask(&[&["run", "--"], &look[..]].concat()).stdout.trim(), expected, "run");

    xtask(&["lab", "--detach"]);
    let listed =
        docker(&["container", "ls", "--quiet", "--filter", &format!("volume={}", project.root.join("data"))]);
    let id = listed.exits(0).stdout.trim().to_owned();
    assert_eq!(
        docker(&[&["exec", &id], &look[..]].concat()).exits(0).stdout.trim(),
        expected,
        "exec in a lab"
    );
    xtask(&["stop"]);
    remove_volume(&volume(&project));

    let Some(compose) = v2() else { return };
    project.env("DOCKER_CONFIG", compose.config);
    let run = [&["--offline", "compose", "run", "--rm", "-T", "lab"], &look[..]].concat();
    assert_eq!(within(ANSWER, project.command(&run)).exits(0).stdout.trim(), expected, "the tool's compose");
    let by_hand = compose.command(&project, &[&["run", "--rm", "-T", "lab"], &look[..]].concat());
    let variables = |said: &str| said.split_once('}').unwrap().0.to_owned();
    assert_eq!(variables(&within(ANSWER, by_hand).exits(0).stdout), variables(&expected), "compose by hand");
    within(ANSWER, compose.command(&project, &["down"])).exits(0);
}

fn what_conda_is_told_to_set_is_there_in_the_next_shell_and_not_above_what_a_shell_has_set() {
    let project = shared();
    let script = r#"
        conda env config vars set NEW="it's \$5 #" >/dev/null 2>&1
        bash -c 'echo "1 $NEW"'; bash -lc 'echo "2 $NEW"'; sh -ic 'echo "3 $NEW"' 2>/dev/null
        NEW=mine bash -c 'bash -c "echo \"4 \$NEW\""; export NEW=other; bash -c "echo \"5 \$NEW\""'
        conda env config vars unset PROJECT_VARIABLE >/dev/null 2>&1
        bash -c 'echo "6 [$PROJECT_VARIABLE]"'
        NEW=; python -c 'import os, time; time.sleep(0.01); os.utime("/opt/env/conda-meta/state")'
        bash -c 'echo "7 $NEW"'
    "#;
    let run = project.command(&["--offline", "run", "--", "bash", "-c", script]);
    let said = within(ANSWER, run).exits(0).stdout;
    let expected = "1 it's $5 #\n2 it's $5 #\n3 it's $5 #\n4 it's $5 #\n5 other\n6 []\n7 it's $5 #\n";
    assert_eq!(said, expected);
}

fn the_image_works_without_any_capability() {
    let project = shared();
    let manifest = project.read("Cargo.toml");
    project.write("Cargo.toml", format!("{manifest}run-args = [\"--cap-drop=ALL\"]\n"));
    let script = "grep CapBnd /proc/self/status; echo mine >data/made; conda --version >/dev/null; jupyter lab --version >/dev/null";
    let run = project.command(&["--offline", "run", "--", "bash", "-ec", script]);
    assert_eq!(within(ANSWER, run).exits(0).stdout, "CapBnd:\t0000000000000000\n");
}
