//! `cargo xtask lock`: asks Conda and pip once, in containers, which packages the Conda files mean, and writes it down.

mod ask_conda;
mod ask_pip;
mod diff;
mod free;
mod layers;
mod native_platform;
mod question;
mod stage;

use std::collections::BTreeSet;

use anyhow::{Result, anyhow};

use crate::base::files::{self, Old};
use crate::base::together::{self, Replacement};
use crate::base::uninterrupted::uninterrupted;
use crate::cli;
use crate::commands::check;
use crate::commands::docker_build::plan_image::{plan_with_lock, require_deliverable};
use crate::commands::docker_build::remove_image::remove_image;
use crate::commands::offline_world;
use crate::conda::CondaFiles;
use crate::image::inputs::BuildOptions;
use crate::image::left_overs::hold;
use crate::machine::platform::Platform;
use crate::project::lock::Lock;
use crate::project::lock::heads::LOCK;
use crate::task::Task;
pub use diff::table;
pub use free::Free;
use native_platform::native_platform;
use question::Question;
use stage::stage_tag;

impl cli::Lock {
    /// Writes lock/, or with `--check` says whether it is out of date.
    ///
    /// # Errors
    ///
    /// `BadInput` for a mistake in an input; if Conda or pip find no solution; with `--check`, if anything is out of date.
    pub fn run(self, task: &Task) -> Result<()> {
        if let Some(revisions) = &self.diff {
            // A mistake in the Conda files keeps no reviewer from the table.
            return diff::diff(task, revisions);
        }
        let conda = task.conda()?;
        if self.check {
            return say_whether_out_of_date(task, &conda);
        }
        check::first(task, self.no_check)?;
        // What cannot be written is said before Conda is asked, which takes minutes.
        let old = old(task)?;
        let before = before(task);
        require_deliverable(task, &conda, None)?;
        let free = Free::of(self.upgrade.as_deref(), &before)?;
        let lock = renewed(task, &conda, &before, &Request { platform: self.platform, free })?;
        write(task, conda, lock, &old, Vec::new())
    }
}

/// The files of lock/ as they are, for [`write`].
///
/// # Errors
///
/// `BadInput` for what is no file, and for a link that leads out of the project.
pub fn old(task: &Task) -> Result<Old> {
    files::read(&Lock::known(), &task.project.root)
}

/// The lock so far; one that is damaged is made anew.
pub fn before(task: &Task) -> Lock {
    task.lock().map(Option::unwrap_or_default).unwrap_or_else(|error| {
        task.report.warning(&format!("{error:#}; it is made anew"));
        Lock::default()
    })
}

/// What is asked of a lock.
pub struct Request {
    /// The platforms, by name; none for those of the lock so far.
    pub platform: Vec<String>,
    /// The packages that need not keep their versions.
    pub free: Free,
}

/// The lock of these Conda files, which may be about to be written. Nothing is written here.
///
/// # Errors
///
/// `BadInput` for a mistake in an input; if Conda or pip find no solution.
pub fn renewed(task: &Task, conda: &CondaFiles, before: &Lock, request: &Request) -> Result<Lock> {
    let asked = request.platform.iter().map(|name| Platform::named(name)).collect::<Result<BTreeSet<_>>>()?;
    let native = native_platform(task)?;
    let platforms = match asked.is_empty() {
        false => asked,
        true if before.0.is_empty() => BTreeSet::from([native]),
        true => before.0.keys().copied().collect(),
    };
    let _server = offline_world::serve(task)?;
    let _hold = hold(&stage_tag(task));
    let question = Question { conda, before, free: &request.free };
    let mut lock = question.solve_all(task, &platforms)?;
    question.keep_requirements(&mut lock);
    question.resolve(task, native, &mut lock)?;
    // The image is built from the layers of its stages.
    remove_image(task, &stage_tag(task))?;
    Ok(lock)
}

/// Refuses what would keep lock/ and docker/ from being written when Conda has answered, which takes minutes. Asks no engine.
///
/// # Errors
///
/// `BadInput` for what is no file, for a link that leads out of the project, and for a mistake in an input.
pub fn require_writable(task: &Task, conda: &CondaFiles, before: Option<&Lock>) -> Result<()> {
    old(task)?;
    require_deliverable(task, conda, before)
}

/// Writes lock/ over the old files, after the edits of the Conda files that it is for, and docker/ as it is with both: all
/// of it, or nothing.
///
/// # Errors
///
/// If somebody has changed a file meanwhile, or one cannot be written.
pub fn write(task: &Task, conda: CondaFiles, lock: Lock, old: &Old, edits: Vec<Replacement>) -> Result<()> {
    if task.runner.dry_run {
        return Ok(());
    }
    let root = &task.project.root;
    if files::read(&Lock::known(), root)? != *old {
        return Err(anyhow!(
            "{LOCK}/ was changed while this command ran, and stays so; run the command again"
        ));
    }
    let new = lock.files();
    let plan = plan_with_lock(task, conda, Some(lock), BuildOptions::default())?;
    let locked = old.iter().map(|(file, old)| {
        let new = new.get(file).map(|text| text.as_bytes().to_owned());
        Replacement { file: file.clone(), old: old.clone(), new }
    });
    let files = edits.into_iter().chain(locked).collect();
    // A signal waits for docker/, too.
    let changed = uninterrupted(|| {
        let written = together::write(root, files)?;
        let changed = written.changed();
        plan.write_generated(&task.runner).map_err(|error| written.undo(error))?;
        anyhow::Ok(changed)
    })?;
    task.report.note(&match changed.is_empty() {
        true => format!("{LOCK}/ is up to date; --upgrade looks for newer versions"),
        false => changed.to_string(),
    });
    if let Some(sentence) = stale(task) {
        task.report.warning(&sentence);
    }
    if task.offline {
        task.report.warning(&format!(
            "{LOCK}/ names packages that only the offline world has; before you commit it, run `{}` where there is internet",
            task.project.command("lock").arg("--upgrade")
        ));
    }
    Ok(())
}

/// The sentence that says that lock/ is out of date, if it is now, and the files can be read.
pub fn stale(task: &Task) -> Option<String> {
    let (lock, conda) = (task.lock().ok().flatten()?, CondaFiles::read(&task.project.root).ok()?);
    lock.out_of_date(&conda, &task.project)
}

/// What `--check` does.
fn say_whether_out_of_date(task: &Task, conda: &CondaFiles) -> Result<()> {
    let Some(lock) = task.lock()? else {
        return Err(anyhow!("there is no {LOCK}/ yet; `{}` makes it", task.project.command("lock")));
    };
    match lock.out_of_date(conda, &task.project) {
        Some(sentence) => Err(anyhow!("{sentence}")),
        None => {
            task.report.note(&format!("{LOCK}/ is up to date"));
            Ok(())
        }
    }
}
