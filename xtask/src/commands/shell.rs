//! `cargo xtask shell`: a shell in a container of the project.

use anyhow::Result;

use crate::cli::{Run, Shell};
use crate::task::Task;

impl Shell {
    /// Opens an interactive shell, in which the environment is active, and becomes it.
    ///
    /// # Errors
    ///
    /// As [`Run::run`].
    pub fn run(&self, task: &Task) -> Result<()> {
        Run { env: Vec::new(), no_build: self.no_build, command: vec!["bash".to_owned()] }.run(task)
    }
}
