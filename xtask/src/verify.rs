//! `cargo xtask verify`: whether the environment is the same through every door, and the one that the files ask for.

mod activation;
mod columns;
mod container;
mod doors;
mod facts;
mod report;
mod specs;

use std::time::Duration;

use anyhow::{Result, anyhow};

use crate::cli::{DockerBuild, Verify};
use crate::container::local_engine;
use crate::docker_build::Plan;
use crate::engine::DEADLINE;
use crate::process::text;
use crate::task::Task;
use columns::{Column, ENVIRONMENT, Reference, cell};
use container::{Idle, through};
use doors::{DOORS, Door};
use facts::Facts;
use report::Findings;

/// How many doors are open at a time: Conda takes a processor for a second each time it starts.
const AT_A_TIME: usize = 4;

/// Longer than a kernel needs to start on a machine that does something else.
const PATIENCE: Duration = Duration::from_secs(180);

impl Verify {
    /// Looks through every door of the project's image, and compares.
    ///
    /// # Errors
    ///
    /// The first thing that is not as it should be, or whatever keeps the image from being current.
    pub fn run(&self, task: &Task) -> Result<()> {
        let plan = Plan::new(task, &DockerBuild::default())?;
        let engine = local_engine(task)?;
        plan.ensure(task, &engine, self.no_build)?;
        let idle = Idle::start(task, &plan)?;
        let activated = activated(task, &plan, &idle)?;
        let reference = reference(&plan, &activated);
        let doors: Vec<&Door> = DOORS.iter().filter(|door| self.is_there(task, &plan, door)).collect();
        let mut seen = Vec::new();
        for some in doors.chunks(AT_A_TIME) {
            let ways = some.iter().map(|door| through(door, &idle, task, &plan));
            let ways = ways.collect::<Result<Vec<_>>>()?;
            if task.runner.dry_run {
                ways.iter().try_for_each(|argv| task.runner.run(argv))?;
                continue;
            }
            for (door, answer) in some.iter().zip(task.runner.ask_all(&ways, PATIENCE)?) {
                let facts = Facts::parse(&text(&answer.stdout));
                if facts.get("end") != "yes" {
                    task.report.warning(&format!("the door `{}` says: {}", door.name, text(&answer.stderr)));
                }
                seen.push((*door, Column::ALL.map(|column| cell(column, door, &reference, &facts)).to_vec()));
            }
        }
        let findings =
            Findings { image: &plan.tag, doors: seen, specs: specs::look_up(task, &idle, &plan.conda)? };
        if task.runner.dry_run {
            return Ok(());
        }
        task.report.data(&if self.json { findings.json() } else { findings.table() });
        findings.failure().map_or(Ok(()), |failure| Err(anyhow!(failure)))
    }

    /// Whether this environment has the door at all; says so if not.
    fn is_there(&self, task: &Task, plan: &Plan, door: &Door) -> bool {
        let missing = ["python", "jupyterlab"].into_iter().find(|&package| {
            let needed = if package == "python" { door.needs_python() } else { door.needs_jupyterlab() };
            // Every package of Python's brings Python.
            needed && !plan.conda.names_package(package) && !plan.conda.names_package("jupyterlab")
        });
        if let Some(package) = missing {
            task.report
                .note(&format!("left out the door `{}`: {package} is not among the packages", door.name));
        }
        missing.is_none()
    }
}

/// What Conda itself sets when it activates the environment, in a shell that has nothing else.
fn activated(task: &Task, plan: &Plan, idle: &Idle) -> Result<Facts> {
    let home = format!("/home/{}", plan.user.name);
    let command = activation::activation("/opt/conda/bin/conda", &home, "/usr/bin:/bin", ENVIRONMENT);
    let argv = idle.exec(&[], command);
    if task.runner.dry_run {
        return task.runner.run(&argv).map(|()| Facts::default());
    }
    // Twice: what a script makes anew each time, such as the name of a folder, can be compared with nothing.
    let answers = task.runner.ask_all(&[argv.clone(), argv], DEADLINE * 3)?;
    let mut facts: Vec<Facts> = answers.iter().map(|answer| Facts::parse(&text(&answer.stdout))).collect();
    let (again, mut once) = (facts.pop().unwrap_or_default(), facts.pop().unwrap_or_default());
    once.variables.retain(|name, value| again.variables.get(name) == Some(value));
    Ok(once)
}

/// What has to be seen through every door.
fn reference(plan: &Plan, activated: &Facts) -> Reference {
    let variables = plan.conda.environment.variables.clone();
    let hooks = activated.variables.iter();
    let hooks = hooks.filter(|(name, _)| !activation::is_own(name) && !variables.contains_key(*name));
    let hooks = hooks.map(|(name, value)| (name.clone(), value.clone())).collect();
    let has = |package: &str| plan.conda.names_package(package) || plan.conda.names_package("jupyterlab");
    Reference { hooks, variables, python: has("python"), pip: has("pip") }
}

/// A JSON list of values that are JSON already.
fn list(values: impl Iterator<Item = String>) -> String {
    format!("[{}]", values.collect::<Vec<_>>().join(", "))
}
