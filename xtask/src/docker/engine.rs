//! An engine: a client, Docker's or podman's, and what it reaches.

use anyhow::{Result, anyhow};

use super::engine_kind::EngineKind;
use super::socket::Socket;
use crate::base::argv::Argv;

/// A client and the engine that it reaches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Engine {
    /// Whose it is.
    pub kind: EngineKind,
    /// Where the engine listens, such as `unix:///var/run/docker.sock`; empty if it is a program of this machine.
    pub endpoint: String,
    /// The name of the machine on which it runs.
    pub machine: String,
    /// Whether it runs as an ordinary user, whose id is another one in its containers.
    pub rootless: bool,
    /// Whether it confines containers by SELinux.
    pub selinux: bool,
    /// Where it can be asked without its client.
    pub(super) socket: Option<Socket>,
}

impl Engine {
    /// What is taken for granted where nothing answers and nothing is run.
    pub fn assumed(choice: Option<EngineKind>) -> Self {
        let kind = choice.unwrap_or(EngineKind::Docker);
        let (endpoint, machine) = (String::new(), String::new());
        Self { kind, endpoint, machine, rootless: false, selinux: false, socket: None }
    }

    /// A command of this engine's client, without its arguments.
    pub(super) fn argv(&self) -> Argv {
        Argv::new(self.kind.program())
    }

    /// Whether it can be asked without its client.
    pub fn has_socket(&self) -> bool {
        self.socket.is_some()
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
            EngineKind::Docker => {
                ("Docker", "unset DOCKER_HOST, choose a local one with `docker context use default`,")
            }
            EngineKind::Podman => ("podman", "unset CONTAINER_HOST"),
        };
        Err(anyhow!(
            "the {name} engine is on another machine ({}), so the container could not see this project's folders; {remedy} \
             or run this on that machine",
            self.endpoint
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
