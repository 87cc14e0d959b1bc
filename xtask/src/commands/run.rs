//! `cargo xtask run`: a command in a container of the project.

use anyhow::Result;

use crate::cli::{DockerBuild, Run};
use crate::container::project_container::{container, local_engine};
use crate::docker::container_run;
use crate::image::plan::Plan;
use crate::task::Task;

impl Run {
    /// Runs the command in a new container and becomes it: its exit code is ours.
    ///
    /// # Errors
    ///
    /// Whatever keeps the image from being current or the container from starting.
    pub fn run(&self, task: &Task) -> Result<()> {
        let plan = Plan::new(task, task.conda()?, &DockerBuild::default())?;
        let engine = local_engine(task)?;
        plan.ensure(task, self.no_build)?;
        let mut container = container(task, &plan)?;
        container.env.extend(self.env.iter().cloned());
        container.command.clone_from(&self.command);
        task.runner.become_(&container_run(engine, container))
    }
}
