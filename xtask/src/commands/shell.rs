//! `cargo xtask shell`: a shell in a container of the project.

use anyhow::Result;

use crate::cli;
use crate::commands::run::run;
use crate::container::project_container::RunOptions;
use crate::task::Task;

impl cli::Shell {
    /// Opens an interactive shell, in which the environment is active, and becomes it.
    ///
    /// # Errors
    ///
    /// As [`run`].
    pub fn run(self, task: &Task) -> Result<()> {
        run(task, RunOptions { env: Vec::new(), command: vec!["bash".to_owned()] }, self.no_build)
    }
}
