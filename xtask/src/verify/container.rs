//! The container in which `verify` looks around: a lab without a published port, which ends when this process does.

use std::io::BufRead as _;

use anyhow::{Result, anyhow};

use super::doors::{Door, Way};
use crate::argv::Argv;
use crate::container::container;
use crate::docker::{Container, container_run};
use crate::docker_build::Plan;
use crate::process::Companion;
use crate::task::Task;

/// JupyterLab beside, with its address in a folder that no other lab writes; then nothing, until stdin ends.
const START: &str = "JUPYTER_RUNTIME_DIR=/tmp/verify-jupyter jupyter lab --no-browser --ip=127.0.0.1 --allow-root \
    >/tmp/verify-jupyter.log 2>&1 </dev/null & echo ready; exec cat >/dev/null";

/// The same without JupyterLab.
const WAIT: &str = "echo ready; exec cat >/dev/null";

/// A running container of the project's image, with its folders.
pub struct Idle {
    name: String,
    _running: Option<Companion>,
}

impl Idle {
    /// Starts one; with `--dry-run`, prints how.
    ///
    /// # Errors
    ///
    /// If it does not start; docker has said why.
    pub fn start(task: &Task, plan: &Plan) -> Result<Self> {
        let name = format!("{}-verify-{}", task.project.slug(), std::process::id());
        let script = if plan.conda.names_package("jupyterlab") { START } else { WAIT };
        let command = ["sh", "-c", script].map(str::to_owned).to_vec();
        let container = Container { name: Some(name.clone()), tty: false, command, ..container(task, plan)? };
        let argv = container_run(container);
        if task.runner.dry_run {
            // It ends with its stdin.
            task.report.data(&format!("sleep 3600 | {argv} &"));
            return Ok(Self { name, _running: None });
        }
        let mut running = task.runner.start_companion(&argv)?;
        let mut line = String::new();
        match running.stdout.read_line(&mut line) {
            Ok(_) if line == "ready\n" => Ok(Self { name, _running: Some(running) }),
            _ => Err(anyhow!("the container did not start; docker or an activation script has said why")),
        }
    }

    /// `docker container exec` of this command.
    pub fn exec(&self, options: &[&str], command: Vec<String>) -> Argv {
        Argv::new("docker")
            .args(["container", "exec"])
            .args(options.to_vec())
            .arg(self.name.as_str())
            .args(command)
    }
}

/// The way through a door, with what it is to run: into this container, or into a new one.
///
/// # Errors
///
/// If a folder to be shared cannot be made.
pub fn through(door: &Door, idle: &Idle, task: &Task, plan: &Plan) -> Result<Argv> {
    let command = door.command();
    if door.way == Way::Exec {
        return Ok(idle.exec(door.options, command));
    }
    let mut extra = task.settings.run_args.clone();
    extra.extend(door.options.iter().map(|&option| option.to_owned()));
    Ok(container_run(Container { tty: false, command, extra: &extra, ..container(task, plan)? }))
}
