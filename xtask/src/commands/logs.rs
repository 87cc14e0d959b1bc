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
        let engine = task.engine()?;
        match RunningLab::find(&task.project, engine, &task.runner)? {
            Some(lab) => task.runner.become_(&container_logs(engine, &lab.id, self.follow)),
            None => Err(anyhow!(
                "no lab of this project runs, so there is no log; start one with `cargo xtask lab --detach`"
            )),
        }
    }
}
