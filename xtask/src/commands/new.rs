//! `cargo xtask new`: a new project with this one's tool, template and environment, and none of its own work.

mod first_commit;
mod manifest;
mod parts;

use std::fs;
use std::io::BufRead as _;

use anyhow::{Context as _, Result};
use camino::{Utf8Path, Utf8PathBuf};

use crate::base::argv::Argv;
use crate::base::error::BadInput;
use crate::base::report::Report;
use crate::base::wording::shown;
use crate::cli::{Global, New};
use crate::commands::generate::{self, GenerateOptions};
use crate::project::folder::slug;
use crate::project::lent_files;
use crate::project::settings::is_image_name;
use crate::task::Task;

use parts::{PARTS, Part};

const README: &str = include_str!("new/README.md");

impl New {
    /// Makes the folder with all that a project needs, and the first commit in it.
    ///
    /// # Errors
    ///
    /// `BadInput` if the folder is there, or the name cannot be; if something cannot be written, and then the folder is gone.
    pub fn run(&self, task: &Task) -> Result<()> {
        let folder = self.place(task)?;
        let name = self.name(task, &folder)?;
        if task.runner.dry_run {
            let command = Argv::new("cargo").args(["xtask", "new", self.dir.as_str(), "--name", &name]);
            task.report.data(&command.to_string());
            return Ok(());
        }
        // This claims the name: it fails if somebody else has made the folder in the meantime.
        fs::create_dir(&folder).with_context(|| format!("cannot make the folder `{folder}`"))?;
        if let Err(error) = fill(task, &folder, &name) {
            // The first error is the one to report.
            let _ = fs::remove_dir_all(&folder);
            return Err(error);
        }
        first_commit::make(task, &folder)?;
        let next = Argv::new("cd").arg(self.dir.as_str());
        task.report.note(&format!("made the project {name}; next: {next} && cargo xtask lab"));
        Ok(())
    }

    /// The folder that is to be, absolute.
    fn place(&self, task: &Task) -> Result<Utf8PathBuf> {
        if !task.project.is_ours() {
            return Err(BadInput::new(format!(
                "{}: this is not a project of this template, so none can be made from it; leave out --project",
                task.project.root
            )));
        }
        let dir = &self.dir;
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
        if parent.starts_with(&task.project.root) {
            return Err(BadInput::new(format!(
                "{dir}: this lies in the project {}; choose a place outside of it, such as `../{name}`",
                task.project.root
            )));
        }
        Ok(parent.join(name))
    }

    /// The name as given, as typed, or as the folder has it.
    fn name(&self, task: &Task, folder: &Utf8Path) -> Result<String> {
        let default = slug(folder.file_name().unwrap_or_default());
        let name = match &self.name {
            Some(name) => name.clone(),
            None if task.host.stdin_is_terminal && task.host.stderr_is_terminal && !task.runner.dry_run => {
                task.report.note(&format!("the name of the project and its image? [{default}]"));
                let mut line = String::new();
                std::io::stdin().lock().read_line(&mut line).context("cannot read the name")?;
                Some(line.trim().to_owned()).filter(|line| !line.is_empty()).unwrap_or(default)
            }
            None => default,
        };
        if is_image_name(&name) {
            return Ok(name);
        }
        let near = slug(&name);
        Err(BadInput::new(format!(
            "`{}` is not a name for a project, because an image cannot have it; write --name {near}",
            shown(&name)
        )))
    }
}

fn fill(task: &Task, folder: &Utf8Path, name: &str) -> Result<()> {
    let source = &task.project.root;
    for (path, part) in PARTS {
        let (from, to) = (source.join(path), folder.join(path));
        match part {
            Part::Ours | Part::Generated => {}
            Part::Copied if from.exists() => copy(&from, &to)?,
            Part::License if from.exists() => copy(&from, &folder.join("xtask").join(path))?,
            // A project that was made from this one may have removed it.
            Part::Copied | Part::License => {}
            Part::Settings => {
                let text = fs::read_to_string(&from).with_context(|| format!("cannot read `{from}`"))?;
                write(&to, &manifest::with_image(&text, name))?;
            }
            Part::Readme => write(&to, &README.replace("{name}", name))?,
            Part::Folder => write(&to.join(".gitkeep"), "")?,
        }
    }
    generate(task, folder, name)
}

/// Writes docker/, as it is typed in the new project.
fn generate(task: &Task, folder: &Utf8Path, name: &str) -> Result<()> {
    let flags = Global {
        engine: None,
        project: Some(folder.to_owned()),
        dry_run: false,
        offline: false,
        quiet: true,
        verbose: task.report.verbose,
    };
    let report = Report { quiet: true, ..task.report };
    let new = Task::gather(&flags, task.host.clone(), report)?;
    if new.settings.image != name {
        return Err(BadInput::new(format!(
            "Cargo.toml: the image's name cannot be set to {name} at [workspace.metadata.docker]; write it there as `image = \
             \"…\"` on one line"
        )));
    }
    generate::generate(&new, &GenerateOptions::default())
}

/// Copies a file, or a folder without what programs leave in it.
fn copy(from: &Utf8Path, to: &Utf8Path) -> Result<()> {
    if !from.is_dir() {
        if let Some(parent) = to.parent() {
            fs::create_dir_all(parent).with_context(|| format!("cannot make the folder `{parent}`"))?;
        }
        return fs::copy(from, to).map(drop).with_context(|| format!("cannot copy `{from}` to `{to}`"));
    }
    for entry in from.read_dir_utf8().with_context(|| format!("cannot read `{from}`"))? {
        let name = entry?.file_name().to_owned();
        if !lent_files::LEFT_OUT.contains(&name.as_str()) && !name.ends_with(".pyc") {
            copy(&from.join(&name), &to.join(&name))?;
        }
    }
    Ok(())
}

fn write(path: &Utf8Path, text: &str) -> Result<()> {
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent).with_context(|| format!("cannot make the folder `{parent}`"))?;
    }
    fs::write(path, text).with_context(|| format!("cannot write `{path}`"))
}
