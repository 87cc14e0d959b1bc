//! `cargo xtask stop`: ends the project's lab.

use anyhow::{Result, anyhow};

use crate::container::lab_packages;
use crate::container::running_lab::RunningLab;
use crate::docker::found_container::{container_remove, container_stop};
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
    let stop = container_stop(engine, &lab.id);
    if task.runner.dry_run {
        return task.runner.run(&stop);
    }
    lab_packages::tell_at_the_end(engine, &task.runner, &lab.id);
    if !task.runner.ask_installed(&stop, std::time::Duration::from_secs(60))?.status.success() {
        return Err(anyhow!(
            "the container {} does not stop; try `{}`",
            lab.name,
            container_remove(engine, &lab.name)
        ));
    }
    // So that the next lab finds the name free.
    RunningLab::find(&task.project, engine, &task.runner)?;
    task.report.note(&format!("stopped {}", lab.name));
    Ok(())
}
