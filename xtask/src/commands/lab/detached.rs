//! `lab --detach`: a lab in the background, of which somebody has to say whether it came up.

use anyhow::{Result, anyhow};

use crate::base::argv::Argv;
use crate::base::error::ChildFailed;
use crate::base::process::{DEADLINE, text};
use crate::container::probe_mounts::{FAILED, PREFIX, probing};
use crate::container::running_lab::{RunningLab, url};
use crate::container::wait_for_lab::wait_for_lab;
use crate::docker::container::{Container, container_run};
use crate::docker::engine::Engine;
use crate::docker::failure::{Asked, Failure};
use crate::task::Task;

/// Starts the lab, waits until it answers, and prints its URL. `container` is one like the lab's, in which nothing runs yet.
///
/// # Errors
///
/// If the engine refuses to start it, or it ends before it answers; with the reason, as far as it is known.
pub fn start(task: &Task, argv: &Argv, port: u16, token: &str, container: Container<'_>) -> Result<()> {
    let engine = task.engine()?;
    if task.runner.dry_run {
        return task.runner.become_(argv);
    }
    let answer = task.runner.ask_installed(argv, DEADLINE * 3)?;
    if !answer.status.success() {
        let code = answer.status.code().unwrap_or(1);
        let sentence = Failure::new(Asked::Run, engine.kind, &text(&answer.stderr)).sentence();
        return Err(ChildFailed { code, sentence }.into());
    }
    let mut alive = || Ok(RunningLab::find(&task.project, engine, &task.runner)?.is_some());
    if !wait_for_lab(port, &mut alive)? {
        try_mounts(task, engine, container)?;
        return Err(anyhow!(
            "the container ended before JupyterLab answered; `cargo xtask --verbose lab` without --detach shows why"
        ));
    }
    task.report.note("JupyterLab runs in the background; `cargo xtask stop` ends it");
    task.report.data(&url(port, token));
    Ok(())
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
