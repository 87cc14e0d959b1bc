//! `cargo xtask add`: lists packages in the Conda files, and locks them where there is a lock.

pub mod change;
mod from_lab;

use anyhow::Result;

use crate::base::overlay::Overlay;
use crate::cli;
use crate::conda::edit::{self, Manager, Wanted};
use crate::task::Task;
use change::Change;

impl cli::Add {
    /// Edits the files, checks them, locks again, and says what has changed.
    ///
    /// # Errors
    ///
    /// `BadInput` for a package or a file with a mistake; if there is no solution for the lock. Nothing is written then.
    pub fn run(self, task: &Task) -> Result<()> {
        let manager = if self.pip { Manager::Pip } else { Manager::Conda };
        let wanted = match self.from_lab {
            true => from_lab::installed(task)?,
            false => self.packages.iter().map(|text| Wanted::parse(text, manager)).collect::<Result<_>>()?,
        };
        let mut project = Overlay::new(&task.project.root);
        for package in &wanted {
            let edited = edit::add(&mut project, package)?;
            edited.note.iter().for_each(|note| task.report.note(note));
            edited.warning.iter().for_each(|warning| task.report.warning(warning));
        }
        let next = next(task, &wanted);
        Change { project, packages: wanted, no_check: self.no_check, next }.make(task)
    }
}

/// Says when it comes out whether there are such packages: nobody has been asked yet.
fn next(task: &Task, wanted: &[Wanted]) -> String {
    let has = |manager| wanted.iter().any(|package| package.manager == manager);
    let (who, looks) = match (has(Manager::Conda), has(Manager::Pip)) {
        (true, true) => ("Conda and pip", "look"),
        (false, true) => ("pip", "looks"),
        _ => ("Conda", "looks"),
    };
    let (it, name) = if wanted.len() == 1 { ("it", "the name") } else { ("them", "the names") };
    format!("next: `{}` builds the image with {it}, and {who} {looks} {name} up there", task.command("lab"))
}
