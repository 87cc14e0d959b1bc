//! Finds the labs of this project that run, by their labels, and says where they are and what they run.

use std::time::{Duration, Instant};

use anyhow::{Result, anyhow};

use crate::base::process::Runner;
use crate::container::address::url;
use crate::container::found::{containers, containers_and, is_of};
use crate::container::wait_for_lab::Awaited;
use crate::docker::end_container::container_remove;
use crate::docker::engine::Engine;
use crate::docker::found_container::{ContainerFacts, server_note};
use crate::docker::labels::{Kind, LAB_PORT};
use crate::image::plan::Plan;
use crate::image::state::ImageState;
use crate::machine::token::TOKEN;
use crate::project::folder::Project;
use crate::project::identity::FILE;

/// How long a lab that has ended may take to be gone.
const LEAVE: Duration = Duration::from_secs(10);

/// A lab that runs.
pub struct RunningLab {
    /// What the engine says of its container.
    pub facts: ContainerFacts,
    /// The port of this machine.
    pub port: u16,
    /// Where it is to be had.
    pub url: String,
}

impl RunningLab {
    /// The lab of this project's that the command `lab` started.
    ///
    /// # Errors
    ///
    /// If the engine gives no answer, or a container that is no running lab of this project has the name of ours.
    pub fn find(project: &Project, engine: &Engine, runner: &Runner) -> Result<Option<Self>> {
        Ok(Self::find_with_others(project, engine, runner)?.0)
    }

    /// The same, and the labs of this project's that something else has started.
    ///
    /// # Errors
    ///
    /// As [`RunningLab::find`].
    pub fn find_with_others(
        project: &Project,
        engine: &Engine,
        runner: &Runner,
    ) -> Result<(Option<Self>, Vec<Self>)> {
        let name = container_name(project);
        let start = Instant::now();
        loop {
            let found = containers_and(&name, engine, runner)?;
            if let Some(other) = found.iter().find(|facts| facts.name == name && !is_of(project, facts)) {
                return Err(of_another(project, engine, other));
            }
            let of_project = found.into_iter().filter(|facts| is_of(project, facts));
            let (labs, others): (Vec<_>, Vec<_>) =
                of_project.partition(|facts| facts.kind == Some(Kind::Lab));
            match labs.into_iter().next() {
                None => return Ok((None, Self::running(others))),
                Some(lab) if lab.is_running() => return Ok((Some(Self::of(lab)), Self::running(others))),
                // The engine removes a container a moment after it has ended.
                Some(lab) if lab.is_passing() && start.elapsed() < LEAVE => {
                    std::thread::sleep(Duration::from_millis(50));
                }
                Some(lab) => return Err(foreign(engine, &lab.name, &lab.state)),
            }
        }
    }

    /// All labs of this project that run, Compose's as well; that of the command `lab` is the first.
    ///
    /// # Errors
    ///
    /// If the engine gives no answer.
    pub fn all(project: &Project, engine: &Engine, runner: &Runner) -> Result<Vec<Self>> {
        let found = containers(engine, runner)?.into_iter();
        let mut labs = Self::running(found.filter(|facts| is_of(project, facts)));
        labs.sort_by_key(|lab| lab.facts.kind != Some(Kind::Lab));
        Ok(labs)
    }

    /// The labs among these containers that run.
    fn running(found: impl IntoIterator<Item = ContainerFacts>) -> Vec<Self> {
        found.into_iter().filter(ContainerFacts::is_running).filter_map(Self::if_lab).collect()
    }

    /// The container, if JupyterLab is in it.
    pub fn if_lab(facts: ContainerFacts) -> Option<Self> {
        (facts.kind.is_some_and(Kind::is_lab) && facts.port.is_some()).then(|| Self::of(facts))
    }

    fn of(facts: ContainerFacts) -> Self {
        let port = facts.port.unwrap_or(LAB_PORT);
        let url = url(port, facts.variable(TOKEN).unwrap_or_default());
        Self { facts, port, url }
    }

    /// What waits for its page.
    pub fn awaited<'a>(&'a self, engine: &Engine, runner: &'a Runner) -> Awaited<'a> {
        let token = self.facts.variable(TOKEN).unwrap_or_default();
        Awaited { port: self.port, token, note: server_note(engine, &self.facts.id), runner }
    }

    /// What to do about one with an older image.
    pub fn renewal(&self) -> &'static str {
        match self.facts.kind {
            Some(Kind::Compose) => "`cargo xtask compose up --detach` gives the new one",
            _ => "`cargo xtask stop` and then `cargo xtask lab` give the new one",
        }
    }

    /// What is older about the image that it runs than the project, or than the image that has the name now.
    pub fn older_image(&self, plan: &Plan, image: &ImageState) -> Option<String> {
        let changes = plan.changes_since(&self.facts.inputs);
        if !changes.are_none() {
            return Some(format!("from before {changes}"));
        }
        let bare = |id: &str| id.trim_start_matches("sha256:").to_owned();
        match image {
            ImageState::Current(id) if id != &plan.tag && bare(id) != bare(&self.facts.image) => {
                Some("which was built again since".to_owned())
            }
            _ => None,
        }
    }
}

/// The error for a container that has the name of ours, or is ours and does not go.
fn foreign(engine: &Engine, name: &str, state: &str) -> anyhow::Error {
    let remove = container_remove(engine, name);
    anyhow!(
        "the name {name} is in use by a container that is {state} and not a running lab of this project; remove it with \
         `{remove}`"
    )
}

/// The error for a container that has the name of ours, and is another folder's or nobody's.
fn of_another(project: &Project, engine: &Engine, facts: &ContainerFacts) -> anyhow::Error {
    if facts.kind != Some(Kind::Lab) || facts.project != project.key() {
        return foreign(engine, &facts.name, &facts.state);
    }
    let remove = container_remove(engine, &facts.name);
    anyhow!(
        "the name {} is in use by the lab of another folder, which was started in {}; `{remove}` ends that one, or delete \
         {FILE} if this is a copy of that project, so that it gets a name of its own",
        facts.name,
        facts.folder
    )
}

/// The name of the container in which this project's lab runs.
pub fn container_name(project: &Project) -> String {
    project.identity.name_of("lab")
}
