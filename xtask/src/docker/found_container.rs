//! Containers that are there: how they are found, looked at, read and ended.

use super::engine::Engine;
use super::labels::{PORT_LABEL, PROJECT_LABEL};
use crate::base::argv::Argv;

/// The ids of the containers of this name, a line for each.
pub fn containers_named(engine: &Engine, name: &str) -> Argv {
    let filter = format!("name=^/?{name}$");
    engine.argv().args(["container", "ls", "--all", "--quiet", "--no-trunc", "--filter"]).arg(filter)
}

/// What [`ContainerFacts::parse`] reads: the state, the project and the port, parted by tabs, and then the variables, a line
/// for each.
pub fn container_facts(engine: &Engine, id: &str) -> Argv {
    let label = |name: &str| format!("{{{{index .Config.Labels \"{name}\"}}}}");
    let facts = format!("{{{{.State.Status}}}}\t{}\t{}", label(PROJECT_LABEL), label(PORT_LABEL));
    let format = format!("{facts}{{{{range .Config.Env}}}}\n{{{{.}}}}{{{{end}}}}");
    engine.argv().args(["container", "inspect", "--format"]).arg(format).arg(id)
}

/// Ends a container.
pub fn container_stop(engine: &Engine, id: &str) -> Argv {
    engine.argv().args(["container", "stop", id])
}

/// Removes a container, even one that runs.
pub fn container_remove(engine: &Engine, name: &str) -> Argv {
    engine.argv().args(["container", "rm", "--force", name])
}

/// What a container has printed.
pub fn container_logs(engine: &Engine, id: &str, follow: bool) -> Argv {
    engine.argv().args(["container", "logs"]).flag("--follow", follow).arg(id)
}

/// What an engine says of a container.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ContainerFacts {
    /// The engine's word for what it does now.
    pub state: String,
    /// The id of the project that it belongs to; empty if it is none of ours.
    pub project: String,
    /// The port of this machine at which it is, if it is a lab.
    pub port: Option<u16>,
    /// Its variables, a line for each.
    env: String,
}

impl ContainerFacts {
    /// Reads the answer to [`container_facts`].
    pub fn parse(said: &str) -> Self {
        let (fields, env) = said.split_once('\n').unwrap_or((said, ""));
        let mut fields = fields.split('\t');
        let mut field = || fields.next().unwrap_or_default().to_owned();
        let (state, project, port) = (field(), field(), field());
        Self { state, project, port: port.parse().ok(), env: env.to_owned() }
    }

    /// Whether it runs.
    pub fn is_running(&self) -> bool {
        self.state == "running"
    }

    /// Whether it has ended, and will be gone in a moment.
    pub fn is_ending(&self) -> bool {
        // Podman says "stopped" before "exited", Docker never.
        ["exited", "removing", "stopping", "stopped"].contains(&self.state.as_str())
    }

    /// The value of one of its variables.
    pub fn variable(&self, name: &str) -> Option<&str> {
        self.env.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix('='))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lab_s_port_and_variables_are_read_and_a_stranger_has_neither_project_nor_port() {
        let lab = ContainerFacts::parse("running\tab12\t8889\nPATH=/bin\nJUPYTER_TOKEN=a=b");
        assert!(lab.is_running() && !lab.is_ending());
        assert_eq!((lab.project.as_str(), lab.port), ("ab12", Some(8889)));
        assert_eq!((lab.variable("JUPYTER_TOKEN"), lab.variable("TOKEN")), (Some("a=b"), None));
        let stranger = ContainerFacts::parse("stopped\t\t");
        assert!(stranger.is_ending());
        assert_eq!((stranger.project.as_str(), stranger.port), ("", None));
    }
}
