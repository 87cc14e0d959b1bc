//! Removes what a command built for a question of its own.

use anyhow::Result;

use crate::base::process::DEADLINE;
use crate::docker::image::image_rm;
use crate::task::Task;

/// Removes an image that has done its work; its layers stay in the builder's cache. It may be gone already.
///
/// # Errors
///
/// If the engine gives no answer.
pub fn remove_image(task: &Task, name: &str) -> Result<()> {
    let remove = image_rm(task.engine()?, name);
    if task.runner.dry_run { task.runner.run(&remove) } else { task.runner.ask(&remove, DEADLINE).map(drop) }
}
