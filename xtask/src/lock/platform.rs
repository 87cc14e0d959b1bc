//! The platforms that a lock can be for: as Conda calls them, and as Docker does.

use anyhow::Result;

use super::command;
use super::file::{LOCK, Lock};
use crate::docker;
use crate::engine::DEADLINE;
use crate::error::BadInput;
use crate::nearest::shown;
use crate::process::text;
use crate::task::Task;

/// The platforms that the image can be built for: Conda's name of each, and Docker's.
pub const PLATFORMS: [(&str, &str); 2] = [("linux-64", "linux/amd64"), ("linux-aarch64", "linux/arm64")];

impl Lock {
    /// Refuses to build for a platform of Docker's that the lock does not have.
    ///
    /// # Errors
    ///
    /// `BadInput` with what to type.
    pub fn require_platform(&self, docker: Option<&str>, task: &Task) -> Result<()> {
        let conda = PLATFORMS.iter().find(|(_, name)| docker.is_some_and(|docker| docker.starts_with(name)));
        let Some((name, _)) = conda.filter(|(name, _)| !self.0.contains_key(*name)) else { return Ok(()) };
        let all = self.0.keys().map(String::as_str).chain([*name]);
        let platforms: String = all.map(|name| format!(" --platform {name}")).collect();
        Err(BadInput::new(format!("{LOCK}/ has nothing for {name}; type `{}{platforms}`", command(task))))
    }
}

/// Conda's name of a platform, of which Docker's is taken, too.
///
/// # Errors
///
/// `BadInput` for any other.
pub fn platform(name: &str) -> Result<&'static str> {
    let found = PLATFORMS.iter().find(|(conda, docker)| *conda == name || *docker == name);
    found.map(|(conda, _)| *conda).ok_or_else(|| {
        let known: Vec<&str> = PLATFORMS.iter().map(|(conda, _)| *conda).collect();
        BadInput::new(format!(
            "--platform {}: there is no image for this platform; choose from {}",
            shown(name),
            known.join(" and ")
        ))
    })
}

/// The platform for which the engine builds if nothing else is said.
///
/// # Errors
///
/// If the engine gives no answer, or has a platform of its own.
pub fn native_platform(task: &Task) -> Result<&'static str> {
    if let Some(name) = &task.settings.platform {
        return platform(name);
    }
    let question = docker::engine_platform(task.engine()?);
    let answer = task.runner.ask(&question, DEADLINE)?.filter(|answer| answer.status.success());
    match answer {
        Some(answer) => platform(&text(&answer.stdout)),
        None => Ok(PLATFORMS[0].0), // with --dry-run
    }
}
