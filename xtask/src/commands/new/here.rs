//! `cargo xtask new --here`: a clone of this repository becomes the user's own project, by one commit that can be undone.

use anyhow::Result;

use super::origin::Origin;
use super::question;
use super::record::RECORD;
use super::repository::{OLD_HISTORY, Repository};
use super::survey::Survey;
use crate::base::argv::Argv;
use crate::base::error::BadInput;
use crate::cli;
use crate::task::Task;

impl cli::New {
    /// Checks all that could go wrong, asks, changes, and says what was done.
    ///
    /// # Errors
    ///
    /// If this is no clone of the template, or not as it was committed; if something cannot be written, and then all is as
    /// before.
    pub fn here(&self, task: &Task) -> Result<()> {
        require_template(task)?;
        let repository = Repository::find(task)?;
        repository.require_ready(self.fresh_history)?;
        let survey = Survey::of(task)?;
        let name = question::name(task, self.name.as_deref(), &task.settings.image)?;
        let origin = Origin::decide(task, &repository.git, self.rename_origin)?;
        if task.runner.dry_run {
            task.report.data(&self.command(task, &name).to_string());
            return Ok(());
        }
        let before = repository.start()?;
        let changed = survey
            .change(task, &repository.git, &name)
            .and_then(|()| repository.commit(&before, self.fresh_history));
        if let Err(error) = changed {
            repository.undo(&before, &survey.made);
            return Err(error);
        }
        let mut undo = match self.fresh_history {
            true => {
                vec![format!("git reset --keep {OLD_HISTORY}"), format!("git branch --delete {OLD_HISTORY}")]
            }
            false => vec![format!("git reset --keep {}", before.get(..12).unwrap_or(&before))],
        };
        undo.extend(origin.rename(&repository.git)?);
        task.report.note(&format!("made this the project {name}: {}", survey.sentence()));
        let about_history = self.fresh_history.then(|| {
            format!("the history begins anew; the one so far is kept under the branch `{OLD_HISTORY}`")
        });
        for sentence in [origin.sentence(), about_history, repository.advice()].into_iter().flatten() {
            task.report.note(&sentence);
        }
        task.report.note(&format!("to undo this, run `{}`", undo.join(" && ")));
        task.report.note("next: cargo xtask lab");
        Ok(())
    }

    /// What is typed for this.
    fn command(&self, task: &Task, name: &str) -> Argv {
        task.project
            .command("new")
            .args(["--here", "--name", name])
            .flag("--rename-origin", self.rename_origin)
            .flag("--fresh-history", self.fresh_history)
    }
}

/// Refuses a project that is the user's own already.
fn require_template(task: &Task) -> Result<()> {
    if !task.project.root.join(RECORD).exists() {
        return Ok(());
    }
    Err(BadInput::new(format!(
        "{}: this is a project of your own already, as {RECORD} says, so nothing is changed; its name is the setting `image` in \
         Cargo.toml",
        task.project.root
    )))
}
