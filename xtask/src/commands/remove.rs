//! `cargo xtask remove`: takes packages out of the Conda files, and out of the lock where there is one.

use anyhow::Result;

use crate::base::overlay::Overlay;
use crate::cli;
use crate::commands::add::change::Change;
use crate::commands::lock;
use crate::conda::edit::{self, Manager, Wanted};
use crate::task::Task;

impl cli::Remove {
    /// Edits the files, checks them, locks again, and says what has changed.
    ///
    /// # Errors
    ///
    /// `BadInput` for a package that is not listed, or a file with a mistake. Nothing is written then.
    pub fn run(self, task: &Task) -> Result<()> {
        let manager = if self.pip { Manager::Pip } else { Manager::Conda };
        let packages: Vec<Wanted> =
            self.packages.iter().map(|text| Wanted::parse(text, manager)).collect::<Result<_>>()?;
        let mut project = Overlay::new(&task.project.root);
        for package in &packages {
            let removed = edit::remove(&mut project, package);
            // A command that was killed may have taken it out already.
            removed.inspect_err(|_| lock::stale(task).iter().for_each(|said| task.report.warning(said)))?;
        }
        let it = if packages.len() == 1 { "it" } else { "them" };
        let next = format!("next: `{}` builds the image without {it}", task.command("lab"));
        Change { project, packages, no_check: self.no_check, next }.make(task)
    }
}
