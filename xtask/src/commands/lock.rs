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
use crate::cli;
use crate::commands::check;
use crate::commands::docker_build::plan_image::plan_with_lock;
use crate::commands::docker_build::remove_image::remove_image;
use crate::commands::offline_world;
use crate::conda::CondaFiles;
use crate::image::inputs::BuildOptions;
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
        let conda = task.conda()?;
        if self.check {
            return say_whether_out_of_date(task, &conda);
        }
        if let Some(revisions) = &self.diff {
            return diff::diff(task, revisions);
        }
        check::first(task, self.no_check)?;
        // What cannot be written is said before Conda is asked, which takes minutes.
        let old = old(task)?;
        let before = before(task);
        let free = Free::of(self.upgrade.as_deref(), &before)?;
        let lock = renewed(task, &conda, &before, &Request { platform: self.platform, free })?;
        write(task, conda, lock, &old)
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
    let question = Question { conda, before, free: &request.free };
    let mut lock = question.solve_all(task, &platforms)?;
    question.keep_requirements(&mut lock);
    question.resolve(task, native, &mut lock)?;
    // The image is built from the layers of its stages.
    remove_image(task, &stage_tag(task))?;
    Ok(lock)
}

/// Writes lock/ over the old files, and docker/ as it is with it.
///
/// # Errors
///
/// If somebody has changed lock/ meanwhile, or a file cannot be written.
pub fn write(task: &Task, conda: CondaFiles, lock: Lock, old: &Old) -> Result<()> {
    if task.runner.dry_run {
        return Ok(());
    }
    let root = &task.project.root;
    if files::read(&Lock::known(), root)? != *old {
        return Err(anyhow!(
            "{LOCK}/ was changed while this command ran, and stays so; run the command again"
        ));
    }
    let changed = files::write_over(old, &lock.files(), root)?;
    task.report.note(&match changed.is_empty() {
        true => format!("{LOCK}/ is up to date; --upgrade looks for newer versions"),
        false => changed.to_string(),
    });
    plan_with_lock(task, conda, Some(lock), BuildOptions::default())?.write_generated(&task.runner)?;
    if task.offline {
        task.report.warning(&format!(
            "{LOCK}/ names packages that only the offline world has; before you commit it, run `{}` where there is internet",
            task.project.command("lock").arg("--upgrade")
        ));
    }
    Ok(())
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
