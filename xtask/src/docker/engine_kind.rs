//! Which engine is meant: by the flag, by the variable, or none in particular.

use std::fmt;

use anyhow::Result;

use crate::base::error::BadInput;
use crate::machine::host::Host;

/// The variable that names the engine.
const VARIABLE: &str = "CONTAINER_ENGINE";

/// A program that runs containers, by the commands that Docker has made common.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EngineKind {
    /// Docker, whose client asks a daemon.
    Docker,
    /// Podman, which has no daemon.
    Podman,
}

impl EngineKind {
    /// The name of each, which `--engine` takes.
    pub const NAMES: [&str; 2] = [Self::Docker.program(), Self::Podman.program()];

    /// The program's name.
    pub(super) const fn program(self) -> &'static str {
        match self {
            Self::Docker => "docker",
            Self::Podman => "podman",
        }
    }

    /// The engine of this name.
    pub fn named(name: &str) -> Option<Self> {
        [Self::Docker, Self::Podman].into_iter().find(|kind| kind.program() == name)
    }

    /// What the user chose: by the flag `--engine`, else by the variable.
    ///
    /// # Errors
    ///
    /// `BadInput` if the variable names another engine.
    pub fn chosen(flag: Option<&str>, host: &Host) -> Result<Option<Self>> {
        let Some(name) = host.var(VARIABLE).filter(|_| flag.is_none()) else {
            return Ok(flag.and_then(Self::named));
        };
        Self::named(name).map(Some).ok_or_else(|| {
            BadInput::new(format!(
                "{VARIABLE}={name} names no engine that this tool knows; set it to docker or podman, or unset it"
            ))
        })
    }
}

impl fmt::Display for EngineKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.program())
    }
}
