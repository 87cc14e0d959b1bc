//! Containers of the image's first stages, in which Conda and pip are asked.

use std::time::Duration;

use anyhow::{Error, Result, anyhow};

use super::ask_conda::{self, NoSolution, Solved};
use crate::base::argv::Argv;
use crate::base::process::text;
use crate::commands::docker_build::ensure_image::workshop;
use crate::commands::docker_build::plan_image::plan_with_lock;
use crate::conda::CondaFiles;
use crate::docker::engine_kind::EngineKind;
use crate::docker::failure::{Asked, Failure, NOT_STARTED};
use crate::docker::image::step_run;
use crate::image::inputs::BuildOptions;
use crate::image::left_overs;
use crate::image::plan::Plan;
use crate::image::steps::Stage;
use crate::machine::platform::Platform;
use crate::project::lock::Lock;
use crate::project::lock::package::Package;
use crate::task::Task;

/// What is said where the versions so far do not go together with what is asked for.
pub const ANEW: &str = "not all packages can keep their versions, so all are chosen anew";

/// A solver that has not ended by then does not end.
const PATIENCE: Duration = Duration::from_secs(3600);

/// A stage that is built.
pub struct Built {
    plan: Plan,
    /// The image's id: a lock beside this one may give its image the same name. With `--dry-run` there is the name alone.
    image: String,
}

/// Builds a stage of the image, for a container in which Conda or pip can be asked. The offline world has to be served.
///
/// # Errors
///
/// As a build of the image.
pub fn stage(task: &Task, conda: &CondaFiles, lock: Option<Lock>, stage: Stage) -> Result<Built> {
    let options = BuildOptions { tag: Some(stage_tag(task)), ..BuildOptions::default() };
    let plan = plan_with_lock(task, conda.clone(), lock, options)?;
    let workshop = workshop(task)?;
    // It leaves no trace in the project.
    let context = plan.write_staging(&workshop)?;
    plan.build(&workshop, &context, Some(stage))?;
    let state = plan.state(task.engine()?, &task.runner)?;
    let image = state.id().unwrap_or(&plan.tag).to_owned();
    Ok(Built { plan, image })
}

/// The name of the stages' images.
pub fn stage_tag(task: &Task) -> String {
    left_overs::stage_tag(&task.settings.image)
}

/// Solves for a platform, at first with the versions of `keep`.
///
/// # Errors
///
/// Conda's own sentence if there is no solution.
pub fn solve(task: &Task, stage: &Built, platform: Platform, keep: &[Package]) -> Result<Vec<Solved>> {
    let inputs = &stage.plan.inputs;
    let command = |keep: &[Package]| ask_conda::command(&inputs.conda, platform, keep);
    let with = |keep: &[Package]| match ask(task, stage, &command(keep))? {
        Some((_, answer)) => ask_conda::read(&answer, platform),
        None => Ok(Vec::new()),
    };
    let anew = |error: Error| {
        task.report.detail(&format!("{error:#}"));
        task.report.note(ANEW);
        with(&[])
    };
    let solved = if keep.is_empty() { with(keep) } else { with(keep).or_else(anew) };
    solved.map_err(|error| explained(task, error))
}

/// Conda says in its answer why it failed: if that is known, it is a warning, and the error says what to do.
fn explained(task: &Task, error: Error) -> Error {
    let Some(NoSolution { message, .. }) = error.downcast_ref() else { return error };
    let kind = task.engine().map_or(EngineKind::Docker, |engine| engine.kind);
    let Some(known) = Failure::new(Asked::Step, kind, message).error() else { return error };
    task.report.warning(&error.to_string());
    known
}

/// Runs a command in a container of the stage: whether it succeeded, and what it printed; `None` with `--dry-run`.
///
/// # Errors
///
/// If the engine does not start the container, or what the command says of its failure is known.
pub fn ask(task: &Task, stage: &Built, command: &Argv) -> Result<Option<(bool, String)>> {
    let engine = task.engine()?;
    let argv = step_run(engine, &stage.image, &stage.plan.inputs.overrides, command);
    if task.runner.dry_run {
        task.runner.run(&argv)?;
        return Ok(None);
    }
    let answer = task.runner.ask_installed(&argv, PATIENCE)?;
    let (said, printed) = (text(&answer.stderr), text(&answer.stdout));
    if answer.status.code() == Some(NOT_STARTED) {
        return Err(anyhow!(Failure::new(Asked::Run, engine.kind, &said).sentence()));
    }
    if answer.status.success() {
        return Ok(Some((true, printed)));
    }
    if !said.is_empty() {
        task.report.warning(&said);
    }
    match Failure::new(Asked::Step, engine.kind, &said).error() {
        Some(error) => Err(error),
        None => Ok(Some((false, printed))),
    }
}
