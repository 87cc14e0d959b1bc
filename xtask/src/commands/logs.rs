//! `cargo xtask logs`: what the project's lab has logged.

use anyhow::{Result, anyhow};

use crate::cli;
use crate::container::running_lab::RunningLab;
use crate::docker::found_container::container_logs;
use crate::task::Task;

impl cli::Logs {
    /// Becomes the engine's `container logs`.
    ///
    /// # Errors
    ///
    /// If no lab runs.
    pub fn run(self, task: &Task) -> Result<()> {
        task.project.tell_of_copy(&task.report);
        let engine = task.engine()?;
        let labs = RunningLab::all(&task.project, engine, &task.runner)?;
        for other in labs.iter().skip(1) {
            let show = container_logs(engine, &other.facts.name, self.follow);
            task.report.note(&format!("another lab of this project runs; `{show}` shows its log"));
        }
        match labs.first() {
            Some(lab) => task.runner.become_(&container_logs(engine, &lab.facts.id, self.follow)),
            None => Err(anyhow!(
                "no lab of this project runs, so there is no log; start one with `cargo xtask lab --detach`"
            )),
        }
    }
}
