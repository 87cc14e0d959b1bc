//! `cargo xtask lab`: JupyterLab in a container, at one URL of this machine.

mod detached;

use anyhow::Result;

use crate::base::error::BadInput;
use crate::cli;
use crate::commands::announce;
use crate::commands::check;
use crate::commands::docker_build::ensure_image::ensure_image;
use crate::commands::docker_build::plan_image::plan_image;
use crate::conda::CondaFiles;
use crate::container::lab::LabOptions;
use crate::container::links;
use crate::container::mounts::app;
use crate::container::ports::choose_port;
use crate::container::project_container::{RunOptions, container};
use crate::container::running_lab::{RunningLab, TOKEN};
use crate::docker::container::container_run;
use crate::image::inputs::BuildOptions;
use crate::image::plan::Plan;
use crate::image::state::ImageState;
use crate::machine::token::new_token;
use crate::task::Task;

impl cli::Lab {
    /// Opens a lab, or finds the one that runs already.
    ///
    /// # Errors
    ///
    /// Whatever keeps the image from being current or JupyterLab from answering.
    pub fn run(self, task: &Task) -> Result<()> {
        let conda = task.conda()?;
        require_jupyterlab(&conda)?;
        let Self { port, detach, no_build, no_check, env, jupyter_args } = self;
        let options = LabOptions { detach, verbose: task.report.verbose, jupyter_args };
        options.refuse_what_is_ours()?;
        check::first(task, no_check)?;
        let plan = plan_image(task, conda, BuildOptions::default())?;
        let engine = task.local_engine()?;
        task.runner.ask_ahead(plan.question(engine))?;
        if let Some(lab) = RunningLab::find(&task.project, engine, &task.runner)? {
            let keeps = !options.jupyter_args.is_empty()
                || !env.is_empty()
                || port.is_some_and(|port| port != lab.port);
            return tell_of_running(task, &plan, &lab, keeps);
        }
        ensure_image(task, &plan, no_build)?;
        let port = choose_port(port, task.settings.container.port)?;
        start(task, &plan, &options, env, port)
    }
}

/// Says where the lab is that runs already, and what of it is not as it was asked for.
fn tell_of_running(task: &Task, plan: &Plan, lab: &RunningLab, keeps_its_own: bool) -> Result<()> {
    task.report.note(&format!("a lab of this project runs already, in the container {}", lab.name));
    if let ImageState::Stale(changes) = plan.state(task.engine()?, &task.runner)? {
        task.report.warning(&format!(
            "it has the environment from before {changes}; `cargo xtask stop` and then `cargo xtask lab` give the new one"
        ));
    }
    if keeps_its_own {
        task.report.warning("its port, variables and arguments stay as they are until it is stopped");
    }
    task.report.data(&lab.url);
    Ok(())
}

/// Starts a lab at this port, and becomes it; or leaves it in the background.
fn start(task: &Task, plan: &Plan, options: &LabOptions, env: Vec<String>, port: u16) -> Result<()> {
    let token = new_token()?;
    let container = container(plan, &task.host, &task.runner, RunOptions { env, command: Vec::new() })?;
    links::warn(&container.mounts, &task.project.root, &app(&plan.inputs.owner), &task.report);
    let lab = options.container(&container, &plan.inputs, port);
    let argv = container_run(task.engine()?, lab).env(TOKEN, &token);
    if options.detach {
        return detached::start(task, &argv, port, &token, container);
    }
    if !task.runner.dry_run {
        announce::announce(task, port, &token)?;
        task.report.note("starting JupyterLab; Ctrl-C ends it");
    }
    task.runner.become_(&argv)
}

fn require_jupyterlab(conda: &CondaFiles) -> Result<()> {
    if conda.names_package("jupyterlab") {
        return Ok(());
    }
    Err(BadInput::new(format!(
        "{}: JupyterLab is not in this environment; add the line `  - jupyterlab=4` under `dependencies:` (`cargo xtask \
         run` and `shell` work without it)",
        conda.environment.file
    )))
}
