//! Removes one thing after the other.

use std::time::Duration;

use anyhow::{Result, anyhow};

use super::build_cache::{layers_to_prune, left_ids};
use super::look::{Look, total};
use super::rules::Kind;
use super::thing::{Deed, Thing};
use crate::base::argv::Argv;
use crate::base::bytes;
use crate::base::process::{reason, text};
use crate::base::replace::remove_folder;
use crate::docker::build_cache::build_cache_prune;
use crate::docker::engine::Engine;
use crate::docker::failure::says_gone;
use crate::image::owners::Owners;

/// How long an engine may take for one thing: an image has ten thousands of files.
const PATIENCE: Duration = Duration::from_secs(600);

/// Prints the commands that would remove these things.
///
/// # Errors
///
/// None, as long as it is a dry run.
pub fn print(look: &Look<'_>, going: &[&Thing]) -> Result<()> {
    let runner = &look.task.runner;
    for thing in going {
        match (&thing.deed, look.engine) {
            (Deed::Engine(argv, _), _) => runner.run(argv)?,
            (Deed::Folder(path), _) => runner.run(&Argv::new("rm").args(["-rf", path.as_str()]))?,
            (Deed::Layers, Some(engine)) => runner.run(&prune(engine, &left_ids(look)))?,
            (Deed::Layers, None) => {}
        }
    }
    Ok(())
}

/// Removes these things, and says what that has freed. What cannot be removed is a warning, and the rest goes on.
///
/// # Errors
///
/// If something could not be removed.
pub fn remove(look: &Look<'_>, going: &[&Thing]) -> Result<()> {
    let total = || look.engine.and_then(|engine| total(look.task, engine));
    let before = total();
    let is_removed = |thing: &&&Thing| {
        let what = format!("the {} {}", thing.kind.name(), thing.name);
        is_done(look, &what, removed(look, thing))
    };
    let gone: Vec<&&Thing> = going.iter().filter(is_removed).collect();
    // Which layers no image has is known when the images are gone.
    let is_pruned = is_done(look, "a part of the build cache", prune_layers(look, &gone));
    let of_engine = before.zip(total()).map_or(0, |(before, after)| before.saturating_sub(after));
    let folders = gone.iter().filter(|thing| thing.kind == Kind::Cache);
    let freed = match of_engine + folders.filter_map(|thing| thing.bytes).sum::<u64>() {
        0 => String::new(),
        freed => format!(", which has freed {}", bytes::shown(freed)),
    };
    look.task.report.note(&format!("removed {}{freed}", things(gone.len())));
    match going.len() - gone.len() {
        0 if is_pruned => Ok(()),
        0 => Err(anyhow!("not all could be removed; the line above says why")),
        failed => {
            Err(anyhow!("{failed} of {} could not be removed; the lines above say why", things(going.len())))
        }
    }
}

/// Whether this went well; if not, says why it stays.
fn is_done(look: &Look<'_>, what: &str, done: Result<()>) -> bool {
    let failed = |error: &anyhow::Error| look.task.report.warning(&format!("{what} stays: {error:#}"));
    done.inspect_err(failed).is_ok()
}

/// So many things, in words.
pub fn things(number: usize) -> String {
    format!("{number} thing{}", if number == 1 { "" } else { "s" })
}

fn removed(look: &Look<'_>, thing: &Thing) -> Result<()> {
    match &thing.deed {
        Deed::Engine(argv, id) => {
            run(look, argv)?;
            if thing.kind == Kind::Image {
                // Without its image a note says nothing, and does no harm.
                let _ = Owners::find(&look.task.host).and_then(|owners| owners.forget(id));
            }
            Ok(())
        }
        Deed::Folder(path) => remove_folder(path),
        // They go with those of the images.
        Deed::Layers => Ok(()),
    }
}

/// Prunes the layers that no image has now, if images or such layers were to go.
fn prune_layers(look: &Look<'_>, gone: &[&&Thing]) -> Result<()> {
    let are_meant = gone.iter().any(|thing| match thing.deed {
        Deed::Layers => true,
        // Some room is not worth that every step runs again, of which nobody was told.
        _ => thing.kind == Kind::Image && !look.forgets,
    });
    let Some(engine) = look.engine.filter(|_| are_meant) else { return Ok(()) };
    let ids = layers_to_prune(look, engine);
    if ids.is_empty() { Ok(()) } else { run(look, &prune(engine, &ids)) }
}

fn prune(engine: &Engine, ids: &[String]) -> Argv {
    build_cache_prune(engine, ids.iter().map(String::as_str))
}

/// Runs a command that removes something, which may be gone by now.
fn run(look: &Look<'_>, argv: &Argv) -> Result<()> {
    let answer = look.task.runner.ask_installed(argv, PATIENCE)?;
    let said = text(&answer.stderr);
    if answer.status.success() || says_gone(&said) { Ok(()) } else { Err(anyhow!(reason(&said))) }
}
