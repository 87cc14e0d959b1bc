//! How the engine builds. Only who builds asks: a lab of an image that is there starts without.

use anyhow::{Result, anyhow};

use super::client::has_buildx;
use super::engine::Engine;
use super::engine_kind::EngineKind;
use crate::base::argv::Argv;
use crate::base::process::{DEADLINE, Runner, if_installed, text};
use crate::machine::host::Host;

/// What follows for a build where there is no buildx.
pub const NO_BUILDKIT: &str = "docker has no BuildKit (its plugin buildx is missing), so downloads are not kept between builds, \
                               a CA bundle cannot be passed, and mirrors end up in the image's history; its legacy builder works, \
                               and Docker will remove it: install the package `docker-buildx` or `docker-buildx-plugin`";

/// What is said where the user has chosen it.
pub const LEGACY_BY_CHOICE: &str =
    "DOCKER_BUILDKIT=0 chooses docker's legacy builder, which Docker will remove from a later release";

/// How `image build` builds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Builder {
    /// BuildKit by the plugin buildx: Docker clients from 23 on.
    Buildx,
    /// BuildKit built into the client, 18.09 to 20.10, which has to be asked for it.
    Embedded,
    /// Docker's legacy builder, since there is no buildx.
    Legacy,
    /// Docker's legacy builder, since the user's DOCKER_BUILDKIT=0 says so.
    LegacyByChoice,
    /// Podman's.
    Buildah,
}

impl Builder {
    /// Asks the engine's client, which answers without the engine. Without a client it is taken to be the usual one.
    ///
    /// # Errors
    ///
    /// If the client does not answer.
    pub fn probe(engine: &Engine, runner: &Runner, host: &Host) -> Result<Self> {
        if engine.kind == EngineKind::Podman {
            return Ok(Self::Buildah);
        }
        if host.var("DOCKER_BUILDKIT") == Some("0") {
            return Ok(Self::LegacyByChoice);
        }
        let mut questions = vec![engine.argv().arg("--version")];
        // The client takes longer to find the plugin and to start it than all else that it is asked.
        if !(engine.has_socket() && has_buildx(host)) {
            questions.push(engine.argv().args(["buildx", "version"]));
        }
        let Some(answers) = if_installed(runner.ask_all(&questions, DEADLINE))? else {
            return Ok(Self::Buildx);
        };
        Ok(match major(&text(&answers[0].stdout)) {
            Some(..23) => Self::Embedded,
            _ if answers.get(1).is_none_or(|buildx| buildx.status.success()) => Self::Buildx,
            _ => Self::Legacy,
        })
    }

    /// Whether cache mounts and secrets are to be had.
    pub fn has_mounts(self) -> bool {
        matches!(self, Self::Buildx | Self::Embedded | Self::Buildah)
    }

    /// Refuses to build what copies out of a mounted stage.
    ///
    /// # Errors
    ///
    /// One sentence with the remedy.
    pub fn require_mounts(self) -> Result<()> {
        let remedy = match self {
            Self::Buildx | Self::Embedded | Self::Buildah => return Ok(()),
            Self::Legacy => "install the package `docker-buildx` or `docker-buildx-plugin`",
            Self::LegacyByChoice => "leave out DOCKER_BUILDKIT=0",
        };
        Err(anyhow!("--slim needs BuildKit, and docker's legacy builder has no mounts: {remedy}"))
    }

    /// The style in which it is to print its progress, a line for each event, if it can be told one.
    pub fn progress(self) -> Option<&'static str> {
        matches!(self, Self::Buildx | Self::Embedded).then_some("plain")
    }

    /// Whether it sees the images that the engine has: a builder of buildx with another driver has images of its own.
    ///
    /// # Errors
    ///
    /// If docker gives no answer.
    pub fn sees_images(self, runner: &Runner) -> Result<bool> {
        if self != Self::Buildx {
            return Ok(true);
        }
        let inspect = Argv::new(EngineKind::Docker.program()).args(["buildx", "inspect"]);
        let said = runner.ask(&inspect, DEADLINE)?.map(|answer| text(&answer.stdout)).unwrap_or_default();
        let driver = said.lines().find_map(|line| line.strip_prefix("Driver:")).map(str::trim);
        Ok(driver.is_none_or(|driver| driver == "docker"))
    }
}

/// The first number in what `docker --version` says: `Docker version 28.2.2, build e6534b4`.
fn major(version: &str) -> Option<u32> {
    version.split_whitespace().find_map(|word| word.split('.').next()?.parse().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_is_read_from_what_a_client_says_of_itself() {
        assert_eq!(major("Docker version 20.10.24+dfsg1, build 297e128"), Some(20));
        assert_eq!(major("Docker version 28.2.2, build e6534b4"), Some(28));
        assert_eq!(major("something else"), None);
    }
}
