//! The platform of this machine's engine.

use anyhow::Result;

use crate::base::process::text;
use crate::docker;
use crate::docker::engine::DEADLINE;
use crate::machine::platform::Platform;
use crate::task::Task;

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
