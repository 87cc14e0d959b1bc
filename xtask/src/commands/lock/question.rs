//! Asks Conda and pip what has to be asked, and keeps what the lock has for the rest.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Result, anyhow};

use super::free::Free;
use super::stage::{ANEW, Built, ask, solve, stage};
use super::{ask_pip, layers};
use crate::base::error::BadInput;
use crate::conda::CondaFiles;
use crate::image::steps::Stage;
use crate::machine::platform::Platform;
use crate::project::lock::requirements::PipLock;
use crate::project::lock::{Lock, PlatformLock, conda_digest, pip_digest};
use crate::task::Task;

/// What Conda and pip are asked.
pub struct Question<'a> {
    /// The files.
    pub conda: &'a CondaFiles,
    /// The lock so far.
    pub before: &'a Lock,
    /// What may get another version.
    pub free: &'a Free,
}

impl Question<'_> {
    /// The packages of each platform: those of the lock so far where nothing has changed that they depend on.
    ///
    /// # Errors
    ///
    /// If there is no solution.
    pub fn solve_all(&self, task: &Task, platforms: &BTreeSet<Platform>) -> Result<Lock> {
        let made_from = conda_digest(self.conda);
        let mut lock = Lock::default();
        let mut built = None;
        for &platform in platforms {
            let old = self.before.0.get(&platform);
            if let Some(old) = old.filter(|old| old.made_from == made_from && !self.free.has_conda_s(old)) {
                lock.0.insert(platform, PlatformLock { pip: None, ..old.clone() });
                continue;
            }
            if built.is_none() {
                built = Some(stage(task, self.conda, None, Stage::Solver)?);
            }
            let Some(built) = &built else { continue };
            task.report.note(&format!("solving the environment for {platform}"));
            let old = old.map_or(&[][..], |old| &old.packages);
            let keep: Vec<_> = old.iter().filter(|it| !self.free.has(it.name())).cloned().collect();
            let packages = solve(task, built, platform, &keep)?;
            let packages = layers::assign(&packages, old);
            let new = PlatformLock { made_from: made_from.clone(), packages, pip: None };
            lock.0.insert(platform, new);
        }
        Ok(lock)
    }

    /// What pip installs, of the lock so far, where nothing has changed that it depends on.
    pub fn keep_requirements(&self, lock: &mut Lock) {
        for (platform, new) in &mut lock.0 {
            let made_from = pip_digest(self.conda, &new.packages);
            let old = self.before.0.get(platform).and_then(|old| old.pip.clone());
            let stays =
                |old: &PipLock| Some(&old.made_from) == made_from.as_ref() && !self.free.has_pip_s(old);
            new.pip = old.filter(stays);
        }
    }

    /// What pip installs on each platform for which that is not known, into `lock`.
    ///
    /// # Errors
    ///
    /// If there is no solution; `BadInput` if pip cannot run on this machine.
    pub fn resolve(&self, task: &Task, native: Platform, lock: &mut Lock) -> Result<()> {
        let is_missing = |lock: &PlatformLock| lock.pip.is_none();
        if self.conda.pip.is_empty() || !lock.0.values().any(is_missing) {
            return Ok(());
        }
        if !lock.0.contains_key(&native) {
            return Err(BadInput::new(format!(
                "pip's requirements can only be locked together with this machine's platform; add `--platform {native}`"
            )));
        }
        // The first is the one on which pip runs.
        let others = lock.0.iter().filter(|(platform, lock)| **platform != native && is_missing(lock));
        let missing: Vec<Platform> =
            [native].into_iter().chain(others.map(|(platform, _)| *platform)).collect();
        let built = stage(task, self.conda, Some(lock.clone()), Stage::Environment)?;
        task.report.note("resolving pip's requirements");
        let mut lines = self.ask_pip(task, &built, &missing)?;
        for (platform, new) in lock.0.iter_mut().filter(|(platform, _)| missing.contains(platform)) {
            if let Some(made_from) = pip_digest(self.conda, &new.packages) {
                new.pip =
                    Some(PipLock { made_from, lines: lines.remove(platform.conda()).unwrap_or_default() });
            }
        }
        Ok(())
    }

    /// Pip's answer for these platforms; at first with the versions that the lock has so far, where only some are free.
    fn ask_pip(
        &self,
        task: &Task,
        built: &Built,
        platforms: &[Platform],
    ) -> Result<BTreeMap<String, Vec<String>>> {
        let old = platforms.first().and_then(|native| self.before.0.get(native)?.pip.as_ref());
        let keep = old.map(|old| self.free.kept(old)).unwrap_or_default();
        let mut answer = ask(task, built, &ask_pip::command(self.conda, platforms, &keep))?;
        if !keep.is_empty() && matches!(answer, Some((false, _))) {
            task.report.note(ANEW);
            answer = ask(task, built, &ask_pip::command(self.conda, platforms, &[]))?;
        }
        match answer {
            Some((true, said)) => ask_pip::read(&said, self.conda),
            Some((false, _)) => Err(anyhow!("pip cannot resolve the requirements; it has said why")),
            None => Ok(BTreeMap::new()),
        }
    }
}
