//! Builds the image that was planned, or sees to it that there is a current one: what every command does that needs it.

use anyhow::{Result, anyhow};

use crate::commands::offline_world;
use crate::image::build::Workshop;
use crate::image::plan::Plan;
use crate::image::state::ImageState;
use crate::task::Task;

/// With what this machine builds.
///
/// # Errors
///
/// One sentence with the remedy if there is no engine.
pub fn workshop(task: &Task) -> Result<Workshop<'_>> {
    let (host, runner) = (&task.host, &task.runner);
    Ok(Workshop { host, runner, engine: task.engine()?, builder: task.builder()? })
}

/// Builds the image.
///
/// # Errors
///
/// `ChildFailed` with one sentence that says why, or what keeps the files from being written.
pub fn build_image(task: &Task, plan: &Plan) -> Result<()> {
    let workshop = workshop(task)?;
    let context = plan.write_context(&workshop)?;
    let _server = offline_world::serve(task)?;
    plan.build(&workshop, &context, None)
}

/// Sees to it that the image is there and current; with `no_build`, that it is there. Returns whether it was built.
///
/// # Errors
///
/// If it is missing and must not be built, the lock is out of date, or the build fails.
pub fn ensure_image(task: &Task, plan: &Plan, no_build: bool) -> Result<bool> {
    if !no_build {
        plan.require_current_lock()?;
    }
    let image = &plan.tag;
    match plan.state(task.engine()?, &task.runner)? {
        ImageState::Current => return Ok(false),
        ImageState::Missing if no_build => {
            return Err(anyhow!("there is no image `{image}` yet; leave out --no-build"));
        }
        ImageState::Stale(changes) if no_build => {
            task.report.warning(&format!("using the image `{image}` from before {changes}"));
            return Ok(false);
        }
        ImageState::Missing => task.report.note(&format!("building the image `{image}`, for the first time")),
        ImageState::Stale(changes) => task.report.note(&format!("building the image `{image}`: {changes}")),
    }
    build_image(task, plan)?;
    Ok(true)
}
