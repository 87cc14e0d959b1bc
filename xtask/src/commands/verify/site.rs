//! Where `verify` looks around: the project's image, and containers of it that end when this process does.

use std::cell::Cell;
use std::io::BufRead as _;

use anyhow::{Result, anyhow};

use crate::base::argv::Argv;
use crate::base::process::Companion;
use crate::commands::docker_build::ensure_image::ensure_image;
use crate::container::project_container::{RunOptions, container};
use crate::docker::container::{Container, container_run};
use crate::docker::container_option::ContainerOption;
use crate::docker::engine::Engine;
use crate::docker::labels::LAB_PORT;
use crate::docker::overrides::network;
use crate::docker::throw_away::container_exec;
use crate::image::plan::Plan;
use crate::task::Task;

/// JupyterLab beside, with its address in a folder that no other lab writes; then nothing, until stdin ends.
const LAB: &str = "JUPYTER_RUNTIME_DIR=/tmp/verify-jupyter jupyter lab --no-browser --ip=127.0.0.1 --port=\"$0\" \
    >/tmp/verify-jupyter.log 2>&1 </dev/null & echo ready; exec cat >/dev/null";

/// The same without JupyterLab.
const WAIT: &str = "echo ready; exec cat >/dev/null";

/// The image, and what its containers get.
pub struct Site<'a> {
    /// The command's values.
    pub task: &'a Task,
    /// The image.
    pub plan: &'a Plan,
    /// What runs it, and builds an image on it.
    pub engine: &'a Engine,
    /// A container like those of `lab`, `run` and `shell`, in which nothing runs yet; with the id of the image.
    pub container: Container<'a>,
    /// Whether something is going to be installed, for which the mirrors are needed, wherever they are.
    pub installs: bool,
    names: Cell<u16>,
}

impl<'a> Site<'a> {
    /// For looking alone, at an image that is current from here on.
    ///
    /// # Errors
    ///
    /// Whatever keeps the image from being current.
    pub fn of(task: &'a Task, plan: &'a Plan, no_build: bool) -> Result<Self> {
        let engine = task.local_engine()?;
        let prepared = container(plan, &task.host, &task.runner, RunOptions::default())?;
        let container = prepared.ready(ensure_image(task, plan, no_build)?, &task.runner)?;
        // Of an image for anybody its own account is looked at.
        let owner = if plan.options.variant.is_slim() { container.account } else { container.owner };
        let container = Container { owner, ..container };
        Ok(Self { task, plan, engine, container, installs: false, names: Cell::new(0) })
    }

    /// A name for a container or an image that nobody else has.
    fn new_name(&self) -> String {
        let number = self.names.replace(self.names.get() + 1);
        // Two images may be looked at side by side.
        let variant = if self.plan.options.variant.is_slim() { "-slim" } else { "" };
        format!("{}{variant}-verify-{}-{number}", self.task.project.slug(), std::process::id())
    }

    /// The variables that an installation needs, as options of docker's have them; none if nothing is installed.
    pub fn mirrors(&self) -> Vec<String> {
        if self.installs { self.plan.inputs.overrides.for_installing() } else { Vec::new() }
    }

    /// `docker container run` of this command, as the commands `lab`, `run` and `shell` do it, with further options.
    pub fn run(
        &self,
        name: Option<String>,
        options: &[ContainerOption],
        tty: bool,
        command: Vec<String>,
    ) -> Argv {
        let mut container = self.container.clone();
        if self.installs {
            container.env = self.mirrors();
            // The offline world is to be had on this machine's own network only.
            container.extra.extend(network(&self.plan.inputs.overrides).iter().map(|&word| word.to_owned()));
        }
        container.extra.extend(ContainerOption::words(options).into_iter().map(str::to_owned));
        // What is tried is the image, and nothing of it is to be kept.
        let volumes = Vec::new();
        container_run(self.engine, Container { name, tty, command, volumes, client: None, ..container })
    }

    /// Starts a container in which nothing happens, but for a JupyterLab if there is to be one.
    ///
    /// # Errors
    ///
    /// If docker cannot be started.
    pub fn start(&self, lab: bool) -> Result<Idle> {
        // On this machine's own network two that look for a free port at the same time may both find the same one.
        let port = (LAB_PORT + 100 * self.names.get()).to_string();
        let (name, engine) = (self.new_name(), self.engine.clone());
        let command = ["sh", "-c", if lab { LAB } else { WAIT }, &port].map(str::to_owned).to_vec();
        let argv = self.run(Some(name.clone()), &[], false, command);
        if self.task.runner.dry_run {
            // It ends with its stdin.
            self.task.report.data(&format!("sleep 3600 | {} &", argv.pasteable()));
            return Ok(Idle { name, engine, running: None });
        }
        Ok(Idle { name, engine, running: Some(self.task.runner.start_companion(&argv)?) })
    }
}

/// A running container.
pub struct Idle {
    name: String,
    engine: Engine,
    running: Option<Companion>,
}

impl Idle {
    /// Waits until it runs.
    ///
    /// # Errors
    ///
    /// If it ends instead; docker has said why.
    pub fn ready(mut self) -> Result<Self> {
        let mut line = String::new();
        match self.running.as_mut().map(|running| running.stdout.read_line(&mut line)) {
            Some(read) if read.is_err() || line != "ready\n" => {
                Err(anyhow!("the container did not start; the engine or an activation script has said why"))
            }
            _ => Ok(self),
        }
    }

    /// `docker container exec` of this command.
    pub fn exec(&self, options: &[ContainerOption], command: Vec<String>) -> Argv {
        container_exec(&self.engine, options, &self.name, command)
    }
}
