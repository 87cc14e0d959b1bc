//! `cargo xtask new --here`: a clone of this repository becomes the user's own project, by one commit that can be undone.

use anyhow::Result;

use super::origin::Origin;
use super::question;
use super::repository::{OLD_HISTORY, Repository};
use super::survey::Survey;
use crate::base::argv::Argv;
use crate::base::uninterrupted::{require_not_asked_to_end, uninterrupted};
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
        let repository = Repository::find(task)?;
        repository.require_no_remains()?;
        if !task.runner.dry_run {
            // A run that was killed after its commit has left its note.
            repository.end();
        }
        repository.require_template()?;
        repository.require_ready(self.fresh_history)?;
        let survey = Survey::of(task)?;
        repository.require_tracked(survey.changed.iter().map(|path| path.as_path()))?;
        let name = question::name(task, self.name.as_deref(), &task.settings.image)?;
        let origin = Origin::decide(task, &repository.git, self.rename_origin)?;
        if task.runner.dry_run {
            task.report.data(&self.command(task, &name).to_string());
            return Ok(());
        }
        let (before, back) = uninterrupted(|| {
            // First what fails without a trace.
            let back = origin.rename(&repository.git)?;
            let changed = self.change(task, &repository, &survey, &name).inspect_err(|_| {
                // The first error is the one to report.
                back.iter().for_each(|command| drop(repository.git.run_argv(command)));
            });
            changed.map(|before| (before, back))
        })?;
        task.report.note(&format!("this is the project {name} now"));
        let history = self.fresh_history.then(|| repository.about_old_history());
        let more = [origin.sentence(), history, repository.advice()].into_iter().flatten();
        survey.sentences().into_iter().chain(more).for_each(|sentence| task.report.note(&sentence));
        let undo: Vec<_> = self.way_back(&before).iter().chain(&back).map(Argv::to_string).collect();
        task.report.note(&format!("to undo this, run `{}`", undo.join(" && ")));
        task.report.note("next: cargo xtask lab");
        Ok(())
    }

    /// Changes the files and commits them. Returns the commit to go back to.
    fn change(&self, task: &Task, repository: &Repository, survey: &Survey, name: &str) -> Result<String> {
        let before = repository.start(&survey.changed)?;
        let changed = repository
            .begin(&before, &survey.made)
            .and_then(|()| survey.change(task, &repository.git, name))
            .and_then(|()| require_not_asked_to_end())
            .and_then(|()| repository.commit(&before, self.fresh_history))
            .inspect_err(|_| repository.undo(&before, &survey.made));
        repository.end();
        changed.map(|()| before)
    }

    /// The commands that undo the commit.
    fn way_back(&self, before: &str) -> Vec<Argv> {
        let git = |args: &[&str]| Argv::new("git").args(args.iter().copied());
        match self.fresh_history {
            true => vec![git(&["reset", "--keep", OLD_HISTORY]), git(&["branch", "--delete", OLD_HISTORY])],
            false => vec![git(&["reset", "--keep", before.get(..12).unwrap_or(before)])],
        }
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
