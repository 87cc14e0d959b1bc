//! `cargo xtask bench`: figures beside those of others, by the Python programs in xtask/bench, from the offline world.

use anyhow::{Result, anyhow};

use crate::base::process::{ourselves, python};
use crate::cli;
use crate::commands::offline_world::{self, Further, World};
use crate::project::folder::repository;
use crate::task::Task;

/// The package of the operating system by which the programs show what an edit of those costs.
const EDIT: &str = "tree";

impl cli::Bench {
    /// Makes the offline world, and becomes the program that measures.
    ///
    /// # Errors
    ///
    /// If this is a project that `new` made, or the world cannot be made; the program says for itself what fails later.
    pub fn run(self, task: &Task) -> Result<()> {
        let root = repository(&task.host)?;
        let program = root.join("xtask/bench/bench.py");
        if !program.exists() {
            return Err(anyhow!(
                "there is no `{program}`: a project has only what it needs to work; measure in a clone of the template"
            ));
        }
        offline_world::make(task, &Further { apt: vec![EDIT.to_owned()], ..Further::default() })?;
        let argv = python(&program)
            .arg(ourselves()?.program)
            .args([World::dir(&task.host)?, root].map(|folder| folder.into_string()))
            .arg(EDIT);
        let groups = self.only.iter().flat_map(|group| ["--only", group]);
        let repeat = ["--repeat".to_owned(), self.repeat.to_string()];
        task.runner.become_(&argv.args(groups).args(repeat).flag("--write-page", self.write_page))
    }
}
