//! What is asked of the engine before anything is decided: its containers, and what it has on its disk.

use anyhow::{Result, anyhow};

use super::thing::Thing;
use crate::base::argv::Argv;
use crate::base::process::{DEADLINE, reason, text};
use crate::cli;
use crate::container::found::every_container;
use crate::docker::build_cache::{forgets_steps, image_store};
use crate::docker::disk_usage::{DiskUsage, disk_total, disk_usage, read_total};
use crate::docker::engine::Engine;
use crate::docker::found_container::ContainerFacts;
use crate::task::Task;

/// What is known, and what is asked for.
pub struct Look<'a> {
    /// The command's values.
    pub task: &'a Task,
    /// What was typed.
    pub asked: &'a cli::Clean,
    /// The engine, if one answers.
    pub engine: Option<&'a Engine>,
    /// All its containers, those of others as well.
    pub containers: Vec<ContainerFacts>,
    /// What Docker's engine has, thing by thing, if it says so in time.
    pub usage: Option<DiskUsage>,
    /// Whether the next build runs every step again once something is removed from the build cache.
    pub forgets: bool,
}

impl<'a> Look<'a> {
    /// Asks. Where no engine answers, `--all` goes on with this tool's own folders: a disk that is full keeps an engine from starting.
    ///
    /// # Errors
    ///
    /// If no engine answers and the folders are not asked for; if the one that answers does not list its containers.
    pub fn take(task: &'a Task, asked: &'a cli::Clean) -> Result<Self> {
        let engine = match task.engine() {
            Ok(engine) => Some(engine),
            Err(error) if asked.all => {
                task.report.warning(&format!("{error:#}; so only the folders of the cache are looked at"));
                None
            }
            Err(error) => return Err(error),
        };
        let Some(engine) = engine else {
            return Ok(Self { task, asked, engine, containers: Vec::new(), usage: None, forgets: false });
        };
        let containers = every_container(engine, &task.runner)?;
        let usage = usage(task, engine);
        if usage.is_none() && disk_usage(engine).is_some() {
            let what = "so sizes are unknown, and its build cache stays, which may have the layers of what is removed";
            task.report.warning(&format!("{} does not say what is on its disk, {what}", engine.kind));
        }
        let answer =
            task.runner.ask(&image_store(engine), DEADLINE).ok().flatten().filter(|_| usage.is_some());
        let forgets = answer.is_some_and(|answer| forgets_steps(&text(&answer.stdout)));
        Ok(Self { task, asked, engine: Some(engine), containers, usage, forgets })
    }

    /// The containers that are there after these things are removed.
    pub fn remaining<'b>(&'b self, things: &'b [Thing]) -> impl Iterator<Item = &'b ContainerFacts> {
        let goes =
            |facts: &ContainerFacts| things.iter().any(|thing| thing.goes() && thing.is_container(&facts.id));
        self.containers.iter().filter(move |facts| !goes(facts))
    }
}

/// What Docker's engine has, thing by thing. It may have to walk through all its files, so it is given a moment.
pub fn usage(task: &Task, engine: &Engine) -> Option<DiskUsage> {
    let answer = task.runner.ask(&disk_usage(engine)?, DEADLINE).ok()??;
    answer.status.success().then(|| DiskUsage::read(&text(&answer.stdout)).ok()).flatten()
}

/// The bytes of all that the engine has, if it says so in time.
pub fn total(task: &Task, engine: &Engine) -> Option<u64> {
    let answer = task.runner.ask(&disk_total(engine), DEADLINE).ok()??;
    answer.status.success().then(|| read_total(&text(&answer.stdout))).flatten()
}

/// What the engine says of these things.
///
/// # Errors
///
/// If it does not.
pub fn listed(task: &Task, engine: &Engine, question: &Argv, things: &str) -> Result<String> {
    let Some(answer) = task.runner.ask(question, DEADLINE)? else { return Ok(String::new()) };
    if answer.status.success() {
        return Ok(text(&answer.stdout));
    }
    if task.runner.dry_run {
        return Ok(String::new());
    }
    Err(anyhow!("{} does not list its {things}: {}", engine.kind, reason(&text(&answer.stderr))))
}
