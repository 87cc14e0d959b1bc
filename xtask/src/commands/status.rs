//! `cargo xtask status`: where the project's lab is, and whether its image is current.

use anyhow::Result;

use crate::commands::docker_build::plan_image::{from_elsewhere, plan_to_compare};
use crate::commands::offline_world::World;
use crate::conda::edit::Manager;
use crate::container::lab_packages::LabPackages;
use crate::container::running_lab::RunningLab;
use crate::docker::account::account;
use crate::docker::engine::Engine;
use crate::image::state::ImageState;
use crate::project::settings::volume::KEPT;
use crate::task::Task;

/// Says where the lab is, and whether the image is current.
///
/// # Errors
///
/// If an input has a mistake or the engine gives no answer.
pub fn status(task: &Task) -> Result<()> {
    let engine = task.engine()?;
    match RunningLab::find(&task.project, engine, &task.runner)? {
        Some(lab) => {
            task.report.data(&format!("lab:   {}", lab.url));
            tell_packages(task, &LabPackages::of(engine, &task.runner, &lab.id));
        }
        None => task.report.data("lab:   not running; `cargo xtask lab` starts it"),
    }
    for line in volumes(task, engine)? {
        task.report.data(&format!("volume: {line}"));
    }
    task.report.data(&format!("image: {}", image(task, engine)?));
    Ok(())
}

/// The volumes of the project's containers: their names, and where the home has them.
fn volumes(task: &Task, engine: &Engine) -> Result<Vec<String>> {
    let uid = account(engine, &task.user()?).uid;
    let kept = (task.project.kept_volume(uid), KEPT.to_owned());
    let further = task.settings.container.volumes.iter();
    let further = further.map(|volume| (volume.name_for(uid), volume.target.to_string()));
    Ok(std::iter::once(kept).chain(further).map(|(name, target)| format!("{name} at ~/{target}")).collect())
}

/// Says what the lab has that its image does not have, and the other way round.
fn tell_packages(task: &Task, packages: &LabPackages) {
    let listed = |packages: &[(Manager, String)]| {
        let words = packages.iter().map(|(manager, spec)| format!("{spec} ({})", manager.name()));
        words.collect::<Vec<_>>().join(", ")
    };
    if !packages.installed.is_empty() {
        let listed = listed(&packages.installed);
        task.report.data(&format!(
            "new:   {listed}, in this lab alone; `{} --from-lab` keeps it",
            task.project.command("add")
        ));
    }
    if !packages.removed.is_empty() {
        let commands = packages.removed.iter().map(|(manager, name)| manager.command("remove", name));
        let (listed, commands) = (listed(&packages.removed), commands.collect::<Vec<_>>().join("` and `"));
        task.report.data(&format!("gone:  {listed}, in this lab alone; `{commands}` keeps it so"));
    }
}

/// Whether the image is current.
fn image(task: &Task, engine: &Engine) -> Result<String> {
    let world = World::read(&task.host)?;
    if task.offline && world.is_none() {
        return Ok("there is no offline world on this machine yet; `cargo xtask --offline docker-build` makes it, and the \
                   image from it"
            .to_owned());
    }
    let plan = plan_to_compare(task, task.conda()?)?;
    let state = plan.state(engine, &task.runner)?;
    let is_of_other_base = matches!(&state, ImageState::Stale(changes) if changes.have_base_image());
    let words = in_words(&plan.tag, &state);
    if !is_of_other_base || world.is_none() {
        return Ok(words);
    }
    // The last build was perhaps with --offline and this command is without it, or the other way round.
    let other = from_elsewhere(task, plan, world.as_ref().filter(|_| !task.offline))?;
    let seen_there = other.state(engine, &task.runner)?;
    if matches!(&seen_there, ImageState::Stale(changes) if changes.have_base_image()) {
        return Ok(words);
    }
    let built = if task.offline { "without --offline" } else { "from the offline world, with --offline" };
    Ok(format!("{}; it was built {built}", in_words(&other.tag, &seen_there)))
}

fn in_words(tag: &str, state: &ImageState) -> String {
    match state {
        ImageState::Missing => "not built yet; `cargo xtask docker-build` builds it".to_owned(),
        ImageState::Current => format!("{tag} is current"),
        ImageState::Stale(changes) => format!("{tag} is from before {changes}"),
    }
}
