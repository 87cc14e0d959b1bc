//! Finds the lab of this project that runs, by its container's name, and says where it is.

use std::time::{Duration, Instant};

use anyhow::{Result, anyhow};

use crate::base::process::{DEADLINE, Runner, text};
use crate::docker::engine::Engine;
use crate::docker::failure::{Asked, Failure};
use crate::docker::found_container::{ContainerFacts, container_facts, container_remove, containers_named};
use crate::docker::labels::LAB_PORT;
use crate::project::folder::Project;

/// The variable by which JupyterLab is told its token; command lines are seen by others, environments are not.
pub const TOKEN: &str = "JUPYTER_TOKEN";

/// How long a lab that has ended may take to be gone.
const LEAVE: Duration = Duration::from_secs(10);

/// What has the name of this project's lab.
enum Found {
    None,
    Running(RunningLab),
    /// The lab, which ended a moment ago, and its state.
    Ending(String),
}

/// A lab of this project that runs.
pub struct RunningLab {
    /// The container's id.
    pub id: String,
    /// The container's name.
    pub name: String,
    /// The port of this machine.
    pub port: u16,
    /// Where it is to be had.
    pub url: String,
}

impl RunningLab {
    /// Asks the engine for one.
    ///
    /// # Errors
    ///
    /// If the engine gives no answer, or a container that is no running lab has the name of ours.
    pub fn find(project: &Project, engine: &Engine, runner: &Runner) -> Result<Option<Self>> {
        let start = Instant::now();
        loop {
            match Self::look(project, engine, runner)? {
                // The engine removes a container a moment after it has ended.
                Found::Ending(state) if start.elapsed() > LEAVE => {
                    return Err(foreign(project, engine, &state));
                }
                Found::Ending(_) => std::thread::sleep(Duration::from_millis(50)),
                Found::None => return Ok(None),
                Found::Running(lab) => return Ok(Some(lab)),
            }
        }
    }

    fn look(project: &Project, engine: &Engine, runner: &Runner) -> Result<Found> {
        let name = container_name(project);
        let answer = runner.ask(&containers_named(engine, &name), DEADLINE)?;
        if let Some(failed) = answer.as_ref().filter(|answer| !answer.status.success() && !runner.dry_run) {
            let said = text(&failed.stderr);
            return Err(anyhow!(Failure::new(Asked::Containers, engine.kind, &said).sentence()));
        }
        let listed = answer.map(|answer| text(&answer.stdout)).unwrap_or_default();
        let Some(id) = listed.lines().next().map(str::to_owned) else {
            return Ok(Found::None);
        };
        let answer = runner.ask(&container_facts(engine, &id), DEADLINE)?;
        // It may have ended since it was listed.
        let Some(facts) = answer.filter(|answer| answer.status.success()).map(|answer| text(&answer.stdout))
        else {
            return Ok(Found::None);
        };
        let facts = ContainerFacts::parse(&facts);
        let is_ours = facts.project == project.id();
        if is_ours && facts.is_ending() {
            return Ok(Found::Ending(facts.state));
        }
        if !is_ours || !facts.is_running() {
            return Err(foreign(project, engine, &facts.state));
        }
        let port = facts.port.unwrap_or(LAB_PORT);
        let url = url(port, facts.variable(TOKEN).unwrap_or_default());
        Ok(Found::Running(Self { id, name, port, url }))
    }
}

/// The error for a container that has the name of ours.
fn foreign(project: &Project, engine: &Engine, state: &str) -> anyhow::Error {
    let name = container_name(project);
    let remove = container_remove(engine, &name);
    anyhow!(
        "the name {name} is in use by a container that is {state} and not a running lab of this project; remove it with \
         `{remove}`"
    )
}

/// The address that works on this machine.
pub fn url(port: u16, token: &str) -> String {
    format!("http://127.0.0.1:{port}/lab?token={token}")
}

/// The name of the container in which this project's lab runs.
pub fn container_name(project: &Project) -> String {
    project.identity.name_of("lab")
}
