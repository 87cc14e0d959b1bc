//! `cargo xtask check`: what in the Conda files will not work, or will not be the same elsewhere. Builds nothing.
//!
//! `rules.rs` has the table of rules. A rule looks at the files, read to the end whatever is wrong in them, and finds.

mod emptied;
mod finding;
mod fix;
mod report;
mod rules;
mod script;
mod subject;
mod surroundings;

#[cfg(test)]
mod tests;

use anyhow::{Result, anyhow};

use crate::base::argv::Argv;
use crate::base::error::BadInput;
use crate::base::overlay::Overlay;
use crate::base::together;
use crate::cli;
use crate::container::links::{self, Stray};
use crate::container::paths::app;
use crate::container::project_container::warn_without;
use crate::image::container_settings::{env_file, require_arguments};
use crate::machine::git::Git;
use crate::task::Task;
use finding::{Finding, Severity};
use fix::Fixed;
pub use rules::Hidden;
use rules::{RULES, findings};
use subject::Subject;
use surroundings::Surroundings;

impl cli::Check {
    /// Tells what is found; with `--fix`, mends what is safe to mend first, or in a dry run tells only that.
    ///
    /// # Errors
    ///
    /// If an error is found, or is left after mending.
    pub fn run(self, task: &Task) -> Result<()> {
        if self.rules {
            task.report.data(&format!("{}\n\n{}", rules::table(), rules::reasons()));
            return Ok(());
        }
        require_arguments(&task.settings.container)?;
        warn_of_tracked_variables(task)?;
        // What `run` refuses is an error here as well; it does not hide what there is about the Conda files.
        let variables = env_file(&task.project, &task.settings)
            .map(|file| warn_without(file.as_ref(), &task.settings, &task.report));
        match (variables, self.conda_files(task)) {
            (Err(error), Err(other)) => {
                task.report.error(&error);
                Err(other)
            }
            (variables, conda_files) => conda_files.and(variables),
        }
    }

    /// The findings about the Conda files.
    fn conda_files(self, task: &Task) -> Result<()> {
        let subject = subject(task)?;
        let found = findings(&subject);
        let hidden = Hidden::of(&subject, &found);
        let (left, changed) = if self.fix {
            mend(task, &subject, (!self.json).then_some(&hidden))?
        } else {
            (found, Vec::new())
        };
        if self.fix && task.runner.dry_run && !self.json {
            // The difference alone: it can be kept as a patch.
            return Ok(());
        }
        if self.json {
            task.report.data(&report::document(&left, self.fix.then_some(&changed), &hidden));
        } else {
            left.iter().for_each(|finding| task.report.data(&report::line(finding)));
        }
        if left.is_empty() {
            task.report.note("nothing is wrong with the Conda files");
            return Ok(());
        }
        let is_error = left.iter().any(|finding| finding.severity == Severity::Error);
        let summary = format!("{}{}", report::counted(&left), remedy(&left));
        if is_error {
            return Err(anyhow!(summary));
        }
        task.report.note(&summary);
        Ok(())
    }
}

/// The links of the shared folders that lead to where the container has nothing.
fn strays(task: &Task) -> Result<Vec<Stray>> {
    let app = app(&task.user()?);
    let mounts = links::shared(&task.settings.container.mounts, &task.project, &task.host, &app);
    Ok(links::strays(&mounts, &task.project.root, &app))
}

/// The project as it is on the disk.
fn subject(task: &Task) -> Result<Subject> {
    let surroundings = Surroundings::of(task).with_strays(strays(task)?);
    let subject = Subject::read(Overlay::new(&task.project.root), &surroundings)?;
    if !task.runner.dry_run {
        task.project.remove_left_overs_beside(subject.pip.iter().map(|item| &item.file));
    }
    Ok(subject)
}

/// Makes the safe edits, and tells them without the secrets; returns what is left to find.
fn mend(task: &Task, subject: &Subject, tells: Option<&Hidden>) -> Result<(Vec<Finding>, Vec<Fixed>)> {
    let (left, changed) = fix::fixed(subject)?;
    if !task.runner.dry_run {
        together::write(&task.project.root, changed.iter().map(Fixed::replacement).collect())?;
    }
    if let Some(hidden) = tells {
        changed.iter().for_each(|file| task.report.data(&hidden.from(file.diff())));
    }
    if changed.is_empty() {
        task.report.note("there is nothing that can be mended without a decision of yours");
    }
    Ok((left, changed))
}

/// Says so if git has the file of the setting `env-file`, which often holds passwords.
fn warn_of_tracked_variables(task: &Task) -> Result<()> {
    let Some(file) = &task.settings.container.env_file else { return Ok(()) };
    if Git::new(&task.runner, &task.project.root)?.has(file) {
        task.report.warning(&format!(
            "{file}: git has this file, which the setting `env-file` names, so everybody who has the project reads its values; \
             take it out with `{}` and name it in .gitignore",
            Argv::new("git").args(["rm", "--cached", "--", file.as_str()])
        ));
    }
    Ok(())
}

/// What to type, if some of this can be mended.
fn remedy(findings: &[Finding]) -> String {
    match findings.iter().filter(|finding| !finding.edits.is_empty()).count() {
        0 => String::new(),
        count => format!("; `cargo xtask check --fix` corrects {count}, and with --dry-run shows how"),
    }
}

/// The secrets of the project's Conda files, for what shows their lines.
///
/// # Errors
///
/// When a file that is there cannot be read.
pub fn hidden(task: &Task, project: Overlay) -> Result<Hidden> {
    let subject = Subject::read(project, &Surroundings::of(task))?;
    Ok(Hidden::of(&subject, &findings(&subject)))
}

/// What `docker-build`, `lab` and `lock` do before anything else: stops at errors, and is brief about the rest.
///
/// # Errors
///
/// `BadInput` if an error is found and `no_check` does not ask for it.
pub fn first(task: &Task, no_check: bool) -> Result<()> {
    first_of(task, Overlay::new(&task.project.root), no_check)
}

/// The same of files that are about to be written.
///
/// # Errors
///
/// As [`first`].
pub fn first_of(task: &Task, project: Overlay, no_check: bool) -> Result<()> {
    if no_check {
        return Ok(());
    }
    warn_of_tracked_variables(task)?;
    let mut found = findings(&Subject::read(project, &Surroundings::of(task))?);
    let is_said = |finding: &Finding| RULES.iter().any(|rule| rule.is_said && rule.name == finding.rule);
    found.retain(|finding| !is_said(finding));
    let (errors, warnings): (Vec<_>, Vec<_>) =
        found.into_iter().partition(|finding| finding.severity == Severity::Error);
    let told =
        |finding: &Finding| format!("{}:{}: {}", finding.file, finding.line, report::sentence(finding));
    if task.report.verbose {
        warnings.iter().for_each(|finding| task.report.warning(&told(finding)));
    } else if !warnings.is_empty() {
        let counted = report::counted(&warnings);
        task.report.note(&format!("{counted} about the Conda files: `cargo xtask check` tells"));
    }
    errors.iter().for_each(|finding| task.report.error(&anyhow!(told(finding))));
    match errors.as_slice() {
        [] => Ok(()),
        errors => Err(BadInput::new(format!(
            "{} in the Conda files{}; --no-check goes on all the same",
            report::counted(errors),
            remedy(errors)
        ))),
    }
}
