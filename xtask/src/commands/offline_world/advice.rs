//! What to do where a build reaches no server.

use anyhow::Error;

use super::world::programs;
use crate::base::argv::Argv;
use crate::base::error::{ChildFailed, exit_code};
use crate::base::process::python;
use crate::docker::engine::DEADLINE;
use crate::docker::failure::NoServer;
use crate::task::Task;

/// Adds to the error of a build that reached no server how the same is built without one.
pub fn advise(task: &Task, error: Error) -> Error {
    if task.offline || !error.is::<NoServer>() {
        return error;
    }
    let sentences: Vec<String> =
        error.chain().map(ToString::to_string).filter(|text| !text.is_empty()).collect();
    let way = if is_possible(task) {
        format!("`{}`", again_offline(task))
    } else {
        "`cargo xtask offline-world`, then the same command with --offline".to_owned()
    };
    let sentence = format!("{}; or build without the internet: {way}", sentences.join(": "));
    ChildFailed { code: exit_code(&error).into(), sentence }.into()
}

/// Whether this machine has what the offline world is made with, or may install it.
fn is_possible(task: &Task) -> bool {
    let Ok(programs) = programs(&task.host) else { return false };
    let asked = task.runner.ask(&python(&programs.join("make.py")).arg("--possible"), DEADLINE);
    asked.is_ok_and(|answer| answer.is_some_and(|answer| answer.status.success()))
}

/// What was typed, with `--offline`.
fn again_offline(task: &Task) -> Argv {
    Argv::new("cargo").args(["xtask", "--offline"]).args(task.host.typed.clone())
}
