//! Gathers what the project's image is made from, and plans it.

use anyhow::Result;

use crate::commands::offline_world::{self, World};
use crate::conda::CondaFiles;
use crate::docker::account::{account, account_for_anybody};
use crate::docker::engine_kind::EngineKind;
use crate::image::generated_files;
use crate::image::inputs::{BuildOptions, Inputs};
use crate::image::plan::Plan;
use crate::image::render::render;
use crate::image::rendering::Rendering;
use crate::machine::epoch::epoch;
use crate::machine::mirrors::{Origin, Override, Overrides};
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
    plan(task, conda, lock, options, offline_world::current_world)
}

/// Refuses what would keep docker/ from being written for these files, without asking an engine.
///
/// # Errors
///
/// `BadInput` for a mistake in an input, for what is no file, and for a link that leads out of the project.
pub fn require_deliverable(task: &Task, conda: &CondaFiles, lock: Option<&Lock>) -> Result<()> {
    let (project, settings) = (&task.project, &task.settings);
    let files = render(project, settings, conda, lock, Rendering::Full)?;
    lock.map_or(Ok(()), |lock| lock.require_platform(settings.platform.as_deref(), project))?;
    if project.is_ours() { generated_files::require_writable(&files, project) } else { Ok(()) }
}

/// The same as [`plan_image`] for a command that builds nothing: the offline world that `--offline` asks for stays as it is.
///
/// # Errors
///
/// As [`plan_image`]; if there is no offline world.
pub fn plan_to_compare(task: &Task, conda: CondaFiles, options: BuildOptions) -> Result<Plan> {
    plan(task, conda, task.lock()?, options, offline_world::world_as_it_is)
}

fn plan(
    task: &Task,
    conda: CondaFiles,
    lock: Option<Lock>,
    options: BuildOptions,
    world: fn(&Task) -> Result<Option<World>>,
) -> Result<Plan> {
    let (project, settings) = (task.project.clone(), task.settings.clone());
    let files = render(&project, &settings, &conda, lock.as_ref(), Rendering::Full)?;
    let is_slim = options.variant.is_slim();
    let slim_files =
        is_slim.then(|| render(&project, &settings, &conda, lock.as_ref(), Rendering::Slim)).transpose()?;
    let owner = task.user()?;
    let mut overrides = overrides(task, world(task)?.as_ref())?;
    give_variables(task, &conda, &mut overrides);
    let build_files = build_files::digest(&project.root, settings.files_for_build(&conda))?;
    let account = if is_slim { account_for_anybody() } else { account(task.engine()?, &owner) };
    let options = BuildOptions { platform: platform(task, options.platform)?, ..options };
    let inputs =
        Inputs { project, settings, conda, lock, files, slim_files, build_files, owner, account, overrides };
    Plan::new(inputs, options)
}

/// The platform that is asked for: by the flag, or by the variable by which Docker's client goes where nobody says one. Were it
/// left to the client, an image of another platform would be current, and its container would have docker pull one.
fn platform(task: &Task, flag: Option<String>) -> Result<Option<String>> {
    let is_said = flag.is_some() || task.settings.platform.is_some();
    if is_said || task.engine()?.kind != EngineKind::Docker {
        return Ok(flag);
    }
    Ok(task.host.var("DOCKER_DEFAULT_PLATFORM").map(str::to_owned))
}

/// The same image, built from this offline world, or without one.
///
/// # Errors
///
/// `BadInput` for a mistake in an environment variable.
pub fn from_elsewhere(task: &Task, plan: Plan, world: Option<&World>) -> Result<Plan> {
    Plan::new(Inputs { overrides: overrides(task, world)?, ..plan.inputs }, plan.options)
}

/// The image in which one works, of which this one is a variant.
///
/// # Errors
///
/// One sentence with the remedy if there is no engine.
pub fn full_image(task: &Task, plan: &Plan) -> Result<Plan> {
    let inputs = plan.inputs.clone();
    let account = account(task.engine()?, &inputs.owner);
    let options = BuildOptions { platform: plan.options.platform.clone(), ..BuildOptions::default() };
    Plan::new(Inputs { slim_files: None, account, ..inputs }, options)
}

/// What the place of the build asks for: the offline world's addresses, or those in the environment.
fn overrides(task: &Task, world: Option<&World>) -> Result<Overrides> {
    let place = match world {
        Some(world) => world.overrides(),
        None => Overrides::from_host(&task.host)?,
    };
    Ok(Overrides { epoch: epoch(&task.host)?, ..place })
}

/// Adds the variables that the Conda files use.
fn give_variables(task: &Task, conda: &CondaFiles, overrides: &mut Overrides) {
    for name in conda.variables_used() {
        match task.host.var(name) {
            Some(value) => overrides.give(Override::new(name, value, Origin::Environment)),
            None => task
                .report
                .warning(&format!("the Conda files use the variable {name}, which is not set here")),
        }
    }
}
