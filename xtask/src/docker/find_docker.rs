//! Asks Docker: whether its engine answers, and what that is.

use anyhow::{Result, anyhow};

use super::engine::Engine;
use super::engine_kind::EngineKind;
use super::failure::{Asked, Failure};
use super::find_at_socket::{Info, info};
use super::{find_podman, selinux};
use crate::base::argv::Argv;
use crate::base::process::{DEADLINE, Runner, if_installed, text};
use crate::machine::host::Host;

/// Docker, if it is installed; podman, if that has taken its name.
///
/// # Errors
///
/// One sentence with the remedy if its daemon does not run or may not be used.
pub fn find(runner: &Runner, host: &Host) -> Result<Option<Engine>> {
    if let Some(info) = info(host) {
        return Ok(Some(engine(info)));
    }
    // DOCKER_HOST counts more than any context.
    let address = host.var("DOCKER_HOST");
    let who = docker(&["info", "--format", "{{.Name}}\t{{.SecurityOptions}}"]);
    let context = docker(&["context", "inspect", "--format", "{{.Endpoints.docker.Host}}"]);
    let questions = if address.is_some() { vec![who] } else { vec![who, context] };
    let Some(answers) = if_installed(runner.ask_all(&questions, DEADLINE))? else {
        return Ok(None);
    };
    let said: Vec<String> = answers.iter().map(|answer| text(&answer.stdout)).collect();
    let (machine, security) = said[0].split_once('\t').unwrap_or((&said[0], ""));
    if machine.is_empty() {
        // Neither the exit code nor what `docker info` says on stderr tells why, in every version.
        if is_podman(runner)? {
            return find_podman::find(runner, host);
        }
        let version = docker(&["version", "--format", "{{.Server.Version}}"]);
        if let Some(version) = runner.ask(&version, DEADLINE)?.filter(|version| !version.status.success()) {
            let said = text(&version.stderr);
            let failure = Failure { address, ..Failure::new(Asked::Docker, EngineKind::Docker, &said) };
            return Err(anyhow!(failure.sentence()));
        }
    }
    let endpoint = address.or(said.get(1).map(String::as_str)).unwrap_or_default().to_owned();
    let (machine, security) = (machine.to_owned(), security.to_owned());
    Ok(Some(engine(Info { endpoint, machine, security, socket: None })))
}

fn engine(info: Info) -> Engine {
    Engine {
        kind: EngineKind::Docker,
        endpoint: info.endpoint,
        machine: info.machine,
        rootless: info.security.contains("name=rootless"),
        selinux: selinux::is_on(&info.security),
        socket: info.socket,
    }
}

fn docker(args: &[&str]) -> Argv {
    Argv::new(EngineKind::Docker.program()).args(args.to_vec())
}

/// Whether the program of the name `docker` is podman, as with Debian's package `podman-docker`.
fn is_podman(runner: &Runner) -> Result<bool> {
    let answer = runner.ask(&docker(&["--version"]), DEADLINE)?;
    Ok(answer.is_some_and(|answer| text(&answer.stdout).to_lowercase().starts_with("podman")))
}
