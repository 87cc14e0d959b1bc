//! The generated files of a project on the disk: docker/, .devcontainer/ and docker/.env.

use anyhow::Result;
use camino::{Utf8Path, Utf8PathBuf};

use crate::base::argv::Argv;
use crate::base::files::{Changed, Files, Old, read, write_over};
use crate::base::process::Runner;
use crate::image::generated_paths::place;
use crate::image::kept_edits::{edits, templates};
use crate::image::local_env::LocalEnv;
use crate::image::plan::Plan;
use crate::image::record::{self, Record};
use crate::image::rendering::Rendering;
use crate::project::folder::Project;
use crate::project::lock::Lock;
use crate::project::paths::LOCAL_ENV;

impl Plan {
    /// Writes the files into the project, or for a directory without template/ into its folder in the cache, and docker/.env.
    ///
    /// # Errors
    ///
    /// If they cannot be written.
    pub fn deliver(&self, runner: &Runner) -> Result<()> {
        let project = &self.inputs.project;
        if runner.dry_run {
            runner.report.data(&command(project, None, Rendering::Full).to_string());
            return Ok(());
        }
        project.keep_name(&runner.report);
        let changed = write_all(&self.inputs.files, &self.local_env(), runner)?;
        if !changed.is_empty() && project.is_ours() {
            runner.report.note(&changed.to_string());
        }
        Ok(())
    }
}

/// Writes the files and docker/.env into the project's own place. An edit by hand is kept beside its file, and told.
///
/// # Errors
///
/// If they cannot be written; before that, `BadInput` for what is no file, or a link that leads out of the project.
pub fn write_all(files: &Files, local: &LocalEnv<'_>, runner: &Runner) -> Result<Changed> {
    let project = local.project;
    let old = old(files, project)?;
    if project.is_ours() {
        keep_edits(&old, files, Record::read(&project.root)?, (project, &project.root, runner))?;
    }
    let mut changed = write_over(&old, files, &project.output)?;
    changed.written.extend(local.write(runner)?);
    Ok(changed)
}

/// Refuses what [`write_all`] would refuse, before it writes anything.
///
/// # Errors
///
/// `BadInput` for what is no file, or a link that leads out of the project.
pub fn require_writable(files: &Files, project: &Project) -> Result<()> {
    old(files, project)?;
    let others = [LOCAL_ENV, record::PATH].map(Utf8PathBuf::from);
    read(&others, &project.output).map(drop)
}

fn old(files: &Files, project: &Project) -> Result<Old> {
    read(files.keys().chain(&known(project)?), &project.output)
}

/// Writes the files into the folder in the cache from which an image is built. What else of a project stands there goes.
///
/// # Errors
///
/// As [`write_all`].
pub fn write_staging(files: &Files, project: &Project, staging: &Utf8Path) -> Result<Changed> {
    write_over(&old_staging(files, project, staging)?, files, staging)
}

/// What [`write_staging`] replaces or removes.
///
/// # Errors
///
/// As [`read`].
pub fn old_staging(files: &Files, project: &Project, staging: &Utf8Path) -> Result<Old> {
    let known = [known(project)?, Lock::known()].concat();
    read(files.keys().chain(&known), staging)
}

/// Writes the files into another folder. What stands there is somebody's own unless it was generated there: it is kept beside
/// its file, and nothing of it is removed.
///
/// # Errors
///
/// As [`write_all`].
pub fn write_apart(files: &Files, project: &Project, folder: &Utf8Path, runner: &Runner) -> Result<Changed> {
    let old = old_apart(files, project, folder)?;
    keep_edits(&old, files, Record::read(folder)?, (project, folder, runner))?;
    write_over(&old, files, folder)
}

/// What [`write_apart`] replaces or removes.
///
/// # Errors
///
/// As [`read`].
pub fn old_apart(files: &Files, project: &Project, folder: &Utf8Path) -> Result<Old> {
    let record = Record::read(folder)?;
    let mut old = old_staging(files, project, folder)?;
    old.retain(|path, text| {
        files.contains_key(path) || text.as_deref().is_some_and(|text| record.has(path, text))
    });
    Ok(old)
}

/// The files whose text is not the one that they are to have: first those that are generated, then those that are to go.
pub fn differing<'a>(old: &'a Old, files: &'a Files) -> Vec<&'a Utf8PathBuf> {
    let gone = old.keys().filter(|path| !files.contains_key(*path));
    let text = |path: &Utf8PathBuf| old.get(path).and_then(Option::as_deref);
    let differs = |path: &&Utf8PathBuf| text(path) != files.get(*path).map(String::as_bytes);
    files.keys().chain(gone).filter(differs).collect()
}

fn keep_edits(
    old: &Old,
    files: &Files,
    record: Record,
    (project, root, runner): (&Project, &Utf8Path, &Runner),
) -> Result<()> {
    for edit in edits(old, files, &record, runner)? {
        runner.report.warning(&edit.keep(project, root)?);
    }
    record.add(files)
}

/// The paths of the files that template/ can give: one that is not rendered now, but was once, is to go. Sorted.
///
/// # Errors
///
/// If template/ cannot be read.
pub fn known(project: &Project) -> Result<Vec<Utf8PathBuf>> {
    let mut paths: Vec<_> = templates(project)?.iter().map(|name| place(name)).collect();
    // The order in a folder is each file system's own.
    paths.sort();
    Ok(paths)
}

/// What is typed to write them, into the project or another folder.
pub fn command(project: &Project, output: Option<&Utf8Path>, rendering: Rendering) -> Argv {
    project
        .command("generate")
        .option("--output", output.map(Utf8Path::as_str))
        .flag("--no-buildkit", rendering == Rendering::Legacy)
        .flag("--slim", rendering == Rendering::Slim)
}
