//! Whether the image is current, as `status` shows it.

use anyhow::Result;

use crate::base::json;
use crate::base::quote;
use crate::commands::docker_build::elsewhere::{Elsewhere, elsewhere};
use crate::commands::docker_build::plan_image::plan_to_compare;
use crate::commands::offline_world::World;
use crate::image::inputs::BuildOptions;
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
    /// Looks whether it is current: the project's image, or the one with the tag that the options have.
    ///
    /// # Errors
    ///
    /// If an input has a mistake or the engine gives no answer.
    pub fn look(task: &Task, options: BuildOptions) -> Result<Self> {
        if task.offline && World::read(&task.host)?.is_none() {
            let words = "there is no offline world on this machine yet; `cargo xtask --offline docker-build` makes it, and the image \
                 from it";
            return Ok(Self { words: words.to_owned(), plan: None });
        }
        let plan = plan_to_compare(task, task.conda()?, options)?;
        let state = plan.state(task.engine()?, &task.runner)?;
        Ok(match elsewhere(task, &plan, &state)? {
            None => Self::of(plan, state, ""),
            Some(Elsewhere { plan, state, built, again }) => {
                Self::of(plan, state, &format!("; {built}, and {again}"))
            }
        })
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
