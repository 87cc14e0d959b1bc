//! Asks this machine what engine it has, Docker or podman, and says in one sentence what to do when it is of no use.

pub mod account;
mod builder;
mod docker;
pub mod kind;
mod podman;

use std::time::Duration;

use anyhow::{Error, Result, anyhow};

use crate::base::argv::Argv;
use crate::base::process::Runner;
use crate::base::report::Report;
use crate::machine::host::Host;
pub use builder::Builder;
use kind::Kind;

/// Longer than a busy engine needs, and short enough to wait for one that hangs.
pub const DEADLINE: Duration = Duration::from_secs(20);

/// A client and the engine that it reaches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Engine {
    /// Whose it is.
    pub kind: Kind,
    /// Where the engine listens, such as `unix:///var/run/docker.sock`; empty if it is a program of this machine.
    pub endpoint: String,
    /// The name of the machine on which it runs.
    pub machine: String,
    /// Whether it runs as an ordinary user, whose id is another one in its containers.
    pub rootless: bool,
    /// Whether it confines containers by SELinux.
    pub selinux: bool,
}

impl Engine {
    /// Asks the chosen engine; if none is, Docker and then podman, of which the first that answers counts.
    ///
    /// # Errors
    ///
    /// One sentence with the remedy if none is installed, or the one that is does not answer or may not be used.
    pub fn probe(choice: Option<Kind>, runner: &Runner, host: &Host, report: &Report) -> Result<Self> {
        match choice {
            Some(Kind::Docker) => return docker::probe(runner, host)?.ok_or_else(|| missing(choice)),
            Some(Kind::Podman) => return podman::probe(runner, host)?.ok_or_else(|| missing(choice)),
            None => {}
        }
        let why_not = match docker::probe(runner, host) {
            Ok(Some(engine)) => return Ok(engine),
            Ok(None) => None,
            // Whoever names an address means that engine.
            Err(error) if host.var("DOCKER_HOST").is_some() => return Err(error),
            Err(error) => Some(error),
        };
        match (podman::probe(runner, host), why_not) {
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

    /// What is taken for granted where nothing answers and nothing is run.
    pub fn assumed(choice: Option<Kind>) -> Self {
        let kind = choice.unwrap_or(Kind::Docker);
        Self { kind, endpoint: String::new(), machine: String::new(), rootless: false, selinux: false }
    }

    /// A command of this engine's client, without its arguments.
    pub fn argv(&self) -> Argv {
        Argv::new(self.kind.program())
    }

    /// Whether the engine sees this machine's folders.
    pub fn is_local(&self) -> bool {
        let remote = ["tcp://", "ssh://", "http://", "https://"];
        let address = remote.iter().find_map(|scheme| self.endpoint.strip_prefix(scheme));
        let machine = address.map(|address| address.rsplit_once('@').map_or(address, |(_, machine)| machine));
        machine.is_none_or(|machine| {
            ["127.0.0.1", "localhost", "[::1]"].iter().any(|host| machine.starts_with(host))
        })
    }

    /// Refuses an engine on another machine, whose folders the mounts would name.
    ///
    /// # Errors
    ///
    /// One sentence with the remedy.
    pub fn require_local(&self) -> Result<()> {
        if self.is_local() {
            return Ok(());
        }
        let (name, remedy) = match self.kind {
            Kind::Docker => {
                ("Docker", "unset DOCKER_HOST, choose a local one with `docker context use default`,")
            }
            Kind::Podman => ("podman", "unset CONTAINER_HOST"),
        };
        Err(anyhow!(
            "the {name} engine is on another machine ({}), so the container could not see this project's folders; {remedy} \
             or run this on that machine",
            self.endpoint
        ))
    }
}

fn missing(choice: Option<Kind>) -> Error {
    match choice {
        None => anyhow!(
            "neither docker nor podman is installed, or not on PATH; install Docker Desktop, or your system's package \
             `docker.io` or `podman`, and try again"
        ),
        Some(Kind::Docker) => anyhow!(
            "docker is not installed, or not on PATH; install Docker Desktop, or your system's package `docker.io`, and \
             try again"
        ),
        Some(Kind::Podman) => {
            anyhow!(
                "podman is not installed, or not on PATH; install your system's package `podman`, and try again"
            )
        }
    }
}

/// The line of an engine's words that says why: it may be followed by an advice to read the manual.
pub fn reason(said: &str) -> &str {
    let mut lines = said.lines().map(str::trim).filter(|line| !line.is_empty());
    let is_reason = |line: &&str| line.starts_with("docker:") || line.to_lowercase().contains("error");
    let first = lines.clone().find(is_reason);
    let last = lines.rfind(|line| !line.starts_with("Run '") && !line.starts_with("See '"));
    first.or(last).unwrap_or("it gives no reason")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_reason_is_not_the_advice_to_read_the_manual() {
        let said = "docker: Error response from daemon: pull access denied\n\nRun 'docker run --help' for more information\n";
        assert_eq!(reason(said), "docker: Error response from daemon: pull access denied");
        assert_eq!(reason("no such thing\nSee 'docker run --help'.\n"), "no such thing");
        assert_eq!(reason(""), "it gives no reason");
    }

    #[test]
    fn an_engine_on_another_machine_is_told_from_a_local_one() {
        let is_local =
            |endpoint: &str| Engine { endpoint: endpoint.to_owned(), ..Engine::assumed(None) }.is_local();
        for endpoint in [
            "unix:///var/run/docker.sock",
            "npipe:////./pipe/docker_engine",
            "",
            "tcp://127.0.0.1:2375",
            "ssh://core@127.0.0.1:53685/run/user/1000/podman/podman.sock",
        ] {
            assert!(is_local(endpoint), "{endpoint}");
        }
        for endpoint in ["tcp://10.0.0.7:2376", "ssh://jane@server"] {
            assert!(!is_local(endpoint), "{endpoint}");
        }
    }
}
