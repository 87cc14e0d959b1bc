//! Volumes, which are looked at only where they are asked for: nobody can make them again.

use anyhow::Result;

use super::look::{Look, listed};
use super::rules::{Kind, State, Whose};
use super::thing::{Deed, Thing};
use crate::docker::engine::Engine;
use crate::docker::found_container::containers_with_volume;
use crate::docker::mount::{volume_remove, volumes_and_projects};
use crate::project::folder::kept_volume_of;

/// The volumes of this project, or with `--all` also those of the settings, which all projects share, and those that a label says
/// to be another project's; `found` are the things that are known so far.
///
/// # Errors
///
/// If the engine does not list them, or the system does not say who the user is.
pub fn volumes(look: &Look<'_>, engine: &Engine, found: &[Thing]) -> Result<Vec<Thing>> {
    if !look.asked.volumes {
        return Ok(Vec::new());
    }
    let (task, uid) = (look.task, look.task.user()?.uid);
    let here = task.project.kept_volume(uid);
    let shared: Vec<String> =
        task.settings.container.volumes.iter().map(|volume| volume.name_for(uid)).collect();
    let whose = |name: &str, project: &str| match name {
        _ if name == here => Some((Whose::Here, "what JupyterLab's users have set in this project")),
        _ if !look.asked.all => None,
        _ if shared.iter().any(|shared| shared == name) => {
            Some((Whose::Everybody, "a volume of the setting `mounts`"))
        }
        _ if kept_volume_of(project, uid).is_some_and(|kept| kept == name) => {
            Some((Whose::There, "what JupyterLab's users have set in another project"))
        }
        _ => None,
    };
    let mut things = Vec::new();
    for line in listed(task, engine, &volumes_and_projects(engine), "volumes")?.lines() {
        let (name, project) = line.split_once('\t').unwrap_or((line, ""));
        let Some((whose, what)) = whose(name, project) else { continue };
        let ids = listed(task, engine, &containers_with_volume(engine, name), "containers")?;
        let user = look.remaining(found).find(|facts| ids.lines().any(|id| id == facts.id));
        let (state, beside) = match user {
            Some(facts) => (State::Used, format!("the container {}", facts.name)),
            None => (State::Idle, what.to_owned()),
        };
        let deed = Deed::engine(volume_remove(engine, name), name);
        things.push(Thing::new(Kind::Volume, name, (whose, state), &beside, deed));
    }
    Ok(things)
}
