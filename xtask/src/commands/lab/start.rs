//! A lab that is to be started, and how it is in the foreground.

use anyhow::Result;

use crate::base::argv::Argv;
use crate::commands::announce;
use crate::container::lab::LabOptions;
use crate::container::ports::Port;
use crate::container::running_lab::container_name;
use crate::docker::container::{Container, container_run};
use crate::docker::found_container::server_note;
use crate::docker::lab_options::name;
use crate::image::plan::Plan;
use crate::machine::token::TOKEN;
use crate::task::Task;

/// A lab that is to be started.
pub struct Start<'a> {
    /// What the command starts from.
    pub task: &'a Task,
    /// The image.
    pub plan: &'a Plan,
    /// What the user asked for.
    pub options: &'a LabOptions,
    /// A container like the lab's, in which nothing runs yet.
    pub container: Container<'a>,
    /// JupyterLab's token.
    pub token: String,
}

impl Start<'_> {
    /// The command that starts it at this port.
    ///
    /// # Errors
    ///
    /// If there is no engine.
    pub fn argv(&self, port: u16) -> Result<Argv> {
        let lab = self.options.container(&self.container, &self.plan.inputs, port);
        Ok(container_run(self.task.engine()?, lab).env(TOKEN, &self.token))
    }

    /// What prints the note that its server makes of itself.
    ///
    /// # Errors
    ///
    /// If there is no engine.
    pub fn note(&self) -> Result<Argv> {
        let own = name(&self.plan.inputs.settings.container.arguments_of_a_lab());
        let name = own.unwrap_or_else(|| container_name(&self.plan.inputs.project));
        Ok(server_note(self.task.engine()?, &name))
    }

    /// Becomes the lab.
    ///
    /// # Errors
    ///
    /// If it cannot be started.
    pub fn become_it(&self, port: Port) -> Result<()> {
        let argv = self.argv(port.number)?;
        if !self.task.runner.dry_run {
            announce::announce(self.task, port, &self.token, self.note()?, self.options.no_browser)?;
            self.task.report.note("starting JupyterLab; Ctrl-C ends it");
        }
        self.task.runner.become_(&argv)
    }
}
