//! `cargo xtask shell`: a shell in a container of the project.

use anyhow::{Result, anyhow};

use crate::cli;
use crate::commands::run::run;
use crate::container::project_container::RunOptions;
use crate::container::running_lab::RunningLab;
use crate::docker::container_option::ContainerOption;
use crate::docker::labels::Kind;
use crate::docker::throw_away::container_exec;
use crate::image::variant::Variant;
use crate::task::Task;

impl cli::Shell {
    /// Opens an interactive shell, in which the environment is active, and becomes it.
    ///
    /// # Errors
    ///
    /// As [`run`]; with `--lab`, if no lab runs.
    pub fn run(self, task: &Task) -> Result<()> {
        if self.lab {
            return in_lab(task);
        }
        let command = vec!["bash".to_owned()];
        run(
            task,
            Variant::Full,
            RunOptions { kind: Kind::Shell, command, ..RunOptions::default() },
            self.no_build,
        )
    }
}

/// A shell beside JupyterLab, in its container.
fn in_lab(task: &Task) -> Result<()> {
    task.project.tell_of_copy(&task.report);
    let engine = task.engine()?;
    let labs = RunningLab::all(&task.project, engine, &task.runner)?;
    let Some(lab) = labs.first() else {
        return Err(anyhow!(
            "no lab of this project runs; start one with `cargo xtask lab`, or leave out --lab"
        ));
    };
    let is_terminal = task.host.stdin_is_terminal && task.host.stdout_is_terminal;
    let options = if is_terminal { ContainerOption::Interactive } else { ContainerOption::Stdin };
    task.runner.become_(&container_exec(engine, &[options], &lab.facts.id, vec!["bash".to_owned()]))
}
