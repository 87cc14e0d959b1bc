//! `cargo xtask docker-build`: generates, then builds.

pub mod elsewhere;
pub mod ensure_image;
mod image_owner;
pub mod plan_image;
pub mod remove_image;
mod reproducible;

use anyhow::Result;

use crate::base::error::BadInput;
use crate::base::wording::shown;
use crate::cli;
use crate::commands::check;
use crate::image::inputs::BuildOptions;
use crate::image::plan::Plan;
use crate::image::state::ImageState;
use crate::image::variant::Variant;
use crate::machine::image_name;
use crate::task::Task;

impl cli::DockerBuild {
    /// Builds the image, unless there is a current one and no option asks for more.
    ///
    /// # Errors
    ///
    /// `BadInput` for a mistake in an input; an error for a lock that is out of date; `ChildFailed` if the build fails; with
    /// `--verify-reproducible`, if a second build gives something else.
    pub fn run(self, task: &Task) -> Result<()> {
        let Self { slim, tag, no_cache, pull, verify_reproducible, platform, no_check, docker_args } = self;
        tag.iter().try_for_each(|tag| require_name(tag))?;
        let variant = Variant::of(slim);
        let options = BuildOptions { variant, tag, platform, no_cache, pull, docker_args };
        let plan = build_if_need_be(task, options, no_check)?;
        if verify_reproducible { reproducible::verify(task, plan) } else { Ok(()) }
    }
}

/// Refuses what an engine takes for no name of a new image.
///
/// # Errors
///
/// `BadInput` with the name.
pub fn require_name(tag: &str) -> Result<()> {
    if image_name::is_reference(tag) && !tag.contains('@') {
        return Ok(());
    }
    Err(BadInput::new(format!("--tag {} is not a name for an image; write `name` or `name:tag`", shown(tag))))
}

/// Checks the Conda files, and builds the image unless there is a current one and no option asks for more.
///
/// # Errors
///
/// As the command.
pub fn build_if_need_be(task: &Task, options: BuildOptions, no_check: bool) -> Result<Plan> {
    let conda = task.conda()?;
    check::first(task, no_check)?;
    let plan = plan_image::plan_image(task, conda, options)?;
    plan.require_current_lock()?;
    let is_current = !plan.options.ask_for_a_build()
        && matches!(plan.state(task.engine()?, &task.runner)?, ImageState::Current(_));
    if is_current {
        plan.write_generated(&task.runner)?;
        task.report.note(&format!("the image `{}` is current; --no-cache builds it anew", plan.tag));
    } else {
        ensure_image::build_image(task, &plan)?;
        if !task.runner.dry_run {
            task.report.note(&format!("built the image `{}`", plan.tag));
        }
    }
    Ok(plan)
}
