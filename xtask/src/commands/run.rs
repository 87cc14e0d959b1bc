//! `cargo xtask run`: a command in a container of the project.

use anyhow::Result;

use crate::base::place::within;
use crate::cli;
use crate::commands::docker_build::ensure_image::ensure_image;
use crate::commands::docker_build::plan_image::plan_image;
use crate::container::found;
use crate::container::left_runs;
use crate::container::links;
use crate::container::paths::app;
use crate::container::project_container::{RunOptions, container};
use crate::container::workdir::{what_lasts, what_root_loses, workdir};
use crate::docker::container::{Container, container_run};
use crate::docker::mount::Mount;
use crate::image::inputs::{BuildOptions, Inputs};
use crate::image::variant::Variant;
use crate::task::Task;

impl cli::Run {
    /// Runs the command in a new container and becomes it: its exit code is ours.
    ///
    /// # Errors
    ///
    /// As [`run`].
    pub fn run(self, task: &Task) -> Result<()> {
        let options = RunOptions { env: self.env, command: self.command, ..RunOptions::default() };
        run(task, Variant::of(self.slim), options, self.no_build)
    }
}

/// Runs a command in a new container of an image and becomes it: its exit code is ours.
///
/// # Errors
///
/// Whatever keeps the image from being current or the container from starting.
pub fn run(task: &Task, variant: Variant, options: RunOptions, no_build: bool) -> Result<()> {
    let plan = plan_image(task, task.conda()?, BuildOptions { variant, ..BuildOptions::default() })?;
    let engine = task.local_engine()?;
    found::ask_ahead(engine, &task.runner)?;
    // Before the image, so that a mistake in the settings is told at once and changes nothing.
    let prepared = container(&plan, &task.host, &task.runner, options)?;
    let container = prepared.ready(ensure_image(task, &plan, no_build)?, &task.runner)?;
    left_runs::warn(&task.project, engine, &task.runner)?;
    warn_of_folders(task, &plan.inputs, &container.mounts, &container.extra);
    let app = app(&plan.inputs.account);
    let here = task.host.folder.as_ref();
    let workdir = here.and_then(|here| workdir(&container.mounts, here));
    if workdir.as_ref().is_none_or(|workdir| *workdir == app) && !task.runner.dry_run {
        let inside = here.and_then(|here| within(&task.project.root, here)).filter(|inside| *inside != "");
        what_lasts(&container.mounts, &container.volumes, &app, inside)
            .iter()
            .for_each(|sentence| task.report.note(sentence));
    }
    task.runner.become_(&container_run(engine, Container { workdir, ..container }))
}

/// Warns of what a container with these folders and arguments will lack or lose.
pub fn warn_of_folders(task: &Task, inputs: &Inputs, mounts: &[Mount], arguments: &[String]) {
    let app = app(&inputs.account);
    links::warn(mounts, &task.project.root, &app, &task.report);
    what_root_loses(mounts, &app, arguments, &inputs.account)
        .iter()
        .for_each(|sentence| task.report.warning(sentence));
}
