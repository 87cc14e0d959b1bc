//! Docker Compose: which one this machine has, and its commands.

use anyhow::Result;

use super::labels::PORT_LABEL;
use crate::base::argv::Argv;
use crate::base::process::{DEADLINE, Runner, text};

/// What to say where there is none.
pub const MISSING: &str = "docker has no Compose; Docker's own packages call it `docker-compose-plugin`, Debian and Ubuntu \
                           `docker-compose` or `docker-compose-v2`";

/// How Compose is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ComposeProgram {
    /// As docker's plugin: version 2 and later.
    Plugin,
    /// As a program of its own: version 1, or Debian's.
    Standalone,
}

impl ComposeProgram {
    /// The Compose of this machine, if it has one.
    ///
    /// # Errors
    ///
    /// If one gives no answer.
    pub fn find(runner: &Runner) -> Result<Option<Self>> {
        for program in [Self::Plugin, Self::Standalone] {
            let answer = runner.ask(&program.argv().args(["version", "--short"]), DEADLINE)?;
            if answer.is_some_and(|answer| answer.status.success()) {
                return Ok(Some(program));
            }
        }
        Ok(None)
    }

    /// Compose, of which nothing is said yet.
    fn argv(self) -> Argv {
        match self {
            Self::Plugin => Argv::new("docker").arg("compose"),
            Self::Standalone => Argv::new("docker-compose"),
        }
    }

    /// A command of Compose, with the files in this folder.
    pub fn command(self, folder: &str, args: &[String]) -> Argv {
        self.argv().args(["--project-directory", folder]).args(args)
    }
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

    /// Its container, if that runs.
    ///
    /// # Errors
    ///
    /// If docker gives no answer.
    pub fn id(self, runner: &Runner) -> Result<Option<String>> {
        let answer = runner.ask(&self.containers().args(["--quiet", "--no-trunc"]), DEADLINE)?;
        let listed = answer.map(|answer| text(&answer.stdout)).unwrap_or_default();
        Ok(listed.lines().next().map(str::to_owned))
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
