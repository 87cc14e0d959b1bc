//! `cargo xtask bench`: figures beside those of others, by the Python programs in xtask/bench, from the offline world.

use anyhow::Result;

use crate::cli::{Bench, OfflineWorld};
use crate::offline::World;
use crate::process::{ourselves, python};
use crate::project::repository;
use crate::task::Task;

impl Bench {
    /// Makes the offline world, and becomes the program that measures.
    ///
    /// # Errors
    ///
    /// If the world cannot be made; the program says for itself what fails later.
    pub fn run(&self, task: &Task) -> Result<()> {
        OfflineWorld::default().run(task)?;
        let root = repository(&task.host)?;
        let argv = python(&root.join("xtask/bench/bench.py"))
            .arg(ourselves()?.program)
            .args([World::dir(&task.host)?, root].map(|folder| folder.into_string()));
        let groups = self.only.iter().flat_map(|group| ["--only", group]);
        task.runner.become_(&argv.args(groups))
    }
}
