//! `cargo xtask new`: a new project with this one's tool, template and environment, and none of its own work.

mod files;
mod first_commit;
mod here;
mod interrupted;
mod links;
mod manifest;
mod origin;
mod parts;
mod question;
mod ready;
mod record;
mod repository;
mod survey;
mod uncommitted;
mod unfinished;
mod way;

use anyhow::Result;
use camino::{Utf8Path, Utf8PathBuf};

use crate::base::argv::Argv;
use crate::base::error::BadInput;
use crate::base::place::within;
use crate::cli;
use crate::machine::git::Git;
use crate::project::identity::slug;
use crate::task::Task;

use parts::{PARTS, Part};
use record::RECORD;
use way::Way;

impl cli::New {
    /// Makes the folder with all that a project needs, and the first commit in it; or makes this clone the user's own.
    ///
    /// # Errors
    ///
    /// `BadInput` if the folder is there, or the name cannot be; if something cannot be written, and then all is as before.
    pub fn run(self, task: &Task) -> Result<()> {
        if !task.project.is_ours() {
            return Err(BadInput::new(format!(
                "{}: this is not a project of this template, so none can be made from it; leave out --project",
                task.project.root
            )));
        }
        match &self.dir {
            Some(dir) => self.elsewhere(task, dir),
            None => self.here(task),
        }
    }

    fn elsewhere(&self, task: &Task, dir: &Utf8Path) -> Result<()> {
        let folder = free_place(task, dir)?;
        let default = slug(folder.file_name().unwrap_or_default());
        let name = question::name(task, self.name.as_deref(), &default)?;
        if task.runner.dry_run {
            let command = Argv::new("cargo").args(["xtask", "new", dir.as_str(), "--name", &name]);
            task.report.data(&command.to_string());
            return Ok(());
        }
        unfinished::remove(task, &folder);
        unfinished::make(&folder, dir, |unfinished| {
            let files = fill(task, unfinished, &name)?;
            first_commit::make(task, unfinished, &folder, &files)
        })?;
        files::write_generated(task, &folder, &name)?;
        let next = Argv::new("cd").arg(dir.as_str());
        task.report.note(&format!("made the project {name}; next: {next} && cargo xtask lab"));
        Ok(())
    }
}

/// The folder that is to be, absolute.
fn free_place(task: &Task, dir: &Utf8Path) -> Result<Utf8PathBuf> {
    let full = task.host.folder.clone().unwrap_or_default().join(dir);
    if full.symlink_metadata().is_ok() {
        return Err(BadInput::new(format!(
            "{dir}: this is there already; choose another name, or remove it"
        )));
    }
    let Some((parent, name)) = full.parent().zip(full.file_name()) else {
        return Err(BadInput::new(format!("{dir}: this names no folder; write such as `../my-project`")));
    };
    let parent = parent.canonicalize_utf8().map_err(|_| {
        BadInput::new(format!("{dir}: there is no folder `{parent}` for it; make that first"))
    })?;
    if within(&task.project.root, &parent).is_some() {
        return Err(BadInput::new(format!(
            "{dir}: this lies in the project {}; choose a place outside of it, such as `../{name}`",
            task.project.root
        )));
    }
    Ok(parent.join(name))
}

/// Writes the files of the new project, and returns their names.
fn fill(task: &Task, folder: &Utf8Path, name: &str) -> Result<Vec<Utf8PathBuf>> {
    let shell = task.runner.shell(folder)?;
    let source = &task.project.root;
    let git = Git::find(&task.runner, source)?;
    let tracked = git.as_ref().map_or(Ok(None), |git| git.tracked(source))?;
    let git = git.filter(|_| tracked.is_some());
    let way = Way { shell: &shell, source, target: folder, tracked };
    for (path, part) in PARTS {
        let to = files::place(path.into());
        match part {
            Part::Ours | Part::Generated => {}
            // A project that was made from this one has it in its new place, and may have removed it.
            Part::OfTheTool | Part::Copied => {
                let from = [to.as_path(), path.into()].into_iter().find(|path| source.join(path).exists());
                match from {
                    Some(from) if from == to => way.copy(from)?,
                    Some(from) => way.copy_file(from, &to)?,
                    None => {}
                }
            }
            Part::Settings => way.settings(path, name)?,
            Part::ToolManifest if source.join(path).exists() => way.tool_manifest(path)?,
            Part::ToolManifest => {}
            Part::Readme => way.readme(path, name)?,
            Part::Folder => shell.write_file(folder.join(path).join(".gitkeep"), "")?,
        }
    }
    files::write_generated(task, folder, name)?;
    let mut files = way.written()?;
    git.iter().for_each(|git| uncommitted::note(task, git, &files));
    way.record(files.clone())?;
    files.push(RECORD.into());
    Ok(files)
}
