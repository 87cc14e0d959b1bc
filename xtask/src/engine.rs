//! Asks this machine what Docker it has, and says in one sentence what to do when it is of no use.

use std::time::Duration;

use anyhow::{Result, anyhow};

use crate::argv::Argv;
use crate::host::Host;
use crate::process::{Runner, text};

/// Longer than a busy engine needs, and short enough to wait for one that hangs.
pub const DEADLINE: Duration = Duration::from_secs(20);

/// The Docker client and the engine that it reaches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Engine {
    /// How the client builds.
    pub builder: Builder,
    /// Where the engine listens, such as `unix:///var/run/docker.sock`.
    pub endpoint: String,
}

/// How `docker image build` builds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Builder {
    /// BuildKit by the plugin buildx: clients from 23 on.
    Buildx,
    /// BuildKit built into the client, 18.09 to 20.10, which has to be asked for it.
    Embedded,
    /// The legacy builder, since there is no buildx.
    Legacy,
    /// The legacy builder, since the user's DOCKER_BUILDKIT=0 says so.
    LegacyByChoice,
}

impl Builder {
    /// Whether cache mounts and secrets are to be had.
    pub fn is_buildkit(self) -> bool {
        matches!(self, Self::Buildx | Self::Embedded)
    }
}

impl Engine {
    /// Asks the client and the engine.
    ///
    /// # Errors
    ///
    /// One sentence with the remedy if Docker is not installed, its daemon does not run, or may not be used.
    pub fn probe(runner: &Runner, host: &Host) -> Result<Self> {
        let question =
            Argv::new("docker").args(["version", "--format", "{{.Client.Version}} {{.Server.Version}}"]);
        let Some(answer) = runner.ask(&question, DEADLINE)? else {
            return Err(anyhow!(
                "docker is not installed, or not on PATH; install Docker Desktop, or your system's package `docker.io`, \
                 and try again"
            ));
        };
        let said = text(&answer.stderr);
        if !answer.status.success() {
            return Err(unusable(&said, host));
        }
        let versions = text(&answer.stdout);
        let major: u32 = versions.split('.').next().and_then(|major| major.parse().ok()).unwrap_or(0);
        let endpoint =
            Argv::new("docker").args(["context", "inspect", "--format", "{{.Endpoints.docker.Host}}"]);
        let endpoint = match host.var("DOCKER_HOST") {
            Some(endpoint) => endpoint.to_owned(),
            None => runner.ask(&endpoint, DEADLINE)?.map(|answer| text(&answer.stdout)).unwrap_or_default(),
        };
        Ok(Self { builder: builder(runner, host, major)?, endpoint })
    }

    /// The name of the machine on which the engine runs.
    ///
    /// # Errors
    ///
    /// If it gives no answer.
    pub fn name(&self, runner: &Runner) -> Result<String> {
        let answer = runner.ask(&Argv::new("docker").args(["info", "--format", "{{.Name}}"]), DEADLINE)?;
        Ok(answer.map(|answer| text(&answer.stdout)).unwrap_or_default())
    }

    /// Whether the engine sees this machine's folders.
    pub fn is_local(&self) -> bool {
        let remote = ["tcp://", "ssh://", "http://", "https://"];
        let address = remote.iter().find_map(|scheme| self.endpoint.strip_prefix(scheme));
        address.is_none_or(|address| {
            ["127.0.0.1", "localhost", "[::1]"].iter().any(|host| address.starts_with(host))
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
        Err(anyhow!(
            "the Docker engine is on another machine ({}), so the container could not see this project's folders; unset \
             DOCKER_HOST, choose a local one with `docker context use default`, or run this on that machine",
            self.endpoint
        ))
    }
}

fn builder(runner: &Runner, host: &Host, major: u32) -> Result<Builder> {
    if host.var("DOCKER_BUILDKIT") == Some("0") {
        return Ok(Builder::LegacyByChoice);
    }
    if (1..23).contains(&major) {
        return Ok(Builder::Embedded);
    }
    let plugin = runner.ask(&Argv::new("docker").args(["buildx", "version"]), DEADLINE)?;
    let has_buildx = plugin.is_some_and(|answer| answer.status.success());
    Ok(if has_buildx { Builder::Buildx } else { Builder::Legacy })
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

/// The line of docker's words that says why: it is followed by an advice to read the manual.
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
            |endpoint: &str| Engine { builder: Builder::Buildx, endpoint: endpoint.to_owned() }.is_local();
        for endpoint in
            ["unix:///var/run/docker.sock", "npipe:////./pipe/docker_engine", "", "tcp://127.0.0.1:2375"]
        {
            assert!(is_local(endpoint), "{endpoint}");
        }
        for endpoint in ["tcp://10.0.0.7:2376", "ssh://jane@server"] {
            assert!(!is_local(endpoint), "{endpoint}");
        }
    }
}
