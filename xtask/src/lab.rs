//! `cargo xtask lab`: JupyterLab in a container, at one URL of this machine.

mod detached;

use std::net::TcpListener;

use anyhow::{Result, anyhow};

use crate::check;
use crate::cli::{self, DockerBuild};
use crate::conda::CondaFiles;
use crate::container::{container, local_engine};
use crate::docker::{Container, LAB_PORT, container_run};
use crate::docker_build::Plan;
use crate::docker_build::{State, describe};
use crate::error::BadInput;
use crate::probe::probing;
use crate::project::hex;
use crate::ready;
use crate::running_lab::{RunningLab, TOKEN, container_name, settings};
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
            ready::announce(task, port, &token)?;
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
                "`{arg}` is not for you to give: address and token are chosen for you; for another port of this machine \
                 write `--port N` in front of `--`"
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

/// The port that was asked for, or the first free one from `first` on.
///
/// # Errors
///
/// If the one that was asked for is taken, or all are.
pub fn choose_port(asked: Option<u16>, first: u16) -> Result<u16> {
    let free = |port: u16| TcpListener::bind(("127.0.0.1", port)).is_ok();
    match asked {
        Some(port) if free(port) => Ok(port),
        Some(port) => Err(anyhow!(
            "port {port} of this machine is taken; choose another, or leave out --port to get a free one"
        )),
        None => (first..=first.saturating_add(100)).find(|&port| free(port)).ok_or_else(|| {
            anyhow!(
                "the ports from {first} to {} are all taken; choose one with --port",
                first.saturating_add(100)
            )
        }),
    }
}

/// 48 hexadecimal digits that nobody can guess.
///
/// # Errors
///
/// If this machine has no random numbers.
pub fn new_token() -> Result<String> {
    let mut bytes = [0; 24];
    getrandom::fill(&mut bytes).map_err(|error| anyhow!("this machine gives no random numbers: {error}"))?;
    Ok(hex(&bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_taken_port_is_an_error_when_it_was_asked_for_and_else_the_next_one_is_used() {
        let taken = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = taken.local_addr().unwrap().port();
        let message = choose_port(Some(port), 1).unwrap_err().to_string();
        assert_eq!(
            message,
            format!(
                "port {port} of this machine is taken; choose another, or leave out --port to get a free one"
            )
        );
        assert!(choose_port(None, port).unwrap() > port);
    }

    #[test]
    fn two_tokens_differ_and_are_long() {
        let (one, two) = (new_token().unwrap(), new_token().unwrap());
        assert_eq!(one.len(), 48);
        assert_ne!(one, two);
    }
}
