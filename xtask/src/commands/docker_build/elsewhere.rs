//! Whether an image was built in the other way: from the offline world by a command with `--offline`, where this one is without
//! it, or the other way round.

use anyhow::Result;

use super::plan_image::from_elsewhere;
use crate::commands::offline_world::World;
use crate::image::plan::Plan;
use crate::image::state::ImageState;
use crate::task::Task;

/// An image that was built in the other way.
pub struct Elsewhere {
    /// The image that would be built in that way now.
    pub plan: Plan,
    /// The image that is there, compared with that.
    pub state: ImageState,
    /// How it was built.
    pub built: &'static str,
    /// How it is built again.
    pub again: &'static str,
}

/// The image, if it was built in the other way; by its base image that can be known.
///
/// # Errors
///
/// If the engine gives no answer; `BadInput` for a mistake in an environment variable.
pub fn elsewhere(task: &Task, plan: &Plan, state: &ImageState) -> Result<Option<Elsewhere>> {
    if !is_of_other_base(state) {
        return Ok(None);
    }
    let Some(world) = World::read(&task.host)? else { return Ok(None) };
    let plan = from_elsewhere(task, plan.clone(), Some(&world).filter(|_| !task.offline))?;
    let state = plan.state(task.engine()?, &task.runner)?;
    let (built, again) = if task.offline {
        ("it was built without --offline", "is built again with it")
    } else {
        ("it was built from the offline world, with --offline", "is built again without it")
    };
    Ok((!is_of_other_base(&state)).then_some(Elsewhere { plan, state, built, again }))
}

fn is_of_other_base(state: &ImageState) -> bool {
    matches!(state, ImageState::Stale(changes, _) if changes.have_base_image())
}
