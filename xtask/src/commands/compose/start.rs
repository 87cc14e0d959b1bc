//! `compose up` and `create`: the port, and where JupyterLab is.

use anyhow::{Error, Result, anyhow};

use crate::base::argv::Argv;
use crate::base::error::{BadInput, ChildFailed};
use crate::base::process::Hold;
use crate::commands::announce;
use crate::container::ports::{Port, choose_port};
use crate::container::wait_for_lab::Awaited;
use crate::docker::compose::{SERVICE, Service};
use crate::docker::compose_line::ComposeLine;
use crate::docker::engine_kind::EngineKind;
use crate::docker::failure::{Asked, Failure};
use crate::docker::found_container::server_note;
use crate::image::local_env;
use crate::task::Task;

/// The variable of docker-compose.yml for the port of this machine.
const PORT: &str = "LAB_PORT";

/// `up` and `create`, at the port that was asked for or one that is free; says where JupyterLab is, once it answers.
///
/// # Errors
///
/// If there is no such port, Compose fails, or the container ends before JupyterLab answers.
pub fn start(task: &Task, argv: Argv, line: ComposeLine<'_>, asked: Option<u16>) -> Result<()> {
    let project = task.project.unique_name();
    let service = Service { project: &project, name: SERVICE };
    let port = match service.port(&task.runner)? {
        // With another port Compose would stop what runs, and start it again.
        Some(number) => Port { number, hold: Hold::default() },
        None => choose_port(asked, task.settings.container.port)?,
    };
    let argv = argv.env(PORT, &port.number.to_string());
    if line.only_creates() || task.runner.dry_run {
        return task.runner.become_(&argv);
    }
    let token = local_env::token(&task.project).unwrap_or_default();
    // What Compose calls the service's only container.
    let note = server_note(task.engine()?, &format!("{project}-{SERVICE}-1"));
    if line.detaches() {
        task.runner.run(&argv).map_err(|error| explain(task, service, error))?;
        let awaited = Awaited { port: port.number, token: &token, note, runner: &task.runner };
        let Some(url) = awaited.url(&mut || Ok(service.port(&task.runner)?.is_some()))? else {
            return Err(anyhow!(
                "the container ended before JupyterLab answered; `cargo xtask compose logs` shows why"
            ));
        };
        task.report.data(&url);
        return Ok(());
    }
    announce::announce(task, port, &token, note, true)?;
    task.runner.become_(&argv)
}

/// Gives a failure of Compose its sentence, if docker noted why it did not start the container.
fn explain(task: &Task, service: Service<'_>, error: Error) -> Error {
    let Some(ChildFailed { code, .. }) = error.downcast_ref() else { return error };
    match service.start_error(&task.runner) {
        Ok(Some(said)) => {
            let sentence = Failure::new(Asked::Run, EngineKind::Docker, &said).sentence();
            ChildFailed { code: *code, sentence }.into()
        }
        // Compose has said why.
        _ => error,
    }
}

/// The port that the user's shell asks for.
///
/// # Errors
///
/// `BadInput` if it is none.
pub fn asked_port(task: &Task) -> Result<Option<u16>> {
    let Some(asked) = task.host.var(PORT) else { return Ok(None) };
    match asked.parse() {
        Ok(port) if port > 0 => Ok(Some(port)),
        _ => Err(BadInput::new(format!("{PORT}={asked}: this is not a port; choose one from 1 to 65535"))),
    }
}
