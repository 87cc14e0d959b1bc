//! `stop`, `status` and `logs` of the lab that runs.

use anyhow::{Result, anyhow};

use crate::cli::{DockerBuild, Logs};
use crate::docker;
use crate::docker_build::{Plan, State, describe};
use crate::running_lab::RunningLab;
use crate::task::Task;

/// Stops the lab; that there is none is no error.
///
/// # Errors
///
/// If the engine gives no answer, or the container does not stop.
pub fn stop(task: &Task) -> Result<()> {
    let engine = task.engine()?;
    let Some(lab) = RunningLab::find(task)? else {
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
    RunningLab::find(task)?;
    task.report.note(&format!("stopped {}", lab.name));
    Ok(())
}

/// Says where the lab is, and whether the image is current.
///
/// # Errors
///
/// If an input has a mistake or the engine gives no answer.
pub fn status(task: &Task) -> Result<()> {
    task.engine()?;
    match RunningLab::find(task)? {
        Some(lab) => task.report.data(&format!("lab:   {}", lab.url)),
        None => task.report.data("lab:   not running; `cargo xtask lab` starts it"),
    }
    let plan = Plan::new(task, task.conda()?, &DockerBuild::default())?;
    let image = match plan.state(task)? {
        State::Missing => "not built yet; `cargo xtask docker-build` builds it".to_owned(),
        State::Current => format!("{} is current", plan.tag),
        State::Stale(changes) => format!("{} is from before {}", plan.tag, describe(&changes)),
    };
    task.report.data(&format!("image: {image}"));
    Ok(())
}

impl Logs {
    /// Becomes the engine's `container logs`.
    ///
    /// # Errors
    ///
    /// If no lab runs.
    pub fn run(&self, task: &Task) -> Result<()> {
        let engine = task.engine()?;
        match RunningLab::find(task)? {
            Some(lab) => task.runner.become_(&docker::container_logs(engine, &lab.id, self.follow)),
            None => Err(anyhow!(
                "no lab of this project runs, so there is no log; start one with `cargo xtask lab --detach`"
            )),
        }
    }
}
