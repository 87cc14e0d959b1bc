//! `cargo xtask lab`: JupyterLab in a container, at one URL of this machine.

mod detached;

use anyhow::Result;

use crate::base::error::BadInput;
use crate::cli::{self, DockerBuild};
use crate::commands::announce;
use crate::commands::check;
use crate::conda::CondaFiles;
use crate::container::ports::choose_port;
use crate::container::probe::probing;
use crate::container::project_container::{container, local_engine};
use crate::container::running_lab::{RunningLab, TOKEN, container_name, settings};
use crate::docker::{Container, LAB_PORT, container_run};
use crate::image::plan::Plan;
use crate::image::plan::{State, describe};
use crate::machine::token::new_token;
use crate::task::Task;

impl cli::Lab {
    /// Opens a lab, or finds the one that runs already.
    ///
    /// # Errors
    ///
    /// Whatever keeps the image from being current or JupyterLab from answering.
    pub fn run(&self, task: &Task) -> Result<()> {
        let conda = task.conda()?;
        require_jupyterlab(&conda)?;
        self.refuse_what_is_ours()?;
        check::first(task, self.no_check)?;
        let plan = Plan::new(task, conda, &DockerBuild::default())?;
        let engine = local_engine(task)?;
        task.runner.ask_ahead(plan.question(engine))?;
        if let Some(lab) = RunningLab::find(task)? {
            task.report.note(&format!("a lab of this project runs already, in the container {}", lab.name));
            if let State::Stale(changes) = plan.state(task)? {
                task.report.warning(&format!(
                    "it has the environment from before {}; `cargo xtask stop` and then `cargo xtask lab` give the new one",
                    describe(&changes)
                ));
            }
            if !self.jupyter_args.is_empty() || self.port.is_some_and(|port| port != lab.port) {
                task.report.warning("its port and arguments stay as they are until it is stopped");
            }
            task.report.data(&lab.url);
            return Ok(());
        }
        plan.ensure(task, self.no_build)?;
        let port = choose_port(self.port, task.settings.port)?;
        let token = new_token()?;
        let container = container(task, &plan)?;
        let command = self.command(task.report.verbose);
        let lab = Container {
            name: Some(container_name(task)),
            port: Some(port),
            volume: Some(settings(task, &plan.user)),
            env: container.env.iter().cloned().chain([TOKEN.to_owned()]).collect(),
            detach: self.detach,
            command: probing(&plan.owner, &container.mounts, command),
            ..container.clone()
        };
        let argv = container_run(engine, lab).env(TOKEN, &token);
        if self.detach {
            return detached::start(task, engine, &argv, port, &token, container);
        }
        if !task.runner.dry_run {
            announce::announce(task, port, &token)?;
            task.report.note("starting JupyterLab; Ctrl-C ends it");
        }
        task.runner.become_(&argv)
    }

    /// What the runner gives to JupyterLab must not be given twice: the URL that is printed would not work.
    fn refuse_what_is_ours(&self) -> Result<()> {
        const OURS: [&str; 5] = ["--ip", "--port", "token", "base_url", "--no-browser"];
        let is_ours =
            |arg: &&String| OURS.iter().any(|ours| arg.split('=').next().unwrap_or_default().ends_with(ours));
        match self.jupyter_args.iter().find(is_ours) {
            Some(arg) => Err(BadInput::new(format!(
                "`{arg}` is set by this tool, which chooses address, port and token; for another port of this machine write \
                 `--port N` in front of `--`"
            ))),
            None => Ok(()),
        }
    }

    /// JupyterLab's command line. Its own notes name addresses inside the container, so only warnings are let through.
    fn command(&self, verbose: bool) -> Vec<String> {
        let mut command = vec![
            "jupyter".to_owned(),
            "lab".to_owned(),
            "--no-browser".to_owned(),
            "--ip=0.0.0.0".to_owned(),
        ];
        command.push(format!("--port={LAB_PORT}"));
        let chosen = self
            .jupyter_args
            .iter()
            .any(|arg| arg.contains("log-level") || arg.contains("log_level") || arg == "--debug");
        if !verbose && !chosen && !self.detach {
            command.extend(["--log-level=WARN".to_owned(), "--LabApp.log_level=WARN".to_owned()]);
        }
        command.extend(self.jupyter_args.iter().cloned());
        command
    }
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
