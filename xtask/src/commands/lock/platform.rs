//! Which platforms a lock has to have.

use anyhow::Result;

use super::command;
use crate::base::error::BadInput;
use crate::base::process::text;
use crate::docker;
use crate::docker::engine::DEADLINE;
use crate::machine::platform::Platform;
use crate::project::lock::{LOCK, Lock};
use crate::task::Task;

impl Lock {
    /// Refuses to build for a platform of Docker's that the lock does not have.
    ///
    /// # Errors
    ///
    /// `BadInput` with what to type.
    pub fn require_platform(&self, docker: Option<&str>, task: &Task) -> Result<()> {
        let platform = docker.and_then(Platform::of_docker);
        let Some(platform) = platform.filter(|platform| !self.0.contains_key(platform)) else {
            return Ok(());
        };
        let all = self.0.keys().copied().chain([platform]);
        let platforms: String = all.map(|platform| format!(" --platform {platform}")).collect();
        Err(BadInput::new(format!("{LOCK}/ has nothing for {platform}; type `{}{platforms}`", command(task))))
    }
}

/// The platform for which the engine builds if nothing else is said.
///
/// # Errors
///
/// If the engine gives no answer, or has a platform of its own.
pub fn native_platform(task: &Task) -> Result<Platform> {
    if let Some(name) = &task.settings.platform {
        return Platform::named(name);
    }
    let question = docker::engine_platform(task.engine()?);
    let answer = task.runner.ask(&question, DEADLINE)?.filter(|answer| answer.status.success());
    match answer {
        Some(answer) => Platform::named(&text(&answer.stdout)),
        None => Ok(Platform::Linux64), // with --dry-run
    }
}
