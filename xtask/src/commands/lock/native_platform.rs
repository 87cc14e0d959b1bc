//! The platform of this machine's engine.

use anyhow::{Result, anyhow};

use crate::base::process::{DEADLINE, text};
use crate::docker::engine_kind::EngineKind;
use crate::docker::image::engine_platform;
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
    let engine = task.engine()?;
    if let Some(name) = task.host.var("DOCKER_DEFAULT_PLATFORM").filter(|_| engine.kind == EngineKind::Docker)
    {
        return Platform::named(name);
    }
    match task.runner.ask(&engine_platform(engine), DEADLINE)? {
        Some(answer) if answer.status.success() => Platform::named(&text(&answer.stdout)),
        _ if task.runner.dry_run => Ok(Platform::Linux64),
        _ => Err(anyhow!(
            "{} does not say for which platform it builds; name that in Cargo.toml, by the setting `platform`",
            engine.kind
        )),
    }
}
