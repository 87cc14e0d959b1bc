//! Which Compose it is, what it is told of this machine, and what it is not told to do.

use anyhow::{Result, anyhow};

use crate::base::argv::Argv;
use crate::base::error::BadInput;
use crate::container::lab_packages::tell_at_the_end;
use crate::container::project_container::of_this_machine;
use crate::container::running_lab::RunningLab;
use crate::docker::compose::{ComposeProgram, MISSING};
use crate::docker::compose_line::{ComposeLine, ToLab};
use crate::docker::labels::Kind;
use crate::image::container_settings::env_file;
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

/// Refuses the options by which another project is meant.
///
/// # Errors
///
/// `BadInput` with the option.
pub fn refuse_other_project(line: ComposeLine<'_>) -> Result<()> {
    match line.other_project() {
        Some(option) => Err(BadInput::new(format!(
            "`{option}` means another project or other files than those of this one, which this command is for; call \
             Compose itself for another one, and write additions to this one into docker/docker-compose.override.yml"
        ))),
        None => Ok(()),
    }
}

/// Says what was installed in the labs that the command ends or may replace.
///
/// # Errors
///
/// If the engine gives no answer.
pub fn tell_packages(task: &Task, to_lab: ToLab) -> Result<()> {
    if to_lab == ToLab::Stays {
        return Ok(());
    }
    let engine = task.engine()?;
    let labs = RunningLab::all(&task.project, engine, &task.runner)?;
    let by_compose = labs.iter().filter(|lab| lab.facts.kind == Some(Kind::Compose));
    for lab in by_compose {
        let goes = tell_at_the_end(&task.project, engine, &task.runner, &lab.facts.id);
        if goes && to_lab == ToLab::MayBeReplaced {
            task.report.note(
                "the lab runs already, and what was done in it stays unless Compose makes its container anew, as it does \
                 after a change of the settings or the image",
            );
        }
    }
    Ok(())
}

/// The Compose of this machine.
///
/// # Errors
///
/// If there is none, or it reads the project's file of variables in another way than docker; `BadInput` for a mistake in that file.
pub fn find(task: &Task) -> Result<ComposeProgram> {
    let program = find_any(task)?;
    let env_file = env_file(&task.project, &task.settings)?;
    if env_file.is_some() && !program.reads_lines_as_they_stand() {
        return Err(anyhow!(
            "the setting `env-file` needs Compose 2.30 or later, since earlier ones change its values; update it, or use \
             `cargo xtask lab`"
        ));
    }
    Ok(program)
}

/// The same without a look at the project's files.
///
/// # Errors
///
/// If there is none.
pub fn find_any(task: &Task) -> Result<ComposeProgram> {
    match ComposeProgram::find(&task.runner)? {
        Some(program) => Ok(program),
        None if task.runner.dry_run => {
            task.report.warning(MISSING);
            Ok(ComposeProgram::assumed())
        }
        None => Err(anyhow!("{MISSING}; or use `cargo xtask lab`, which does not need it")),
    }
}
