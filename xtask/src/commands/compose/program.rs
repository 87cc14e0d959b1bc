//! Which Compose it is, and what it is told of this machine.

use anyhow::{Result, anyhow};

use crate::base::argv::Argv;
use crate::container::project_container::{env_file, of_this_machine};
use crate::docker::compose::{ComposeProgram, MISSING};
use crate::task::Task;

/// The command with what a container is told of this machine and its user.
///
/// # Errors
///
/// If git gives no answer.
pub fn told_of_this_machine(task: &Task, argv: Argv) -> Result<Argv> {
    let variables = of_this_machine(&task.host, &task.runner)?;
    let pairs = variables.iter().filter_map(|variable| variable.split_once('='));
    Ok(pairs.fold(argv, |argv, (name, value)| argv.env(name, value)))
}

/// The Compose of this machine.
///
/// # Errors
///
/// If there is none, or it reads the project's file of variables in another way than docker; `BadInput` for a mistake in that file.
pub fn find(task: &Task) -> Result<ComposeProgram> {
    let program = find_any(task)?;
    let env_file = env_file(&task.project, &task.settings, &task.runner)?;
    if env_file.is_some() && !program.reads_lines_as_they_stand() {
        return Err(anyhow!(
            "the setting `env-file` needs Compose 2.30 or later, since earlier ones change its values; update it, or use \
             `cargo xtask lab`"
        ));
    }
    Ok(program)
}

fn find_any(task: &Task) -> Result<ComposeProgram> {
    match ComposeProgram::find(&task.runner)? {
        Some(program) => Ok(program),
        None if task.runner.dry_run => {
            task.report.warning(MISSING);
            Ok(ComposeProgram::assumed())
        }
        None => Err(anyhow!("{MISSING}; or use `cargo xtask lab`, which does not need it")),
    }
}
