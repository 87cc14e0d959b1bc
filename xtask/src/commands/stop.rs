//! `cargo xtask stop`: ends the project's labs.

use std::time::Duration;

use anyhow::{Result, anyhow};

use crate::base::argv::Argv;
use crate::cli;
use crate::container::found::{containers, is_of};
use crate::container::lab_packages::tell_at_the_end;
use crate::container::running_lab::RunningLab;
use crate::docker::end_container::{Ending, container_remove, container_stop, container_unpause};
use crate::docker::found_container::ContainerFacts;
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
            kind_is_meant && facts.ending() != Ending::Nothing && is_of(&task.project, facts)
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
    let (engine, ending) = (task.engine()?, facts.ending());
    if ending == Ending::UnpauseAndStop {
        act(task, facts, &container_unpause(engine, &facts.id))?;
    }
    if ending == Ending::Remove {
        act(task, facts, &container_remove(engine, &facts.id))?;
    } else {
        if facts.kind.is_some_and(Kind::is_lab) && !task.runner.dry_run {
            tell_at_the_end(&task.project, engine, &task.runner, &facts.id);
        }
        act(task, facts, &container_stop(engine, &facts.id))?;
    }
    if !task.runner.dry_run {
        let name = &facts.name;
        task.report.note(&match ending {
            Ending::Remove => format!("removed {name}, which had not started"),
            _ => format!("stopped {name}"),
        });
    }
    Ok(())
}

/// How long the client may take: the engine itself kills after ten seconds what does not stop.
const PATIENCE: Duration = Duration::from_secs(60);

/// Does this to the container, or prints it.
fn act(task: &Task, facts: &ContainerFacts, argv: &Argv) -> Result<()> {
    if task.runner.dry_run {
        return task.runner.run(argv);
    }
    if task.runner.ask_installed(argv, PATIENCE)?.status.success() {
        return Ok(());
    }
    let remove = container_remove(task.engine()?, &facts.name);
    Err(anyhow!("the container {} does not stop; try `{remove}`", facts.name))
}
