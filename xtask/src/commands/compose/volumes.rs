//! The volumes of the settings, for a service of Compose's.

use anyhow::{Result, anyhow};

use crate::base::process::DEADLINE;
use crate::docker::mount::volume_create;
use crate::image::plan::Plan;
use crate::task::Task;

/// Makes the volumes that all projects share: Compose must not, since with `down --volumes` it would take them from the others.
///
/// # Errors
///
/// If the engine cannot make one.
pub fn make_volumes(task: &Task, plan: &Plan) -> Result<()> {
    let engine = task.engine()?;
    for volume in &plan.inputs.settings.container.volumes {
        let create = volume_create(engine, &volume.name_for(plan.inputs.owner.uid));
        if task.runner.dry_run {
            task.runner.run(&create)?;
        } else if !task.runner.ask_installed(&create, DEADLINE)?.status.success() {
            return Err(anyhow!("{} cannot make the volume; `{create}` says why", engine.kind));
        }
    }
    Ok(())
}
