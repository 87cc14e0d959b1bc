//! `lab --detach`: a lab in the background, of which somebody has to say whether it came up.

use anyhow::{Result, anyhow};

use super::start::Start;
use crate::base::error::ChildFailed;
use crate::base::process::{DEADLINE, text};
use crate::container::ports::{Port, choose_port};
use crate::container::probe_mounts::{FAILED, PREFIX, probing};
use crate::container::running_lab::RunningLab;
use crate::container::wait_for_lab::Awaited;
use crate::docker::container::{Container, container_run};
use crate::docker::engine::Engine;
use crate::docker::failure::{Asked, Failure, Meaning};
use crate::task::Task;

/// How many ports are tried that nobody asked for: others may take each of them a moment before the engine does.
const TRIES: usize = 20;

/// Starts the lab, waits until it answers, and prints its URL.
///
/// # Errors
///
/// If the engine refuses to start it, or it ends before it answers; with the reason, as far as it is known.
pub fn start(start: &Start<'_>, port: Port, was_asked_for: bool) -> Result<()> {
    let task = start.task;
    let engine = task.engine()?;
    if task.runner.dry_run {
        return task.runner.become_(&start.argv(port.number)?);
    }
    let port = run(start, port, if was_asked_for { 1 } else { TRIES })?;
    let mut alive = || Ok(RunningLab::find(&task.project, engine, &task.runner)?.is_some());
    let (token, note) = (start.token.as_str(), start.note()?);
    let awaited = Awaited { port: port.number, token, note, runner: &task.runner };
    let Some(url) = awaited.url(&mut alive)? else {
        try_mounts(task, engine, start.container.clone())?;
        return Err(anyhow!(
            "the container ended before JupyterLab answered; `cargo xtask --verbose lab` without --detach shows why"
        ));
    };
    task.report.note("JupyterLab runs in the background; `cargo xtask stop` ends it");
    task.report.data(&url);
    Ok(())
}

/// Runs the container, at the port or at one behind it. Returns that.
fn run(start: &Start<'_>, mut port: Port, tries: usize) -> Result<Port> {
    let task = start.task;
    let engine = task.engine()?;
    for left in (0..tries).rev() {
        let answer = task.runner.ask_installed(&start.argv(port.number)?, DEADLINE * 3)?;
        if answer.status.success() {
            return Ok(port);
        }
        let said = text(&answer.stderr);
        let failure = Failure::new(Asked::Run, engine.kind, &said);
        if left == 0 || failure.means() != Some(Meaning::PortTaken) {
            let code = answer.status.code().unwrap_or(1);
            return Err(ChildFailed { code, sentence: failure.sentence() }.into());
        }
        // The container that did not start goes first, and its name with it.
        RunningLab::find(&task.project, engine, &task.runner)?;
        port = choose_port(None, port.number.saturating_add(1))?;
    }
    Ok(port)
}

/// Says what was said in the container that has ended, if it ended because of a folder: its log went with it.
fn try_mounts(task: &Task, engine: &Engine, container: Container<'_>) -> Result<()> {
    let command = probing(&container, vec!["true".to_owned()]);
    let argv = container_run(engine, Container { tty: false, command, ..container });
    let answer = task.runner.ask_installed(&argv, DEADLINE)?;
    let said = text(&answer.stderr);
    match said.lines().find_map(|line| line.strip_prefix(PREFIX)) {
        Some(sentence) if answer.status.code() == Some(FAILED) => {
            Err(ChildFailed { code: FAILED, sentence: sentence.to_owned() }.into())
        }
        _ => Ok(()),
    }
}
