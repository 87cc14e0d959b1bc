//! A claim about Compose's two ways into a container: through them, too, the environment is active.
//!
//! They are not in the table of `verify`, which is to leave no service and no network on a user's machine; what is looked at,
//! and what cannot be, is the same.

use std::collections::BTreeMap;

use super::Cleared;
use crate::composes::v2;
use crate::machine::shared;
use crate::wait::within;

use crate::harness::{Test, is_long, tests};

/// The tests of this area.
pub const TESTS: &[Test] = tests![the_environment_is_active_through_compose_s_exec_and_run,];

const SHELL: &str = include_str!("../../../src/commands/verify/look.sh");
const PYTHON: &str = include_str!("../../../src/commands/verify/look.py");

/// The door, what is started behind it, and whether packages' variables are there, and `conda activate`. As with
/// docker, `run` enters through the image's entrypoint, and `exec` does not.
const DOORS: [(&[&str], &[&str], bool, bool); 8] = [
    (&["exec", "-T", "lab"], &["python", "-c", PYTHON], false, false),
    (&["run", "--rm", "-T", "lab"], &["bash", "-c", SHELL], true, true),
    // The long set has the rest, which is as through docker's `exec` and `run`.
    (&["exec", "-T", "lab"], &["bash", "-lc", SHELL], true, true),
    (&["run", "--rm", "-T", "lab"], &["sh", "-c", SHELL], true, false),
    (&["exec", "-T", "lab"], &["sh", "-c", SHELL], false, false),
    (&["exec", "-T", "lab"], &["bash", "-c", SHELL], true, true),
    (&["run", "--rm", "-T", "lab"], &["python", "-c", PYTHON], true, false),
    (&["run", "--rm", "-T", "lab"], &["bash", "-lc", SHELL], true, true),
];

/// The facts that look.sh and look.py print, and the environment's variables.
fn facts(said: &str) -> (BTreeMap<&str, &str>, String) {
    let facts: BTreeMap<&str, &str> =
        said.lines().filter_map(|line| line.strip_prefix('@')?.split_once('=')).collect();
    let digits = facts.get("env").copied().unwrap_or_default();
    let byte = |at: usize| u8::from_str_radix(&digits[at..at + 2], 16).unwrap();
    let bytes: Vec<u8> = (0..digits.len()).step_by(2).map(byte).collect();
    (facts, String::from_utf8_lossy(&bytes).into_owned())
}

fn the_environment_is_active_through_compose_s_exec_and_run() {
    let mut project = shared();
    let Some(compose) = v2() else { return };
    project.env("DOCKER_CONFIG", compose.config);
    let xtask =
        |args: &[&str]| within(180, project.command(&[&["--offline", "compose"], args].concat())).exits(0);
    let _cleared = Cleared { compose, project: &project };
    xtask(&["up", "--detach"]);
    let doors = if is_long() { &DOORS[..] } else { &DOORS[..2] };
    for &(door, command, hooks, activate) in doors {
        let said = xtask(&[door, command].concat()).stdout;
        let (facts, variables) = facts(&said);
        let name = format!("compose {} {}", door[0], command[..2].join(" "));
        for (fact, value) in [
            ("python", "/opt/env/bin/python"),
            ("prefix", "/opt/env"),
            ("list", "/opt/env"),
            ("install", "/opt/env"),
            ("pip", "/opt/env"),
            ("end", "yes"),
        ] {
            assert_eq!(facts.get(fact), Some(&value), "{name}: {said}");
        }
        let has = |variable: &str| variables.split('\0').any(|pair| pair == variable);
        for variable in
            ["CONDA_PREFIX=/opt/env", "CONDA_DEFAULT_ENV=/opt/env", "PROJECT_VARIABLE=its $HOME is here"]
        {
            assert!(has(variable), "{name}: {variable} is not set");
        }
        assert_eq!(has("ACTIVATION_HOOK=yes"), hooks, "{name}");
        let activated = facts.get("activate") == Some(&"/opt/conda, /opt/env, level 1");
        assert_eq!(activated, activate, "{name}: {said}");
        assert!(said.lines().all(|line| line.starts_with('@')), "{name} prints more: {said}");
        println!("{name:<28} ok, hooks {hooks}, conda activate {activate}");
    }
    xtask(&["down"]);
    super::assert_nothing_is_left(&project);
}
