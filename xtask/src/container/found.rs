//! The containers of projects that the engine has, by their labels: a project that was moved keeps its own.

use anyhow::{Result, anyhow};

use crate::base::argv::Argv;
use crate::base::process::{DEADLINE, Runner, if_installed, text};
use crate::docker::engine::Engine;
use crate::docker::failure::{Asked, Failure};
use crate::docker::found_container::{
    ContainerFacts, container_facts, containers_named, containers_of_projects,
};
use crate::project::folder::Project;

/// The containers of all projects.
///
/// # Errors
///
/// If the engine gives no answer.
pub fn containers(engine: &Engine, runner: &Runner) -> Result<Vec<ContainerFacts>> {
    facts(&[containers_of_projects(engine)], engine, runner)
}

/// The containers of all projects, and whatever has this name.
///
/// # Errors
///
/// If the engine gives no answer.
pub fn containers_and(name: &str, engine: &Engine, runner: &Runner) -> Result<Vec<ContainerFacts>> {
    facts(&[containers_of_projects(engine), containers_named(engine, name)], engine, runner)
}

/// Whether the container belongs to the project.
pub fn is_of(project: &Project, facts: &ContainerFacts) -> bool {
    // Compose does not tell the key where .env was written by hand.
    let is_in_its_folder = facts.project.is_empty() && facts.folder == project.root;
    facts.kind.is_some() && (facts.project == project.key() || is_in_its_folder)
}

fn facts(questions: &[Argv], engine: &Engine, runner: &Runner) -> Result<Vec<ContainerFacts>> {
    let Some(answers) = if_installed(runner.ask_all(questions, DEADLINE))? else { return Ok(Vec::new()) };
    let mut ids = Vec::new();
    for answer in &answers {
        if !answer.status.success() && !runner.dry_run {
            let said = text(&answer.stderr);
            return Err(anyhow!(Failure::new(Asked::Containers, engine.kind, &said).sentence()));
        }
        ids.extend(text(&answer.stdout).lines().map(str::to_owned));
    }
    ids.sort_unstable();
    ids.dedup();
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
    // One may have ended since it was listed: then the answer has the others, and says that it failed.
    let answer = runner.ask_installed(&container_facts(engine, &ids), DEADLINE)?;
    Ok(ContainerFacts::read(&text(&answer.stdout)))
}
