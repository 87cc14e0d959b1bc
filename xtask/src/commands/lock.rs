//! `cargo xtask lock`: asks Conda and pip once, in containers, which packages the Conda files mean, and writes it down.

mod ask_conda;
mod ask_pip;
mod layers;
mod native_platform;
mod stage;

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Result, anyhow};

use crate::base::error::BadInput;
use crate::base::files::{self, Old};
use crate::cli;
use crate::commands::check;
use crate::commands::docker_build::plan_image::plan_with_lock;
use crate::commands::docker_build::remove_image::remove_image;
use crate::commands::offline_world;
use crate::conda::CondaFiles;
use crate::image::inputs::BuildOptions;
use crate::image::steps::Stage;
use crate::machine::platform::Platform;
use crate::project::lock::heads::LOCK;
use crate::project::lock::requirements::PipLock;
use crate::project::lock::{Lock, PlatformLock, conda_digest, pip_digest};
use crate::task::Task;
use native_platform::native_platform;
use stage::{ask, solve, stage, stage_tag};

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
        check::first(task, self.no_check)?;
        // What cannot be written is said before Conda is asked, which takes minutes.
        let old = files::read(&Lock::known(), &task.project.root)?;
        let before = match task.lock() {
            Ok(before) => before.unwrap_or_default(),
            Err(error) => {
                task.report.warning(&format!("{error:#}; it is made anew"));
                Lock::default()
            }
        };
        let asked =
            self.platform.iter().map(|name| Platform::named(name)).collect::<Result<BTreeSet<_>>>()?;
        let native = native_platform(task)?;
        let platforms = match asked.is_empty() {
            false => asked,
            true if before.0.is_empty() => BTreeSet::from([native]),
            true => before.0.keys().copied().collect(),
        };
        let _server = offline_world::serve(task)?;
        let mut lock = self.solve_all(task, &conda, &before, &platforms)?;
        self.keep_requirements(&conda, &before, &mut lock);
        resolve(task, &conda, native, &mut lock)?;
        write(task, conda, lock, &old)?;
        // The image is built from the layers of its stages.
        remove_image(task, &stage_tag(task))
    }

    /// The packages of each platform: those of the lock so far where the Conda files have not changed.
    fn solve_all(
        &self,
        task: &Task,
        conda: &CondaFiles,
        before: &Lock,
        platforms: &BTreeSet<Platform>,
    ) -> Result<Lock> {
        let made_from = conda_digest(conda);
        let mut lock = Lock::default();
        let mut plan = None;
        for &platform in platforms {
            let old = before.0.get(&platform);
            if let Some(old) = old.filter(|old| old.made_from == made_from && !self.upgrade) {
                lock.0.insert(platform, PlatformLock { pip: None, ..old.clone() });
                continue;
            }
            if plan.is_none() {
                plan = Some(stage(task, conda, None, Stage::Conda)?);
            }
            let Some(plan) = &plan else { continue };
            task.report.note(&format!("solving the environment for {platform}"));
            let old = old.map_or(&[][..], |old| &old.packages);
            let keep = if self.upgrade { &[][..] } else { old };
            let packages = solve(task, plan, platform, keep)?;
            let packages = layers::assign(&packages, old);
            let new = PlatformLock { made_from: made_from.clone(), packages, pip: None };
            lock.0.insert(platform, new);
        }
        Ok(lock)
    }

    /// What pip installs, of the lock so far, where nothing has changed that it depends on.
    fn keep_requirements(&self, conda: &CondaFiles, before: &Lock, lock: &mut Lock) {
        for (platform, new) in &mut lock.0 {
            let made_from = pip_digest(conda, &new.packages);
            let old = before.0.get(platform).and_then(|old| old.pip.clone());
            new.pip = old.filter(|old| Some(&old.made_from) == made_from.as_ref() && !self.upgrade);
        }
    }
}

/// What pip installs on each platform for which that is not known, into `lock`.
fn resolve(task: &Task, conda: &CondaFiles, native: Platform, lock: &mut Lock) -> Result<()> {
    let is_missing = |lock: &PlatformLock| lock.pip.is_none();
    if conda.pip.is_empty() || !lock.0.values().any(is_missing) {
        return Ok(());
    }
    if !lock.0.contains_key(&native) {
        return Err(BadInput::new(format!(
            "pip's requirements can only be locked together with this machine's platform; add `--platform {native}`"
        )));
    }
    // The first is the one on which pip runs.
    let others = lock.0.iter().filter(|(platform, lock)| **platform != native && is_missing(lock));
    let missing: Vec<Platform> = [native].into_iter().chain(others.map(|(platform, _)| *platform)).collect();
    let plan = stage(task, conda, Some(lock.clone()), Stage::Environment)?;
    task.report.note("resolving pip's requirements");
    let answer = ask(task, &plan, &ask_pip::command(conda, &missing))?;
    let mut lines = match answer {
        Some((true, said)) => ask_pip::read(&said, conda)?,
        Some((false, _)) => return Err(anyhow!("pip cannot resolve the requirements; it has said why")),
        None => BTreeMap::new(),
    };
    for (platform, new) in lock.0.iter_mut().filter(|(platform, _)| missing.contains(platform)) {
        if let Some(made_from) = pip_digest(conda, &new.packages) {
            new.pip = Some(PipLock { made_from, lines: lines.remove(platform.conda()).unwrap_or_default() });
        }
    }
    Ok(())
}

/// Writes the lock over the old one, and docker/ from it.
fn write(task: &Task, conda: CondaFiles, lock: Lock, old: &Old) -> Result<()> {
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
