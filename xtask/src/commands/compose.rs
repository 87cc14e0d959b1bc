//! `cargo xtask compose`: Docker Compose with this project's file, on the image that `docker-build` makes.

use anyhow::{Result, anyhow};

use crate::base::argv::Argv;
use crate::base::process::text;
use crate::cli;
use crate::commands::announce;
use crate::commands::docker_build::build_if_need_be;
use crate::commands::docker_build::ensure_image::{build_image, ensure_image};
use crate::commands::docker_build::plan_image::plan_image;
use crate::commands::generate::{self, GenerateOptions};
use crate::container::mounts::mounts;
use crate::container::ports::choose_port;
use crate::container::ready;
use crate::container::running_lab::url;
use crate::docker::compose::{self, Compose};
use crate::docker::engine::DEADLINE;
use crate::docker::engine::kind::Kind;
use crate::image::compose_options::ComposeOptions;
use crate::image::inputs::BuildOptions;
use crate::image::local_env::{self, LocalEnv};
use crate::image::plan::Plan;
use crate::project::folder::DOCKER;
use crate::task::Task;

/// Compose's commands that need the image and the folders.
const STARTS: [&str; 5] = ["up", "create", "run", "start", "restart"];

/// Compose's commands that show what the file says.
const SHOWS: [&str; 2] = ["config", "convert"];

/// Options of Compose itself whose value is the next argument.
const WITH_VALUE: [&str; 9] = [
    "-f",
    "--file",
    "-p",
    "--project-name",
    "--profile",
    "--env-file",
    "--project-directory",
    "--ansi",
    "--parallel",
];

/// The variable of docker-compose.yml for the port of this machine.
const PORT: &str = "LAB_PORT";

impl cli::Compose {
    /// Sees to what the command needs, and becomes Compose.
    ///
    /// # Errors
    ///
    /// If there is no Compose, or whatever keeps the image from being current or the folders from being there.
    pub fn run(&self, task: &Task) -> Result<()> {
        let (before, command) = self.args.split_at(command_at(&self.args));
        let name = command.first().map_or("", String::as_str);
        if name == "build" && !asks_for_help(command) {
            // Compose would build it too, but without this machine's mirrors and without the label that says what of.
            let docker_args = command[1..].iter().filter(|arg| *arg != SERVICE).cloned().collect();
            let options = BuildOptions { docker_args, ..BuildOptions::default() };
            return build_if_need_be(task, options, false).map(drop);
        }
        let program = find(task)?;
        let mut args = self.args.clone();
        let mut started = None;
        if STARTS.contains(&name) && !asks_for_help(command) {
            started = Some(ready_to_start(task, command)?);
            // It is built.
            args = before.iter().chain(command.iter().filter(|arg| *arg != "--build")).cloned().collect();
        } else if SHOWS.contains(&name) {
            plan(task)?.deliver(&task.runner)?;
        } else if !task.project.output.join(DOCKER).join("docker-compose.yml").is_file() {
            generate::generate(task, &GenerateOptions::default())?;
        } else if !task.runner.dry_run {
            // The folder may be a copy of another one, and its .env with it: that project is not meant.
            let owner = task.user()?;
            LocalEnv { project: &task.project, settings: &task.settings, owner: &owner }.write()?;
        }
        let argv = compose::command(program, folder(task).as_str(), &args);
        // A directory without template/ has its Compose file in the cache.
        let root = task.project.root.as_str();
        let argv = if task.project.is_ours() { argv } else { argv.env("LAB_ROOT", root) };
        match started.filter(|_| ["up", "create"].contains(&name)) {
            Some(plan) if plan.inputs.conda.names_package("jupyterlab") => start(task, argv, command),
            _ => task.runner.become_(&argv),
        }
    }
}

/// The service of docker-compose.yml.
const SERVICE: &str = "lab";

/// Where in the arguments Compose's command stands, behind Compose's own options.
fn command_at(args: &[String]) -> usize {
    let mut at = 0;
    while let Some(option) = args.get(at).filter(|arg| arg.starts_with('-')) {
        at += if WITH_VALUE.contains(&option.as_str()) { 2 } else { 1 };
    }
    at.min(args.len())
}

fn asks_for_help(command: &[String]) -> bool {
    command.iter().any(|arg| arg == "--help" || arg == "-h")
}

/// The Compose of this machine: docker's plugin, or the program of its own.
fn find(task: &Task) -> Result<Compose> {
    for program in [Compose::Plugin, Compose::Standalone] {
        let answer = task.runner.ask(&compose::version(program), DEADLINE)?;
        if answer.is_some_and(|answer| answer.status.success()) {
            return Ok(program);
        }
    }
    let missing = "docker has no Compose; Docker's own packages call it `docker-compose-plugin`, Debian and Ubuntu \
                   `docker-compose` or `docker-compose-v2`";
    if task.runner.dry_run {
        task.report.warning(missing);
        return Ok(Compose::Plugin);
    }
    Err(anyhow!("{missing}; or use `cargo xtask lab`, which does not need it"))
}

/// The image of the settings.
fn plan(task: &Task) -> Result<Plan> {
    plan_image(task, task.conda()?, BuildOptions::default())
}

/// The image is current, the files are written and the folders are there.
fn ready_to_start(task: &Task, command: &[String]) -> Result<Plan> {
    let plan = plan(task)?;
    if task.local_engine()?.kind == Kind::Podman {
        return Err(anyhow!(
            "Compose needs Docker, since with podman the files would not be yours; give `--engine docker`, or use `cargo \
             xtask lab`"
        ));
    }
    let has = |flag: &str| command.iter().any(|arg| arg == flag);
    let is_built = if has("--build") {
        build_image(task, &plan)?;
        true
    } else {
        ensure_image(task, &plan, has("--no-build"))?
    };
    if !is_built || !task.project.is_ours() {
        plan.deliver(&task.runner)?;
    }
    mounts(&plan.inputs, &task.host, &task.runner)?;
    let rest = ComposeOptions::of(&task.settings.run_args).rest;
    if !rest.is_empty() {
        task.report.warning(&format!(
            "of the setting `run-args` Compose does not get {}; write what you need into docker/docker-compose.override.yml",
            rest.join(" ")
        ));
    }
    Ok(plan)
}

/// The folder of the Compose file, from the project's root.
fn folder(task: &Task) -> camino::Utf8PathBuf {
    if task.project.is_ours() { DOCKER.into() } else { task.project.output.join(DOCKER) }
}

/// `up` and `create`, at a port that is free; says where JupyterLab is, once it answers.
fn start(task: &Task, argv: Argv, command: &[String]) -> Result<()> {
    let port = match running_port(task)? {
        // With another port Compose would stop what runs, and start it again.
        Some(port) => port,
        None => choose_port(asked_port(task)?, task.settings.port)?,
    };
    let argv = argv.env(PORT, &port.to_string());
    let has = |flags: &[&str]| command.iter().any(|arg| flags.contains(&arg.as_str()));
    if command[0] == "create" || has(&["--no-start"]) || task.runner.dry_run {
        return task.runner.become_(&argv);
    }
    let token = local_env::token(&task.project).unwrap_or_default();
    if has(&["-d", "--detach", "--wait"]) {
        task.runner.run(&argv)?;
        if !ready::wait(port, &mut || Ok(running_port(task)?.is_some()))? {
            return Err(anyhow!(
                "the container ended before JupyterLab answered; `cargo xtask compose logs` shows why"
            ));
        }
        task.report.data(&url(port, &token));
        return Ok(());
    }
    announce::announce(task, port, &token)?;
    task.runner.become_(&argv)
}

/// The port that the user's shell asks for.
fn asked_port(task: &Task) -> Result<Option<u16>> {
    let port = task.host.var(PORT).map(|port| port.parse().map_err(|_| anyhow!("{PORT}={port} is no port")));
    port.transpose()
}

/// The port of the service that runs already.
fn running_port(task: &Task) -> Result<Option<u16>> {
    let question = compose::port(&task.project.unique_name(), SERVICE);
    let answer = task.runner.ask(&question, DEADLINE)?.map(|answer| text(&answer.stdout)).unwrap_or_default();
    Ok(answer.lines().find_map(|port| port.parse().ok()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_is_found_behind_compose_s_own_options() {
        let at = |line: &str| command_at(&line.split_whitespace().map(str::to_owned).collect::<Vec<_>>());
        let table = [("up -d", 0), ("--profile x up", 2), ("-f a.yml --verbose down", 3), ("--version", 1)];
        for (line, place) in table {
            assert_eq!(at(line), place, "{line}");
        }
        assert_eq!(at("--file"), 1);
    }
}
