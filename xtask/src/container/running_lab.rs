//! Finds the lab of this project that runs, by its container's name, and says where it is.

use std::time::{Duration, Instant};

use anyhow::{Result, anyhow};

use crate::base::process::text;
use crate::docker::engine::DEADLINE;
use crate::docker::failure::reason;
use crate::docker::{self, LAB_PORT, Volume};
use crate::machine::user::User;
use crate::task::Task;

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
    pub fn find(task: &Task) -> Result<Option<Self>> {
        let start = Instant::now();
        loop {
            match Self::look(task)? {
                // The engine removes a container a moment after it has ended.
                Found::Ending(state) if start.elapsed() > LEAVE => return Err(foreign(task, &state)),
                Found::Ending(_) => std::thread::sleep(Duration::from_millis(50)),
                Found::None => return Ok(None),
                Found::Running(lab) => return Ok(Some(lab)),
            }
        }
    }

    fn look(task: &Task) -> Result<Found> {
        let name = container_name(task);
        let engine = task.engine()?;
        let answer = task.runner.ask(&docker::containers_named(engine, &name), DEADLINE)?;
        if let Some(failed) =
            answer.as_ref().filter(|answer| !answer.status.success() && !task.runner.dry_run)
        {
            return Err(anyhow!(
                "{} does not list the containers: {}",
                engine.kind,
                reason(&text(&failed.stderr))
            ));
        }
        let listed = answer.map(|answer| text(&answer.stdout)).unwrap_or_default();
        let Some(id) = listed.lines().next().map(str::to_owned) else {
            return Ok(Found::None);
        };
        let answer = task.runner.ask(&docker::container_facts(engine, &id), DEADLINE)?;
        // It may have ended since it was listed.
        let Some(facts) = answer.filter(|answer| answer.status.success()).map(|answer| text(&answer.stdout))
        else {
            return Ok(Found::None);
        };
        let (fields, env) = facts.split_once('\n').unwrap_or((&facts, ""));
        let mut fields = fields.split('\t');
        let mut field = || fields.next().unwrap_or_default();
        let (state, project, port) = (field(), field(), field());
        match state {
            _ if project != task.project.id() => return Err(foreign(task, state)),
            "running" => {}
            // Podman says "stopped" before "exited", Docker never.
            "exited" | "removing" | "stopping" | "stopped" => return Ok(Found::Ending(state.to_owned())),
            _ => return Err(foreign(task, state)),
        }
        let token = env.lines().find_map(|line| line.strip_prefix(TOKEN)?.strip_prefix('='));
        let port = port.parse().unwrap_or(LAB_PORT);
        let url = url(port, token.unwrap_or_default());
        Ok(Found::Running(Self { id, name, port, url }))
    }
}

/// The error for a container that has the name of ours.
fn foreign(task: &Task, state: &str) -> anyhow::Error {
    let name = container_name(task);
    let program = task.engine().map_or("docker", |engine| engine.kind.program());
    anyhow!(
        "the name {name} is in use by a container that is {state} and not a running lab of this project; remove it with \
         `{program} container rm --force {name}`"
    )
}

/// The address that works on this machine.
pub fn url(port: u16, token: &str) -> String {
    format!("http://127.0.0.1:{port}/lab?token={token}")
}

/// The volume with JupyterLab's own settings: theme, shortcuts, which documents are open. Its files belong to a user id, so
/// each has a volume of its own.
pub fn settings(task: &Task, user: &User) -> Volume {
    // The name becomes that of a folder, which cannot be longer than 255 bytes.
    let slug: String = task.project.slug().chars().take(100).collect();
    Volume {
        name: format!("{slug}-jupyterlab-{}-{}", task.project.id(), user.uid),
        target: format!("/home/{}/.jupyter/lab", user.name).into(),
    }
}

/// The name of the container in which this project's lab runs.
pub fn container_name(task: &Task) -> String {
    format!("{}-lab-{}", task.project.slug(), task.project.id())
}
