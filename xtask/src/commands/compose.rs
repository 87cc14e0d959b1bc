//! `cargo xtask compose`: Docker Compose with this project's file, on the image that `docker-build` makes.

mod program;
mod start;
mod volumes;

use anyhow::{Result, anyhow};

use crate::cli;
use crate::commands::docker_build::build_if_need_be;
use crate::commands::docker_build::ensure_image::{build_image, ensure_image};
use crate::commands::docker_build::plan_image::{plan_image, plan_to_compare};
use crate::commands::generate::{self, GenerateOptions};
use crate::commands::run::warn_of_folders;
use crate::conda::HasLab;
use crate::container::other_labs;
use crate::container::project_container::{folders, warn_without};
use crate::container::running_lab::RunningLab;
use crate::docker::compose::SERVICE;
use crate::docker::compose_line::{ComposeCommand, ComposeLine};
use crate::docker::compose_options::ComposeOptions;
use crate::docker::engine_kind::EngineKind;
use crate::docker::labels::Kind;
use crate::image::container_settings::env_file;
use crate::image::inputs::BuildOptions;
use crate::image::local_env::LocalEnv;
use crate::image::plan::Plan;
use crate::project::paths::DOCKER;
use crate::task::Task;
use program::{find, find_any, refuse_other_project, tell_packages, told_of_this_machine};
use start::{asked_port, start};
use volumes::make_volumes;

impl cli::Compose {
    /// Sees to what the command needs, and becomes Compose.
    ///
    /// # Errors
    ///
    /// If there is no Compose, or whatever keeps the image from being current or the folders from being there.
    pub fn run(self, task: &Task) -> Result<()> {
        let line = ComposeLine::of(&self.args);
        refuse_other_project(line)?;
        if line.does() == ComposeCommand::Builds {
            // Compose would build it too, but without this machine's mirrors and without the label that says what of.
            let options = BuildOptions { docker_args: line.options(SERVICE), ..BuildOptions::default() };
            return build_if_need_be(task, options, false).map(drop);
        }
        if line.does() == ComposeCommand::Tells {
            let argv = find_any(task)?.command(folder(task).as_str(), &self.args);
            return task.runner.become_(&argv);
        }
        let program = find(task)?;
        let mut args = self.args.clone();
        let (mut creates_lab, mut port) = (false, None);
        match line.does() {
            does @ (ComposeCommand::Creates | ComposeCommand::Starts) => {
                let plan = plan_image(task, task.conda()?, BuildOptions::default())?;
                let has_lab = plan.inputs.conda.has_lab() == HasLab::Yes;
                creates_lab = does == ComposeCommand::Creates && has_lab;
                if has_lab {
                    let labs = RunningLab::all(&task.project, task.local_engine()?, &task.runner)?;
                    other_labs::warn(Kind::Compose, &labs, &task.report);
                }
                if creates_lab {
                    port = asked_port(task)?;
                }
                ready_to_start(task, &plan, line)?;
                args = line.of_built_image();
            }
            ComposeCommand::Shows => {
                plan_to_compare(task, task.conda()?, BuildOptions::default())?.deliver(&task.runner)?
            }
            _ => has_files(task)?,
        }
        tell_packages(task, line.to_lab())?;
        let argv = told_of_this_machine(task, program.command(folder(task).as_str(), &args))?;
        // A directory without template/ has its Compose file in the cache.
        let root = task.project.root.as_str();
        let argv = if task.project.is_ours() { argv } else { argv.env("LAB_ROOT", root) };
        if creates_lab { start(task, argv, line, port) } else { task.runner.become_(&argv) }
    }
}

/// The Compose file is there, and its .env is of this folder.
fn has_files(task: &Task) -> Result<()> {
    if !task.project.output.join(DOCKER).join("docker-compose.yml").is_file() {
        generate::generate(task, &GenerateOptions::default())?;
    } else if !task.runner.dry_run {
        // The folder may be a copy of another one, and its .env with it: that project is not meant.
        let owner = task.user()?;
        task.project.keep_name(&task.report);
        LocalEnv { project: &task.project, settings: &task.settings, owner: &owner }.write(&task.runner)?;
    }
    Ok(())
}

/// The image is current, the files are written and the folders are there.
fn ready_to_start(task: &Task, plan: &Plan, line: ComposeLine<'_>) -> Result<()> {
    if task.local_engine()?.kind == EngineKind::Podman {
        return Err(anyhow!(
            "Compose needs Docker, since with podman the files would not be yours; give `--engine docker`, or use `cargo \
             xtask lab`"
        ));
    }
    // Before the image, so that a mistake in the settings is told at once and changes nothing.
    let folders = folders(&plan.inputs, Kind::Compose, &task.host, &task.runner)?;
    let env_file = env_file(&task.project, &task.settings)?;
    warn_without(env_file.as_ref(), &task.settings, &task.report);
    if line.asks_for_build() {
        build_image(task, plan)?;
    } else {
        ensure_image(task, plan, line.forbids_build())?;
    }
    // In a directory that is none of this template's, what a build leaves is no Compose file.
    if !task.project.is_ours() {
        plan.deliver(&task.runner)?;
    }
    folders.make(&plan.inputs.owner, &task.runner)?;
    make_volumes(task, plan)?;
    let arguments = task.settings.container.arguments_of_a_lab();
    warn_of_folders(task, &plan.inputs, &folders.mounts, &arguments);
    let rest = ComposeOptions::of(&arguments).rest;
    if !rest.is_empty() {
        task.report.warning(&format!(
            "of the settings `run-args` and `lab-args` Compose does not get {}; write what you need into docker/docker-compose.override.yml",
            rest.join(" ")
        ));
    }
    Ok(())
}

/// The folder of the Compose file, from the project's root.
fn folder(task: &Task) -> camino::Utf8PathBuf {
    if task.project.is_ours() { DOCKER.into() } else { task.project.output.join(DOCKER) }
}
