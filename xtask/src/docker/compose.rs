//! Spells the commands of Docker Compose.

use super::PORT_LABEL;
use crate::base::argv::Argv;

/// How Compose is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Compose {
    /// As docker's plugin: version 2 and later.
    Plugin,
    /// As a program of its own: version 1, or Debian's.
    Standalone,
}

/// Compose, of which nothing is said yet.
fn itself(compose: Compose) -> Argv {
    match compose {
        Compose::Plugin => Argv::new("docker").arg("compose"),
        Compose::Standalone => Argv::new("docker-compose"),
    }
}

/// Fails if there is no such Compose.
pub fn version(compose: Compose) -> Argv {
    itself(compose).args(["version", "--short"])
}

/// A command of Compose, with the files in this folder.
pub fn command(compose: Compose, folder: &str, args: &[String]) -> Argv {
    itself(compose).args(["--project-directory", folder]).args(args)
}

/// The value of [`PORT_LABEL`] of a service's container that runs.
pub fn port(project: &str, service: &str) -> Argv {
    let of = |label: &str, value: &str| {
        ["--filter".to_owned(), format!("label=com.docker.compose.{label}={value}")]
    };
    Argv::new("docker")
        .args(["container", "ls"])
        .args(of("project", project))
        .args(of("service", service))
        .args(of("oneoff", "False"))
        .arg("--format")
        .arg(format!("{{{{.Label \"{PORT_LABEL}\"}}}}"))
}
