//! What to do where a build reaches no server, the offline world lacks a package, or a dry run finds no such world.

use anyhow::{Error, Result};

use super::current::Missing;
use super::world::programs;
use crate::base::argv::Argv;
use crate::base::error::{ChildFailed, exit_code};
use crate::base::process::{DEADLINE, python};
use crate::docker::failure::{Meaning, Means};
use crate::task::Task;

/// What to do when the offline world lacks a package.
const ADD_PACKAGE: &str = "the offline world has what this template needs and no more, `cargo xtask offline-world` makes it \
                           anew for the setting `apt`, and `--with PACKAGE` adds others";

/// What becomes of a command that failed: a dry run that lacks the offline world prints what makes it, and then what was typed;
/// any other error gets its advice.
///
/// # Errors
///
/// The error, with advice.
pub fn conclude(task: &Task, error: Error) -> Result<()> {
    if !task.runner.dry_run || !error.is::<Missing>() {
        return Err(advise(task, error));
    }
    // Only the world knows the addresses of the commands that follow.
    let mut typed = task.host.typed.clone();
    let place = typed.iter().position(|word| word == "--dry-run");
    place.into_iter().for_each(|place| drop(typed.remove(place)));
    task.report.data(&task.project.command("offline-world").to_string());
    task.report.data(&Argv::new("cargo").arg("xtask").args(typed).to_string());
    Ok(())
}

/// Adds to the error of a build that reached no server how the same is built without one, and to that of a build from the
/// offline world how a package gets there.
fn advise(task: &Task, error: Error) -> Error {
    let Some(advice) = advice(task, &error) else { return error };
    let sentences: Vec<String> =
        error.chain().map(ToString::to_string).filter(|text| !text.is_empty()).collect();
    let sentence = format!("{}; {advice}", sentences.join(": "));
    ChildFailed { code: exit_code(&error).into(), sentence }.into()
}

fn advice(task: &Task, error: &Error) -> Option<String> {
    let Means { meaning, missing } = error.downcast_ref()?;
    match (meaning, task.offline) {
        (Meaning::NoNetwork, false) if is_possible(task) => {
            Some(format!("or build without the internet: `{}`", again_offline(task)))
        }
        (Meaning::NoNetwork, false) => Some(
            "or build without the internet: `cargo xtask offline-world`, then the same command with --offline"
                .to_owned(),
        ),
        (Meaning::NoCondaSolution | Meaning::NoPipSolution, true) if missing.is_empty() => Some(ADD_PACKAGE.to_owned()),
        (Meaning::NoCondaSolution | Meaning::NoPipSolution, true) => Some(add(task, missing)),
        _ => None,
    }
}

/// How these packages get into the offline world.
fn add(task: &Task, missing: &[String]) -> String {
    let with = |argv: Argv, name: &String| argv.args(["--with", name]);
    let command = missing.iter().fold(task.project.command("offline-world"), with);
    let right = if missing.len() == 1 { "the name is right" } else { "the names are right" };
    format!(
        "the offline world has what this template needs and no more; if {right}, `{command}` adds {}",
        missing.join(", ")
    )
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
