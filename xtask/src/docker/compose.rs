//! Docker Compose, of version 2 or later: which one this machine has, and its commands.

use anyhow::{Result, anyhow};

use super::labels::PORT_LABEL;
use crate::base::argv::Argv;
use crate::base::process::{DEADLINE, Runner, text};

/// What to say where there is none.
pub const MISSING: &str = "docker has no Compose; Docker's own packages call it `docker-compose-plugin`, Debian and Ubuntu \
                           `docker-compose` or `docker-compose-v2`";

/// How Compose is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// As docker's plugin.
    Plugin,
    /// As a program of its own.
    Standalone,
}

/// A Compose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ComposeProgram {
    kind: Kind,
    /// The first two numbers of its version, if it says one.
    version: Option<(u32, u32)>,
}

impl ComposeProgram {
    /// The Compose of this machine, if it has one.
    ///
    /// # Errors
    ///
    /// If one gives no answer; if all that there is is version 1.
    pub fn find(runner: &Runner) -> Result<Option<Self>> {
        for kind in [Kind::Plugin, Kind::Standalone] {
            let program = Self { kind, version: None };
            let answer = runner.ask(&program.argv().args(["version", "--short"]), DEADLINE)?;
            let Some(answer) = answer.filter(|answer| answer.status.success()) else { continue };
            let said = text(&answer.stdout);
            let version = version(&said);
            if version.is_some_and(|(first, _)| first < 2) {
                return Err(anyhow!(
                    "the Compose of this machine is version {said}, which has had no support since July 2023; install \
                     version 2, which Docker's own packages call `docker-compose-plugin`, and Debian and Ubuntu \
                     `docker-compose` or `docker-compose-v2`"
                ));
            }
            return Ok(Some(Self { version, ..program }));
        }
        Ok(None)
    }

    /// What is taken for granted where there is none and nothing is run.
    pub fn assumed() -> Self {
        Self { kind: Kind::Plugin, version: None }
    }

    /// Whether it can take the lines of a file of variables as they stand.
    pub fn reads_lines_as_they_stand(self) -> bool {
        self.version.is_none_or(|version| version >= (2, 30))
    }

    /// Compose, of which nothing is said yet.
    fn argv(self) -> Argv {
        match self.kind {
            Kind::Plugin => Argv::new("docker").arg("compose"),
            Kind::Standalone => Argv::new("docker-compose"),
        }
    }

    /// A command of Compose, with the files in this folder.
    pub fn command(self, folder: &str, args: &[String]) -> Argv {
        self.argv().args(["--project-directory", folder]).args(args)
    }
}

/// The first two numbers of a version, such as `v2.40.3-3`.
fn version(said: &str) -> Option<(u32, u32)> {
    let mut numbers = said.trim_start_matches('v').split(|c: char| !c.is_ascii_digit());
    Some((numbers.next()?.parse().ok()?, numbers.next()?.parse().ok()?))
}

/// The service of docker-compose.yml.
pub const SERVICE: &str = "lab";

/// A service of a project's Compose file.
#[derive(Clone, Copy, Debug)]
pub struct Service<'a> {
    /// The name by which Compose tells the project from others.
    pub project: &'a str,
    /// The service's own name.
    pub name: &'a str,
}

impl Service<'_> {
    /// The port of this machine at which its container is, if that runs.
    ///
    /// # Errors
    ///
    /// If docker gives no answer.
    pub fn port(self, runner: &Runner) -> Result<Option<u16>> {
        let question = self.containers().arg("--format").arg(format!("{{{{.Label \"{PORT_LABEL}\"}}}}"));
        let answer = runner.ask(&question, DEADLINE)?.map(|answer| text(&answer.stdout)).unwrap_or_default();
        Ok(answer.lines().find_map(|port| port.parse().ok()))
    }

    /// Why its container did not start: what docker noted of it; `None` if it noted nothing.
    ///
    /// # Errors
    ///
    /// If docker gives no answer.
    pub fn start_error(self, runner: &Runner) -> Result<Option<String>> {
        let says = |question: &Argv| -> Result<String> {
            Ok(runner.ask(question, DEADLINE)?.map(|answer| text(&answer.stdout)).unwrap_or_default())
        };
        let listed = says(&self.containers().args(["--all", "--quiet"]))?;
        let Some(id) = listed.lines().next() else { return Ok(None) };
        let error =
            says(&Argv::new("docker").args(["container", "inspect", "--format", "{{.State.Error}}", id]))?;
        Ok(Some(error).filter(|error| !error.is_empty()))
    }

    /// The list of its containers, those of `compose run` left out.
    fn containers(self) -> Argv {
        let of = |label: &str, value: &str| {
            ["--filter".to_owned(), format!("label=com.docker.compose.{label}={value}")]
        };
        Argv::new("docker")
            .args(["container", "ls"])
            .args(of("project", self.project))
            .args(of("service", self.name))
            .args(of("oneoff", "False"))
    }
}
