//! `cargo xtask offline-world`, and what `--offline` needs of it: all that a build downloads, made from Debian's packages and
//! PyPI, and served on this machine. Whoever asks for the world gets one that is up to date.

mod advice;
mod supply;
mod world;

use anyhow::{Result, anyhow};
use camino::Utf8PathBuf;

use crate::base::process::python;
use crate::cli;
use crate::conda::apt_packages;
use crate::image::inputs::apt;
use crate::machine::host::Host;
use crate::machine::platform::Platform;
use crate::project::folder::repository;
use crate::task::Task;
pub use advice::advise;
pub use supply::serve;
pub use world::World;

/// The folder with the programs that make and serve it.
const PROGRAMS: &str = "xtask/offline-world";

impl cli::OfflineWorld {
    /// Makes the world, or what of it is out of date, and gives its base images to the engine.
    ///
    /// # Errors
    ///
    /// As [`make`].
    pub fn run(self, task: &Task) -> Result<()> {
        make(task, &Further { packages: self.with, apt: self.apt, bases: self.base })
    }
}

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

/// Makes the world, or what of it is out of date, and gives its base images to the engine.
///
/// # Errors
///
/// As [`world`]; if there is no engine.
pub fn make(task: &Task, further: &Further) -> Result<()> {
    bring_up_to_date(task, further)?;
    if task.runner.dry_run {
        return Ok(());
    }
    let world = World::read(&task.host)?.ok_or_else(missing)?;
    world.base_images().try_for_each(|name| supply::give(task, &world, name))?;
    task.report.note("the offline world is ready; `cargo xtask --offline lab` builds from it");
    Ok(())
}

/// The world that `--offline` asks for; `None` without that. It is made first if it is missing, was made by other programs
/// than these, or lacks a package that the image is to have.
///
/// # Errors
///
/// If something that it needs is missing and cannot be installed, or a step fails; the program has said which. `BadInput`
/// for a mistake in apt.txt. With `--dry-run`, which makes nothing, if there is none.
pub fn world(task: &Task) -> Result<Option<World>> {
    if !task.offline {
        return Ok(None);
    }
    let found = World::read(&task.host)?;
    let is_current = match &found {
        Some(world) => {
            let stamp = world::stamp(&programs(&task.host)?)?;
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

/// Runs the program that makes it.
fn bring_up_to_date(task: &Task, further: &Further) -> Result<()> {
    let programs = programs(&task.host)?;
    let mut argv = python(&programs.join("make.py")).arg(World::dir(&task.host)?.as_str());
    argv = argv.arg("--processors").args(Platform::ALL.map(Platform::with_processor));
    argv = argv.option("--stamp", Some(world::stamp(&programs)?)).flag("--quiet", task.report.quiet);
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

fn missing() -> anyhow::Error {
    anyhow!("there is no offline world on this machine yet; make it with `cargo xtask offline-world`")
}

fn programs(host: &Host) -> Result<Utf8PathBuf> {
    Ok(repository(host)?.join(PROGRAMS))
}
