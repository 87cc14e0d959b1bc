//! `cargo xtask offline-world`, and what `--offline` needs of it: all that a build downloads, made from Debian's packages and
//! PyPI, and served on this machine. Whoever asks for the world gets one that is up to date.

mod make;
mod supply;
mod world;

use anyhow::Result;

use crate::cli;
use crate::machine::mirrors::Overrides;
use crate::task::Task;
use make::{current, make, missing};
use supply::give;

pub use make::Further;
pub use supply::serve;
pub use world::World;

impl cli::OfflineWorld {
    /// Makes the world, or what of it is out of date, and gives its base images to the engine.
    ///
    /// # Errors
    ///
    /// As [`prepare`].
    pub fn run(self, task: &Task) -> Result<()> {
        prepare(task, &Further { packages: self.with, apt: self.apt, bases: self.base })
    }
}

/// Makes the world, or what of it is out of date, and gives its base images to the engine.
///
/// # Errors
///
/// If the world cannot be made, or there is no engine.
pub fn prepare(task: &Task, further: &Further) -> Result<()> {
    make(task, further)?;
    if task.runner.dry_run {
        return Ok(());
    }
    let world = World::read(&task.host)?.ok_or_else(missing)?;
    world.base_images().try_for_each(|name| give(task, &world, name))?;
    task.report.note("the offline world is ready; `cargo xtask --offline lab` builds from it");
    Ok(())
}

/// The addresses of the world that `--offline` asks for, in the place of the internet's; `None` without that.
///
/// # Errors
///
/// If the world cannot be made.
pub fn overrides(task: &Task) -> Result<Option<Overrides>> {
    if task.offline { Ok(Some(current(task)?.overrides())) } else { Ok(None) }
}
