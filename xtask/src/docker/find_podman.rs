//! Asks podman, which has no daemon: what can be wrong is how it is installed.

use anyhow::{Result, anyhow};

use super::engine::Engine;
use super::engine_kind::EngineKind;
use super::failure::{Asked, Failure};
use crate::base::argv::Argv;
use crate::base::process::{DEADLINE, Runner, text};
use crate::machine::host::Host;

const QUESTION: &str = "{{.Host.Hostname}}\t{{.Host.Security.Rootless}}\t{{.Host.Security.SELinuxEnabled}}";

/// Podman, if it is installed.
///
/// # Errors
///
/// One sentence with the remedy if it does not work.
pub fn find(runner: &Runner, host: &Host) -> Result<Option<Engine>> {
    let question = Argv::new(EngineKind::Podman.program()).args(["info", "--format", QUESTION]);
    let Some(answer) = runner.ask(&question, DEADLINE)? else {
        return Ok(None);
    };
    if !answer.status.success() {
        let said = text(&answer.stderr);
        return Err(anyhow!(Failure::new(Asked::Podman, EngineKind::Podman, &said).sentence()));
    }
    let facts = text(&answer.stdout);
    let mut facts = facts.split('\t');
    let mut fact = || facts.next().unwrap_or_default();
    let (machine, rootless, selinux) = (fact().to_owned(), fact() == "true", fact() == "true");
    let endpoint = host.var("CONTAINER_HOST").unwrap_or_default().to_owned();
    Ok(Some(Engine { kind: EngineKind::Podman, endpoint, machine, rootless, selinux, socket: None }))
}
