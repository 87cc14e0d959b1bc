//! Whether the image has JupyterLab: the files tell that before the build, or the image after it.

use anyhow::Result;

use crate::base::error::BadInput;
use crate::base::process::DEADLINE;
use crate::conda::{CondaFiles, HasLab};
use crate::docker::container::{Container, container_run};
use crate::image::plan::Plan;
use crate::task::Task;

/// The exit code of the look into the image: of no shell's, nor of an engine's.
const ABSENT: i32 = 44;

/// Refuses files of which nothing brings JupyterLab.
///
/// # Errors
///
/// `BadInput` with what to write.
pub fn require(conda: &CondaFiles) -> Result<()> {
    if conda.has_lab() == HasLab::No { Err(absent(conda)) } else { Ok(()) }
}

/// Looks into the image, if the files do not tell.
///
/// # Errors
///
/// The same, if JupyterLab is not there.
pub fn require_in_image(task: &Task, plan: &Plan, container: &Container<'_>) -> Result<()> {
    let conda = &plan.inputs.conda;
    if conda.has_lab() != HasLab::Perhaps || task.runner.dry_run {
        return Ok(());
    }
    let look = format!("command -v jupyter-lab >/dev/null || exit {ABSENT}");
    let command = ["sh", "-c", &look].map(str::to_owned).to_vec();
    let argv = container_run(task.engine()?, Container { tty: false, command, ..container.clone() });
    // Whatever else goes wrong is told when the lab starts.
    let answer = task.runner.ask_installed(&argv, DEADLINE * 3)?;
    if answer.status.code() == Some(ABSENT) { Err(absent(conda)) } else { Ok(()) }
}

fn absent(conda: &CondaFiles) -> anyhow::Error {
    BadInput::new(format!(
        "{}: JupyterLab is not in this environment; add the line `  - jupyterlab=4` under `dependencies:` (`cargo xtask \
         run` and `shell` work without it)",
        conda.environment.file
    ))
}
