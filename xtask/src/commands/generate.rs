//! `cargo xtask generate`: writes docker/ and .devcontainer/, or says what in them is out of date.

mod check;
mod output;

use anyhow::Result;
use camino::Utf8PathBuf;

use crate::base::files::{Files, write};
use crate::cli;
use crate::conda::CondaFiles;
use crate::image::generated_files::{command, write_all, write_apart, write_staging};
use crate::image::local_env::LocalEnv;
use crate::image::render::render;
use crate::project::build_files::copy::copy;
use crate::project::lock::Lock;
use crate::task::Task;
use output::Output;

/// What a command asks of the generated files.
#[derive(Clone, Debug, Default)]
pub struct GenerateOptions {
    /// Another folder than the project.
    pub output: Option<Utf8PathBuf>,
    /// Whether they are for the legacy builder.
    pub no_buildkit: bool,
}

impl cli::Generate {
    /// Writes the files, or with `--check` compares them.
    ///
    /// # Errors
    ///
    /// `BadInput` for a mistake in an input; with `--check`, if anything differs.
    pub fn run(self, task: &Task) -> Result<()> {
        let options = GenerateOptions { output: self.output, no_buildkit: self.no_buildkit };
        if !self.check {
            return generate(task, &options);
        }
        let output = Output::named(task, options.output.as_deref())?;
        let (files, ..) = rendered(task, &output, options.no_buildkit)?;
        let command = command(&task.project, options.output.as_deref(), options.no_buildkit);
        check::check(task, &files, &output, &command)
    }
}

/// Writes the files.
///
/// # Errors
///
/// `BadInput` for a mistake in an input; if they cannot be written.
pub fn generate(task: &Task, options: &GenerateOptions) -> Result<()> {
    let output = Output::named(task, options.output.as_deref())?;
    let (files, conda, lock) = rendered(task, &output, options.no_buildkit)?;
    let project = &task.project;
    if task.runner.dry_run {
        let command = command(project, options.output.as_deref(), options.no_buildkit);
        task.report.data(&command.to_string());
        return Ok(());
    }
    project.keep_name(&task.report);
    let root = output.root(project);
    let changed = match output {
        // docker/.env is of this machine, and so not for another output.
        Output::Apart(_) => write_apart(&files, project, root, &task.runner)?,
        Output::Staging(_) => write_staging(&files, project, root)?,
        Output::Own => {
            let local = LocalEnv { project, settings: &task.settings, owner: &task.user()? };
            write_all(&files, &local, &task.runner)?
        }
    };
    if root != project.root {
        // A build there has to find beside docker/ what the Dockerfile copies from the project.
        copy(&project.root, task.settings.files_for_build(&conda), root)?;
        if output == Output::Own {
            write(&lock.map_or_else(Files::new, |lock| lock.files()), &Lock::known(), root)?;
        }
    }
    // Nothing is left in a directory that is not ours, so one has to be told where to look.
    let within = if project.is_ours() { String::new() } else { format!(" in {root}") };
    task.report.note(&match changed.is_empty() {
        true => check::UP_TO_DATE.to_owned(),
        false => format!("{changed}{within}"),
    });
    Ok(())
}

/// Reads the inputs, and renders the files from them.
fn rendered(task: &Task, output: &Output, no_buildkit: bool) -> Result<(Files, CondaFiles, Option<Lock>)> {
    let (conda, lock) = (task.conda()?, task.lock()?);
    if let Some(sentence) = lock.as_ref().and_then(|lock| lock.out_of_date(&conda, &task.project)) {
        task.report.warning(&sentence);
    }
    let mut files = render(&task.project, &task.settings, &conda, lock.as_ref(), !no_buildkit)?;
    if *output != Output::Own && output.root(&task.project) != task.project.root {
        files.extend(lock.iter().flat_map(Lock::files));
    }
    Ok((files, conda, lock))
}
