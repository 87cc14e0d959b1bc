//! Asks this machine what engine it has, Docker or podman, and says in one sentence what to do when it is of no use.

use anyhow::{Error, Result, anyhow};

use super::engine::Engine;
use super::engine_kind::EngineKind;
use super::{find_docker, find_podman};
use crate::base::process::Runner;
use crate::base::report::Report;
use crate::machine::host::Host;

/// Asks the chosen engine; if none is, Docker and then podman, of which the first that answers counts.
///
/// # Errors
///
/// One sentence with the remedy if none is installed, or the one that is does not answer or may not be used.
pub fn find_engine(
    choice: Option<EngineKind>,
    runner: &Runner,
    host: &Host,
    report: &Report,
) -> Result<Engine> {
    match choice {
        Some(EngineKind::Docker) => return find_docker::find(runner, host)?.ok_or_else(|| missing(choice)),
        Some(EngineKind::Podman) => return find_podman::find(runner, host)?.ok_or_else(|| missing(choice)),
        None => {}
    }
    let why_not = match find_docker::find(runner, host) {
        Ok(Some(engine)) => return Ok(engine),
        Ok(None) => None,
        // Whoever names an address means that engine.
        Err(error) if host.var("DOCKER_HOST").is_some() => return Err(error),
        Err(error) => Some(error),
    };
    match (find_podman::find(runner, host), why_not) {
        (Ok(Some(engine)), why_not) => {
            if why_not.is_some() {
                report.note("docker does not answer, so this is podman's; `--engine docker` says why");
            }
            Ok(engine)
        }
        (_, Some(error)) | (Err(error), None) => Err(error),
        (Ok(None), None) => Err(missing(None)),
    }
}

fn missing(choice: Option<EngineKind>) -> Error {
    match choice {
        None => anyhow!(
            "neither docker nor podman is installed, or not on PATH; install Docker Desktop, or your system's package \
             `docker.io` or `podman`, and try again"
        ),
        Some(EngineKind::Docker) => anyhow!(
            "docker is not installed, or not on PATH; install Docker Desktop, or your system's package `docker.io`, and \
             try again"
        ),
        Some(EngineKind::Podman) => {
            anyhow!(
                "podman is not installed, or not on PATH; install your system's package `podman`, and try again"
            )
        }
    }
}
