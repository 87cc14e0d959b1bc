//! Whether the image is current, as `status` shows it.

use anyhow::Result;

use crate::base::json;
use crate::base::quote;
use crate::commands::docker_build::plan_image::{from_elsewhere, plan_to_compare};
use crate::commands::offline_world::World;
use crate::image::plan::Plan;
use crate::image::state::ImageState;
use crate::task::Task;

/// The image, looked at.
pub struct Image {
    /// What to say of it.
    pub words: String,
    /// The image that is to be, and what there is of it; nothing where that cannot be said.
    pub plan: Option<(Plan, ImageState)>,
}

impl Image {
    /// Looks whether it is current.
    ///
    /// # Errors
    ///
    /// If an input has a mistake or the engine gives no answer.
    pub fn look(task: &Task) -> Result<Self> {
        let world = World::read(&task.host)?;
        if task.offline && world.is_none() {
            let words = "there is no offline world on this machine yet; `cargo xtask --offline docker-build` makes it, and the image \
                 from it";
            return Ok(Self { words: words.to_owned(), plan: None });
        }
        let engine = task.engine()?;
        let plan = plan_to_compare(task, task.conda()?)?;
        let state = plan.state(engine, &task.runner)?;
        if !is_of_other_base(&state) || world.is_none() {
            return Ok(Self::of(plan, state, ""));
        }
        // The last build was perhaps with --offline and this command is without it, or the other way round.
        let other = from_elsewhere(task, plan, world.as_ref().filter(|_| !task.offline))?;
        let seen_there = other.state(engine, &task.runner)?;
        if is_of_other_base(&seen_there) {
            // It is neither: what is said of the first look holds, and any plan tells that its base image is another.
            return Ok(Self::of(other, state, ""));
        }
        let built = if task.offline {
            "without --offline, and is built again with it"
        } else {
            "from the offline world, with --offline, and is built again without it"
        };
        Ok(Self::of(other, seen_there, &format!("; it was built {built}")))
    }

    fn of(plan: Plan, state: ImageState, built: &str) -> Self {
        let words = match &state {
            ImageState::Missing => "not built yet; `cargo xtask docker-build` builds it".to_owned(),
            ImageState::Current(_) => format!("{} is current", plan.tag),
            ImageState::Stale(changes, _) => format!("{} is from before {changes}", plan.tag),
        };
        Self { words: words + built, plan: Some((plan, state)) }
    }

    /// The image for a program.
    pub fn json(&self) -> String {
        let text = |text: Option<&str>| text.map_or_else(|| "null".to_owned(), quote::json);
        let state = self.plan.as_ref().map(|(_, state)| match state {
            ImageState::Missing => "missing",
            ImageState::Current(_) => "current",
            ImageState::Stale(..) => "stale",
        });
        let id = self.plan.as_ref().and_then(|(_, state)| state.id());
        let name = self.plan.as_ref().map(|(plan, _)| plan.tag.as_str());
        let fields = [("name", name), ("id", id), ("state", state), ("words", Some(self.words.as_str()))];
        json::object(fields.map(|(key, value)| (key, text(value))))
    }
}

fn is_of_other_base(state: &ImageState) -> bool {
    matches!(state, ImageState::Stale(changes, _) if changes.have_base_image())
}
