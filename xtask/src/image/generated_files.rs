//! The generated files of a project on the disk: docker/, .devcontainer/ and docker/.env.

use std::io;

use anyhow::Result;
use camino::{Utf8Path, Utf8PathBuf};

use crate::base::argv::Argv;
use crate::base::files::{Changed, Files, write};
use crate::base::process::Runner;
use crate::image::generated_paths::place;
use crate::image::local_env::LocalEnv;
use crate::image::plan::Plan;
use crate::image::template::is_left_out;
use crate::project::folder::{Project, TEMPLATE};

impl Plan {
    /// Writes the files into the project, or for a directory without template/ into its folder in the cache, and docker/.env.
    ///
    /// # Errors
    ///
    /// If they cannot be written.
    pub fn deliver(&self, runner: &Runner) -> Result<()> {
        let project = &self.inputs.project;
        if runner.dry_run {
            runner.report.data(&command(project, None, false).to_string());
            return Ok(());
        }
        project.keep_name(&runner.report);
        let changed = write_all(&self.inputs.files, &self.local_env())?;
        if !changed.is_empty() && project.is_ours() {
            runner.report.note(&changed.to_string());
        }
        Ok(())
    }
}

/// Writes the files and docker/.env into the project's own place.
///
/// # Errors
///
/// If they cannot be written.
pub fn write_all(files: &Files, local: &LocalEnv<'_>) -> Result<Changed> {
    let mut changed = write(files, &known(local.project)?, &local.project.output)?;
    changed.written.extend(local.write()?);
    Ok(changed)
}

/// The paths of the files that template/ can give: one that is not rendered now, but was once, is to go. Sorted.
///
/// # Errors
///
/// If template/ cannot be read.
pub fn known(project: &Project) -> Result<Vec<Utf8PathBuf>> {
    let entries = project.template_root.join(TEMPLATE).read_dir_utf8()?;
    let names = entries.map(|entry| Ok(entry?.file_name().to_owned()));
    let names = names.filter(|name: &io::Result<String>| !name.as_ref().is_ok_and(|name| is_left_out(name)));
    let mut paths = names.map(|name| Ok(place(&name?))).collect::<Result<Vec<_>>>()?;
    // The order in a folder is each file system's own.
    paths.sort();
    Ok(paths)
}

/// What is typed to write them, into the project or another folder.
pub fn command(project: &Project, output: Option<&Utf8Path>, no_buildkit: bool) -> Argv {
    project
        .command("generate")
        .option("--output", output.map(Utf8Path::as_str))
        .flag("--no-buildkit", no_buildkit)
}
