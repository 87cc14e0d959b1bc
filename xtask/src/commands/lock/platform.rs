//! Which platforms a lock has to have.

use anyhow::Result;

use super::command;
use crate::base::error::BadInput;
use crate::base::process::text;
use crate::docker;
use crate::docker::engine::DEADLINE;
use crate::project::lock::platform::{PLATFORMS, platform};
use crate::project::lock::{LOCK, Lock};
use crate::task::Task;

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
