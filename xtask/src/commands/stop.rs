//! `cargo xtask stop`: ends the project's labs.

use std::time::Duration;

use anyhow::{Result, anyhow};

use crate::cli;
use crate::container::found::{containers, is_of};
use crate::container::lab_packages::{self, LabPackages};
use crate::container::running_lab::RunningLab;
use crate::docker::engine::Engine;
use crate::docker::found_container::{ContainerFacts, container_remove, container_stop};
use crate::docker::labels::Kind;
use crate::task::Task;

impl cli::Stop {
    /// Stops the labs, and with `--runs` what `run` and `shell` started; that there is nothing to stop is no error.
    ///
    /// # Errors
    ///
    /// If the engine gives no answer, or a container does not stop.
    pub fn run(self, task: &Task) -> Result<()> {
        task.project.tell_of_copy(&task.report);
        let found = containers(task.engine()?, &task.runner)?.into_iter();
        let is_meant = |facts: &ContainerFacts| {
            let kind_is_meant = self.runs || facts.kind.is_some_and(Kind::is_lab);
            kind_is_meant && facts.is_running() && is_of(&task.project, facts)
        };
        let meant: Vec<ContainerFacts> = found.filter(is_meant).collect();
        if meant.is_empty() {
            task.report.note("no lab of this project runs");
        }
        meant.iter().try_for_each(|facts| stop(task, facts))?;
        if !task.runner.dry_run {
            // So that the next lab finds the name free.
            RunningLab::find(&task.project, task.engine()?, &task.runner)?;
        }
        Ok(())
    }
}

fn stop(task: &Task, facts: &ContainerFacts) -> Result<()> {
    let engine = task.engine()?;
    let stop = container_stop(engine, &facts.id);
    if task.runner.dry_run {
        return task.runner.run(&stop);
    }
    if facts.kind.is_some_and(Kind::is_lab) {
        tell_packages(task, engine, &facts.id);
    }
    if !task.runner.ask_installed(&stop, Duration::from_secs(60))?.status.success() {
        return Err(anyhow!(
            "the container {} does not stop; try `{}`",
            facts.name,
            container_remove(engine, &facts.name)
        ));
    }
    task.report.note(&format!("stopped {}", facts.name));
    Ok(())
}

/// Says what was installed in the lab and is in no file, and what keeps it.
fn tell_packages(task: &Task, engine: &Engine, container: &str) {
    let root = &task.project.root;
    let (packages, were_others) = LabPackages::unlisted(engine, &task.runner, container, root);
    if !packages.is_empty() {
        lab_packages::tell_at_the_end(engine, &task.runner, container);
    } else if were_others {
        task.report.note("what was installed in this lab is in the Conda files; the next lab has it");
    }
}
