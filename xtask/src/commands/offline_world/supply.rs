//! Gives a build what it takes from the world: the base image, and a server of the files.

use std::io::BufRead as _;
use std::time::Duration;

use anyhow::{Result, anyhow};

use super::current::current_world;
use super::world::{World, programs};
use crate::base::process::{Companion, DEADLINE, python, reason, text};
use crate::docker::image::{image_layers, image_load};
use crate::task::Task;

/// Enough for a hundred megabytes on the slowest storage.
const LOADED: Duration = Duration::from_secs(600);

/// Gives the engine the base image of the world that `--offline` asks for, and serves its files until the result is dropped;
/// `None` without that, or with `--dry-run`, which prints the commands.
///
/// # Errors
///
/// If the world cannot be made, the engine does not take the image, or the port is taken.
pub fn serve(task: &Task) -> Result<Option<Companion>> {
    let Some(world) = current_world(task)? else { return Ok(None) };
    give(task, &world, world.base_image())?;
    let argv = python(&programs(&task.host)?.join("serve.py"))
        .arg(World::dir(&task.host)?.join("www").as_str())
        .arg(world.port.to_string());
    if task.runner.dry_run {
        // It ends with its stdin.
        task.report.data(&format!("sleep 3600 | {argv} &"));
        return Ok(None);
    }
    let mut server = task.runner.start_companion(&argv)?;
    let mut line = String::new();
    match server.stdout.read_line(&mut line) {
        Ok(read) if read > 0 => Ok(Some(server)),
        _ => Err(anyhow!(
            "the server of the offline world did not start at port {}; end the program that listens there, or run `{}`, which \
             chooses another port",
            world.port,
            task.project.command("offline-world")
        )),
    }
}

/// Sees to it that the engine has this base image, and not an older one of that name.
///
/// # Errors
///
/// If there is no engine, or it does not take the image.
pub fn give(task: &Task, world: &World, name: &str) -> Result<()> {
    let Some(image) = world.image(name) else { return Ok(()) };
    let engine = task.engine()?;
    let has = task.runner.ask(&image_layers(engine, name), DEADLINE)?;
    if has.is_some_and(|answer| answer.status.success() && text(&answer.stdout) == image.layer) {
        return Ok(());
    }
    let load = image_load(engine, World::dir(&task.host)?.join(&image.archive).as_str());
    if task.runner.dry_run {
        return task.runner.run(&load);
    }
    task.report.note(&format!("giving {} the base image {name}", engine.kind));
    let answer = task.runner.ask_installed(&load, LOADED)?;
    if answer.status.success() {
        return Ok(());
    }
    Err(anyhow!(
        "{} does not take the base image of the offline world: {}",
        engine.kind,
        reason(&text(&answer.stderr))
    ))
}
