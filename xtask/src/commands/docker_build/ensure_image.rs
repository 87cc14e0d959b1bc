//! Builds the image that was planned, or sees to it that there is a current one: what every command does that needs it.

use anyhow::{Result, anyhow};

use super::elsewhere::{Elsewhere, elsewhere};
use super::image_owner::{note_image, note_owner};
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

/// Builds the image, and notes whose it is.
///
/// # Errors
///
/// As [`build_for_now`].
pub fn build_image(task: &Task, plan: &Plan) -> Result<()> {
    build_for_now(task, plan)?;
    if !task.runner.dry_run {
        note_owner(task, plan);
    }
    Ok(())
}

/// Builds an image that is removed again in a moment.
///
/// # Errors
///
/// `ChildFailed` with one sentence that says why, or what keeps the files from being written.
pub fn build_for_now(task: &Task, plan: &Plan) -> Result<()> {
    let workshop = workshop(task)?;
    if plan.options.variant.is_slim() {
        workshop.builder.require_mounts()?;
    }
    let context = plan.write_context(&workshop)?;
    let _server = offline_world::serve(task)?;
    plan.build(&workshop, &context, None)
}

/// Sees to it that the image is there and current, or with `no_build`, that it is there; and that docker/ is as `generate`
/// leaves it. Returns the image's id: a build of the same name beside us changes nothing then.
///
/// # Errors
///
/// If it is missing and must not be built, the lock is out of date, or the build fails.
pub fn ensure_image(task: &Task, plan: &Plan, no_build: bool) -> Result<String> {
    if !no_build {
        plan.require_current_lock()?;
    }
    let image = &plan.tag;
    let state = plan.state(task.engine()?, &task.runner)?;
    let why = why(task, plan, &state, no_build)?;
    match state {
        ImageState::Current(id) => return as_it_is(task, plan, id),
        ImageState::Missing if no_build => {
            return Err(anyhow!("there is no image `{image}` yet; leave out --no-build"));
        }
        ImageState::Stale(changes, id) if no_build => {
            let older =
                why.map_or_else(|| format!("from before {changes}"), |why| format!("as it is: {why}"));
            task.report.warning(&format!("using the image `{image}` {older}"));
            return as_it_is(task, plan, id);
        }
        ImageState::Missing => task.report.note(&format!("building the image `{image}`, for the first time")),
        ImageState::Stale(changes, _) => {
            let why = why.unwrap_or_else(|| changes.to_string());
            task.report.note(&format!("building the image `{image}`: {why}"));
        }
    }
    build_image(task, plan)?;
    match plan.state(task.engine()?, &task.runner)? {
        ImageState::Current(id) => Ok(id),
        // A dry run has built nothing.
        ImageState::Missing => Ok(image.clone()),
        ImageState::Stale(..) if task.runner.dry_run => Ok(image.clone()),
        ImageState::Stale(..) => Err(anyhow!(
            "another build has given its image the name `{image}` a moment ago; choose another name for one of the two in the \
             setting `image`, and try again"
        )),
    }
}

/// What is said of an image that was built with `--offline` where this command is without it, or the other way round.
fn why(task: &Task, plan: &Plan, state: &ImageState, no_build: bool) -> Result<Option<String>> {
    let Some(Elsewhere { state, built, again, .. }) = elsewhere(task, plan, state)? else { return Ok(None) };
    let words = if no_build { built.to_owned() } else { format!("{built}, and {again}") };
    Ok(Some(match state {
        ImageState::Stale(changes, _) => format!("{changes}; {words}"),
        _ => words,
    }))
}

/// Nothing is built, and docker/ is written nevertheless: it may have been edited, or come from a merge.
fn as_it_is(task: &Task, plan: &Plan, id: String) -> Result<String> {
    if !task.runner.dry_run {
        plan.write_generated(&task.runner)?;
        note_image(task, &id);
    }
    Ok(id)
}
