//! `cargo xtask generate`: writes docker/ and .devcontainer/, or says what in them is out of date.

mod check;

use std::io::{self};

use anyhow::Result;
use camino::Utf8PathBuf;

use crate::base::argv::Argv;
use crate::base::files::{Files, write};
use crate::cli;
use crate::image::local_env;
use crate::image::render::{build_files, place, render};
use crate::image::template::is_left_out;
use crate::project::folder::TEMPLATE;
use crate::project::lent_files;
use crate::project::lock::Lock;
use crate::task::Task;

const UP_TO_DATE: &str = "docker/ and .devcontainer/ are up to date";

impl cli::Generate {
    /// Writes the files, or with `--check` compares them.
    ///
    /// # Errors
    ///
    /// `BadInput` for a mistake in an input; with `--check`, if anything differs.
    pub fn run(&self, task: &Task) -> Result<()> {
        let (conda, lock) = (task.conda()?, task.lock()?);
        if let Some(sentence) = lock.as_ref().and_then(|lock| lock.out_of_date(&conda, task)) {
            task.report.warning(&sentence);
        }
        let files = render(&task.project, &task.settings, &conda, lock.as_ref(), !self.no_buildkit)?;
        let output = self.output.as_deref().unwrap_or(&task.project.output);
        if self.check {
            return check::check(task, &files, output, &self.command(task));
        }
        if task.runner.dry_run {
            task.report.data(&self.command(task).to_string());
            return Ok(());
        }
        let changed = match self.output {
            // docker/.env is of this machine, and so not for another place.
            Some(_) => write(&files, &known(task)?, output)?,
            None => write_here(task, &files)?,
        };
        if output != task.project.root {
            // A build there has to find beside docker/ what the Dockerfile copies from the project.
            lent_files::copy(&task.project.root, build_files(&task.settings, &conda), output)?;
            write(&lock.map_or_else(Files::new, |lock| lock.files()), &Lock::known(), output)?;
        }
        // Nothing is left in a directory that is not ours, so one has to be told where to look.
        let place = if task.project.is_ours() { String::new() } else { format!(" in {output}") };
        match changed.as_slice() {
            [] => task.report.note(UP_TO_DATE),
            names => task.report.note(&format!("wrote {}{place}", names.join(", "))),
        }
        Ok(())
    }

    /// What is typed for this.
    pub fn command(&self, task: &Task) -> Argv {
        task.typed("generate")
            .option("--output", self.output.as_ref().map(|output| output.as_str()))
            .flag("--no-buildkit", self.no_buildkit)
    }
}

/// Writes the files into the project, or for a directory without template/ into its folder in the cache, and docker/.env.
///
/// # Errors
///
/// If they cannot be written.
pub fn deliver(task: &Task, files: &Files) -> Result<()> {
    if task.runner.dry_run {
        task.report.data(&cli::Generate::default().command(task).to_string());
        return Ok(());
    }
    let changed = write_here(task, files)?;
    if !changed.is_empty() && task.project.is_ours() {
        task.report.note(&format!("wrote {}", changed.join(", ")));
    }
    Ok(())
}

fn write_here(task: &Task, files: &Files) -> Result<Vec<String>> {
    let mut changed = write(files, &known(task)?, &task.project.output)?;
    changed.extend(local_env::write(task)?);
    Ok(changed)
}

/// The paths of the files that template/ can give: one that is not rendered now, but was once, is to go.
///
/// # Errors
///
/// If template/ cannot be read.
pub fn known(task: &Task) -> Result<Vec<Utf8PathBuf>> {
    let entries = task.project.template_root.join(TEMPLATE).read_dir_utf8()?;
    let names = entries.map(|entry| Ok(entry?.file_name().to_owned()));
    let names = names.filter(|name: &io::Result<String>| !name.as_ref().is_ok_and(|name| is_left_out(name)));
    names.map(|name| Ok(place(&name?))).collect()
}
