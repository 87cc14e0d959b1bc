//! `cargo xtask lab`: JupyterLab in a container, at one URL of this machine.

mod detached;
mod jupyterlab;
mod start;

use anyhow::{Result, anyhow};

use crate::cli;
use crate::commands::check;
use crate::commands::docker_build::ensure_image::ensure_image;
use crate::commands::docker_build::plan_image::plan_image;
use crate::commands::run::warn_of_folders;
use crate::container::lab::LabOptions;
use crate::container::other_labs;
use crate::container::ports::choose_port;
use crate::container::project_container::{RunOptions, container};
use crate::container::running_lab::RunningLab;
use crate::docker::labels::Kind;
use crate::image::inputs::BuildOptions;
use crate::image::plan::Plan;
use crate::machine::token::new_token;
use crate::task::Task;
use start::Start;

impl cli::Lab {
    /// Opens a lab, or finds the one that runs already.
    ///
    /// # Errors
    ///
    /// Whatever keeps the image from being current or JupyterLab from answering.
    pub fn run(self, task: &Task) -> Result<()> {
        let conda = task.conda()?;
        jupyterlab::require(&conda)?;
        let Self { port, detach, no_browser, no_build, no_check, env, jupyter_args } = self;
        let options = LabOptions { detach, no_browser, verbose: task.report.verbose, jupyter_args };
        options.refuse_what_is_ours()?;
        check::first(task, no_check)?;
        let plan = plan_image(task, conda, BuildOptions::default())?;
        let engine = task.local_engine()?;
        plan.ask_ahead(engine, &task.runner)?;
        let keeps = |lab: &RunningLab| {
            !options.jupyter_args.is_empty() || !env.is_empty() || port.is_some_and(|port| port != lab.port)
        };
        let run_options = RunOptions { kind: Kind::Lab, env: env.clone(), ..RunOptions::default() };
        // Before a lab that runs is shown and before the image, so that a mistake is told in any case and changes nothing.
        let prepared = container(&plan, &task.host, &task.runner, run_options)?;
        let (lab, others) = RunningLab::find_with_others(&task.project, engine, &task.runner)?;
        if let Some(lab) = lab {
            return tell_of_running(task, &plan, &lab, keeps(&lab));
        }
        other_labs::warn(Kind::Lab, &others, &task.report);
        let container = prepared.ready(ensure_image(task, &plan, no_build)?, &task.runner)?;
        jupyterlab::require_in_image(task, &plan, &container)?;
        let arguments = task.settings.container.arguments_of_a_lab();
        warn_of_folders(task, &plan.inputs, &container.mounts, &arguments);
        let start = Start { task, plan: &plan, options: &options, container, token: new_token()? };
        let is_free = choose_port(port, task.settings.container.port)?;
        if detach { detached::start(&start, is_free, port.is_some()) } else { start.become_it(is_free) }
    }
}

/// Says where the lab is that runs already, and what of it is not as it was asked for.
fn tell_of_running(task: &Task, plan: &Plan, lab: &RunningLab, keeps_its_own: bool) -> Result<()> {
    let engine = task.engine()?;
    task.report.note(&format!("a lab of this project runs already, in the container {}", lab.facts.name));
    if let Some(older) = lab.older_image(plan, &plan.state(engine, &task.runner)?) {
        task.report.warning(&format!("the lab runs an older image, {older}; {}", lab.renewal()));
    }
    if keeps_its_own {
        task.report.warning("its port, variables and arguments stay as they are until it is stopped");
    }
    if !task.runner.dry_run {
        plan.write_generated(&task.runner)?;
        // It may have been started a moment ago.
        let mut alive = || Ok(RunningLab::find(&task.project, engine, &task.runner)?.is_some());
        let url = lab.awaited(engine, &task.runner).url(&mut alive)?;
        let url = url.ok_or_else(|| anyhow!("the lab has ended in the meantime; try again"))?;
        task.report.data(&url);
        return Ok(());
    }
    task.report.data(&lab.url);
    Ok(())
}
