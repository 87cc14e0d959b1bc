//! `cargo xtask status`: where the project's lab is, and whether its image is current.

use anyhow::Result;

use crate::cli::DockerBuild;
use crate::container::running_lab::RunningLab;
use crate::image::plan::{Plan, State, describe};
use crate::task::Task;

/// Says where the lab is, and whether the image is current.
///
/// # Errors
///
/// If an input has a mistake or the engine gives no answer.
pub fn status(task: &Task) -> Result<()> {
    task.engine()?;
    match RunningLab::find(task)? {
        Some(lab) => task.report.data(&format!("lab:   {}", lab.url)),
        None => task.report.data("lab:   not running; `cargo xtask lab` starts it"),
    }
    let plan = Plan::new(task, task.conda()?, &DockerBuild::default())?;
    let image = match plan.state(task)? {
        State::Missing => "not built yet; `cargo xtask docker-build` builds it".to_owned(),
        State::Current => format!("{} is current", plan.tag),
        State::Stale(changes) => format!("{} is from before {}", plan.tag, describe(&changes)),
    };
    task.report.data(&format!("image: {image}"));
    Ok(())
}
