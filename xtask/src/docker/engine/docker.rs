//! Asks Docker: whether its engine answers, and what that is.

use anyhow::{Result, anyhow};

use super::{DEADLINE, Engine, podman, reason};
use crate::base::argv::Argv;
use crate::base::process::{Runner, if_installed, text};
use crate::docker::engine::kind::Kind;
use crate::machine::host::Host;

/// Docker, if it is installed; podman, if that has taken its name.
///
/// # Errors
///
/// One sentence with the remedy if its daemon does not run or may not be used.
pub fn probe(runner: &Runner, host: &Host) -> Result<Option<Engine>> {
    let questions = [
        docker(&["info", "--format", "{{.Name}}\t{{.SecurityOptions}}"]),
        docker(&["context", "inspect", "--format", "{{.Endpoints.docker.Host}}"]),
    ];
    let Some([info, context]) = if_installed(runner.ask_each(&questions, DEADLINE))? else {
        return Ok(None);
    };
    let info = text(&info.stdout);
    let (machine, security) = info.split_once('\t').unwrap_or((&info, ""));
    if machine.is_empty() {
        // Neither the exit code nor what `docker info` says on stderr tells why, in every version.
        if is_podman(runner)? {
            return podman::probe(runner, host);
        }
        let version = docker(&["version", "--format", "{{.Server.Version}}"]);
        if let Some(version) = runner.ask(&version, DEADLINE)?.filter(|version| !version.status.success()) {
            return Err(unusable(&text(&version.stderr), host));
        }
    }
    Ok(Some(Engine {
        kind: Kind::Docker,
        endpoint: host.var("DOCKER_HOST").map_or_else(|| text(&context.stdout), str::to_owned),
        machine: machine.to_owned(),
        rootless: security.contains("name=rootless"),
        selinux: security.contains("name=selinux"),
    }))
}

fn docker(args: &[&str]) -> Argv {
    Argv::new(Kind::Docker.program()).args(args.to_vec())
}

/// Whether the program of the name `docker` is podman, as with Debian's package `podman-docker`.
fn is_podman(runner: &Runner) -> Result<bool> {
    let answer = runner.ask(&docker(&["--version"]), DEADLINE)?;
    Ok(answer.is_some_and(|answer| text(&answer.stdout).to_lowercase().starts_with("podman")))
}

/// What to do when `docker version` failed and said this.
fn unusable(said: &str, host: &Host) -> anyhow::Error {
    let lower = said.to_lowercase();
    let socket =
        host.var("DOCKER_HOST").map_or_else(String::new, |endpoint| format!(" at DOCKER_HOST={endpoint}"));
    if lower.contains("permission denied") {
        return anyhow!(
            "you may not use the Docker engine{socket}: permission denied on its socket; run `sudo usermod --append \
             --groups docker $USER`, log out and in, and try again"
        );
    }
    let unreachable =
        ["cannot connect", "is the docker daemon running", "error during connect", "no such host", "refused"];
    if unreachable.iter().any(|sign| lower.contains(sign)) {
        return anyhow!(
            "docker is installed, but its daemon does not answer{socket}; start Docker Desktop, or run `sudo systemctl \
             start docker`, and try again"
        );
    }
    anyhow!("`docker version` fails: {}", reason(said))
}
