//! The world as it has to be: made if it is missing or too old.

use std::fmt;

use anyhow::{Error, Result};

use super::world::{World, programs, stamp};
use crate::base::process::python;
use crate::conda::apt_packages;
use crate::image::inputs::apt;
use crate::machine::platform::Platform;
use crate::task::Task;

/// What a world has beyond what the project needs.
#[derive(Clone, Debug, Default)]
pub struct Further {
    /// Packages, by their names on PyPI.
    pub packages: Vec<String>,
    /// Debian's packages.
    pub apt: Vec<String>,
    /// Base images, by the name of Debian's release.
    pub bases: Vec<String>,
}

/// The world that `--offline` asks for; `None` without that. It is made first if it is missing, was made by other programs
/// than these, or lacks a package that the image is to have.
///
/// # Errors
///
/// If something that it needs is missing and cannot be installed, or a step fails; the program has said which. `BadInput`
/// for a mistake in apt.txt. With `--dry-run`, which makes nothing, if there is none.
pub fn current_world(task: &Task) -> Result<Option<World>> {
    if !task.offline {
        return Ok(None);
    }
    let found = World::read(&task.host)?;
    let is_current = match &found {
        Some(world) => {
            let stamp = stamp(&programs(&task.host)?)?;
            world.is_current(&stamp, &wanted(task)?, &World::dir(&task.host)?)
        }
        None => false,
    };
    if is_current || task.runner.dry_run {
        return found.ok_or_else(missing).map(Some);
    }
    task.report.note(match found {
        Some(_) => "bringing the offline world up to date",
        None => "making the offline world, from which this is built; it takes some minutes, once",
    });
    bring_up_to_date(task, &Further::default())?;
    World::read(&task.host)?.ok_or_else(missing).map(Some)
}

/// The world that `--offline` asks for, for a command that builds nothing from it; `None` without that.
///
/// # Errors
///
/// If there is none.
pub fn world_as_it_is(task: &Task) -> Result<Option<World>> {
    if !task.offline {
        return Ok(None);
    }
    World::read(&task.host)?.ok_or_else(missing).map(Some)
}

/// Runs the program that makes it.
///
/// # Errors
///
/// As [`current_world`].
pub fn bring_up_to_date(task: &Task, further: &Further) -> Result<()> {
    let programs = programs(&task.host)?;
    let mut argv = python(&programs.join("make.py")).arg(World::dir(&task.host)?.as_str());
    argv = argv.arg("--processors").args(Platform::ALL.map(Platform::with_processor));
    argv = argv.option("--stamp", Some(stamp(&programs)?)).flag("--quiet", task.report.quiet);
    argv = argv.arg("--apt").args(wanted(task)?).args(further.apt.iter().map(String::as_str));
    for (flag, names) in [("--with", &further.packages), ("--base", &further.bases)] {
        if !names.is_empty() {
            argv = argv.arg(flag).args(names.iter().map(String::as_str));
        }
    }
    task.runner.run(&argv)
}

/// The packages of the operating system that the project's image needs.
fn wanted(task: &Task) -> Result<Vec<String>> {
    Ok(apt(&task.settings, &apt_packages(&task.project.root)?))
}

/// The error where there is no world.
pub fn missing() -> Error {
    Missing.into()
}

/// There is no world.
#[derive(Debug)]
pub struct Missing;

impl fmt::Display for Missing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("there is no offline world on this machine yet; make it with `cargo xtask offline-world`")
    }
}

impl std::error::Error for Missing {}
