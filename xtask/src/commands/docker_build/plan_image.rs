//! Gathers what the project's image is made from, and plans it.

use anyhow::Result;

use crate::commands::offline_world;
use crate::conda::CondaFiles;
use crate::docker::account::account;
use crate::image::inputs::{BuildOptions, Inputs};
use crate::image::plan::Plan;
use crate::image::render::render;
use crate::machine::mirrors::{Origin, Override, Overrides, epoch};
use crate::project::build_files;
use crate::project::lock::Lock;
use crate::task::Task;

/// Reads the other inputs and renders docker/, in memory; then asks the engine, on which the account depends.
///
/// # Errors
///
/// `BadInput` for a mistake in an input; one sentence with the remedy if there is no engine.
pub fn plan_image(task: &Task, conda: CondaFiles, options: BuildOptions) -> Result<Plan> {
    plan_with_lock(task, conda, task.lock()?, options)
}

/// The same for a lock that is not yet written, or for none.
///
/// # Errors
///
/// As [`plan_image`].
pub fn plan_with_lock(
    task: &Task,
    conda: CondaFiles,
    lock: Option<Lock>,
    options: BuildOptions,
) -> Result<Plan> {
    let (project, settings) = (task.project.clone(), task.settings.clone());
    let files = render(&project, &settings, &conda, lock.as_ref(), true)?;
    let owner = task.user()?;
    let overrides = overrides(task, &conda)?;
    let build_files = build_files::digest(&project.root, settings.files_for_build(&conda))?;
    let account = account(task.engine()?, &owner);
    let inputs = Inputs { project, settings, conda, lock, files, build_files, owner, account, overrides };
    Plan::new(inputs, options)
}

/// What the place of the build asks for: the offline world's addresses, or those in the environment; and the variables that
/// the Conda files use.
fn overrides(task: &Task, conda: &CondaFiles) -> Result<Overrides> {
    let place = match offline_world::current_world(task)? {
        Some(world) => world.overrides(),
        None => Overrides::from_host(&task.host)?,
    };
    let mut overrides = Overrides { epoch: epoch(&task.host)?, ..place };
    for name in conda.variables_used() {
        match task.host.var(name) {
            Some(value) => overrides.give(Override::new(name, value, Origin::Environment)),
            None => task
                .report
                .warning(&format!("the Conda files use the variable {name}, which is not set here")),
        }
    }
    Ok(overrides)
}
