//! `cargo xtask stop`: ends the project's lab.

use anyhow::{Result, anyhow};

use crate::container::running_lab::RunningLab;
use crate::docker;
use crate::task::Task;

/// Stops the lab; that there is none is no error.
///
/// # Errors
///
/// If the engine gives no answer, or the container does not stop.
pub fn stop(task: &Task) -> Result<()> {
    let engine = task.engine()?;
    let Some(lab) = RunningLab::find(&task.project, engine, &task.runner)? else {
        task.report.note("no lab of this project runs");
        return Ok(());
    };
    let answer = if task.runner.dry_run {
        return task.runner.run(&docker::container_stop(engine, &lab.id));
    } else {
        task.runner.ask(&docker::container_stop(engine, &lab.id), std::time::Duration::from_secs(60))?
    };
    if answer.is_none_or(|answer| !answer.status.success()) {
        return Err(anyhow!(
            "the container {} does not stop; try `{} container rm --force {0}`",
            lab.name,
            engine.kind
        ));
    }
    // So that the next lab finds the name free.
    RunningLab::find(&task.project, engine, &task.runner)?;
    task.report.note(&format!("stopped {}", lab.name));
    Ok(())
}
