//! `cargo xtask generate`: writes docker/ and .devcontainer/, or says what in them is out of date.

mod check;
mod output;

use anyhow::Result;
use camino::Utf8PathBuf;

use crate::base::error::BadInput;
use crate::base::files::{Files, write};
use crate::cli;
use crate::conda::CondaFiles;
use crate::image::generated_files::{command, write_all, write_apart, write_staging};
use crate::image::local_env::LocalEnv;
use crate::image::render::render;
use crate::image::rendering::Rendering;
use crate::project::build_files::copy::{Holder, copy};
use crate::project::lock::Lock;
use crate::task::Task;
use output::Output;

/// What a command asks of the generated files.
#[derive(Clone, Debug, Default)]
pub struct GenerateOptions {
    /// Another folder than the project.
    pub output: Option<Utf8PathBuf>,
    /// For what they are.
    pub rendering: Rendering,
}

impl cli::Generate {
    /// Writes the files, or with `--check` compares them.
    ///
    /// # Errors
    ///
    /// `BadInput` for a mistake in an input; with `--check`, if anything differs.
    pub fn run(self, task: &Task) -> Result<()> {
        let rendering = match self {
            Self { slim: true, .. } => Rendering::Slim,
            Self { no_buildkit: true, .. } => Rendering::Legacy,
            Self { .. } => Rendering::Full,
        };
        let options = GenerateOptions { output: self.output, rendering };
        if !self.check {
            return generate(task, &options);
        }
        let output = place(task, &options)?;
        let (files, ..) = rendered(task, &output, rendering)?;
        let command = command(&task.project, options.output.as_deref(), rendering);
        check::check(task, &files, &output, &command)
    }
}

/// Writes the files.
///
/// # Errors
///
/// `BadInput` for a mistake in an input; if they cannot be written.
pub fn generate(task: &Task, options: &GenerateOptions) -> Result<()> {
    let output = place(task, options)?;
    let (files, conda, lock) = rendered(task, &output, options.rendering)?;
    let project = &task.project;
    if task.runner.dry_run {
        let command = command(project, options.output.as_deref(), options.rendering);
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
        let holder = if matches!(output, Output::Apart(_)) { Holder::Person } else { Holder::Tool };
        let kept = copy(&project.root, task.settings.files_for_build(&conda), root, holder)?;
        kept.iter().for_each(|said| task.report.warning(said));
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

/// Where the files are written. Those of the image for deployment are not to replace those of the image in which one works.
fn place(task: &Task, options: &GenerateOptions) -> Result<Output> {
    let output = Output::named(task, options.output.as_deref())?;
    if options.rendering == Rendering::Slim && output == Output::Own {
        return Err(BadInput::new(
            "--slim needs another folder than the project's own; name it with --output",
        ));
    }
    Ok(output)
}

/// Reads the inputs, and renders the files from them.
fn rendered(task: &Task, output: &Output, rendering: Rendering) -> Result<(Files, CondaFiles, Option<Lock>)> {
    let (conda, lock) = (task.conda()?, task.lock()?);
    if let Some(sentence) = lock.as_ref().and_then(|lock| lock.out_of_date(&conda, &task.project)) {
        task.report.warning(&sentence);
    }
    let mut files = render(&task.project, &task.settings, &conda, lock.as_ref(), rendering)?;
    if *output != Output::Own && output.root(&task.project) != task.project.root {
        files.extend(lock.iter().flat_map(Lock::files));
    }
    Ok((files, conda, lock))
}
