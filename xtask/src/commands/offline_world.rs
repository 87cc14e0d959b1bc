//! `cargo xtask offline-world`, and what `--offline` needs of it: all that a build downloads, made from Debian's packages and
//! PyPI, and served on this machine. Whoever asks for the world gets one that is up to date.

mod advice;
mod current;
mod supply;
mod world;

use anyhow::Result;

use crate::cli;
use crate::task::Task;
pub use advice::conclude;
pub use current::{Further, current_world, world_as_it_is};
pub use supply::serve;
pub use world::World;

use current::{bring_up_to_date, missing};

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

/// Makes the world, or what of it is out of date, and gives its base images to the engine.
///
/// # Errors
///
/// As [`current_world`]; if there is no engine.
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
