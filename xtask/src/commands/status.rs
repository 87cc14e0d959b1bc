//! `cargo xtask status`: where the project's lab is, and whether its image is current.

use anyhow::Result;

use crate::commands::docker_build::plan_image::plan_image;
use crate::container::running_lab::RunningLab;
use crate::image::inputs::BuildOptions;
use crate::image::state::ImageState;
use crate::task::Task;

/// Says where the lab is, and whether the image is current.
///
/// # Errors
///
/// If an input has a mistake or the engine gives no answer.
pub fn status(task: &Task) -> Result<()> {
    let engine = task.engine()?;
    match RunningLab::find(&task.project, engine, &task.runner)? {
        Some(lab) => task.report.data(&format!("lab:   {}", lab.url)),
        None => task.report.data("lab:   not running; `cargo xtask lab` starts it"),
    }
    let plan = plan_image(task, task.conda()?, BuildOptions::default())?;
    let image = match plan.state(engine, &task.runner)? {
        ImageState::Missing => "not built yet; `cargo xtask docker-build` builds it".to_owned(),
        ImageState::Current => format!("{} is current", plan.tag),
        ImageState::Stale(changes) => format!("{} is from before {changes}", plan.tag),
    };
    task.report.data(&format!("image: {image}"));
    Ok(())
}
