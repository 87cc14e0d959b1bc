//! The cells of the matrix: what was seen through a door, beside what should be seen.

use std::collections::BTreeMap;

use anyhow::{Result, anyhow};

use super::activation;
use super::columns::{Column, ENVIRONMENT};
use super::doors::Door;
use super::doors::reasons::{CLOSED, NO_CONDA, NO_MIRROR};
use super::facts::Facts;
use super::packages::{self, Packages};
use super::site::Idle;
use crate::base::process::{DEADLINE, reason, text};
use crate::container::paths::home;
use crate::image::plan::Plan;
use crate::task::Task;

/// What Conda and environment.yml say that the environment has.
#[derive(Clone, Debug, Default)]
pub struct Reference {
    /// The variables of packages' activation scripts.
    pub hooks: BTreeMap<String, String>,
    /// The `variables:` of environment.yml.
    pub variables: BTreeMap<String, String>,
    /// What is installed in it.
    pub packages: Packages,
    /// Whether it is the measure of the image for deployment.
    pub is_slim: bool,
    /// Whether installations need variables, which name mirrors.
    pub mirrored: bool,
}

impl Reference {
    /// What has to be seen through every door: what the files say, and what Conda itself sets when it activates the
    /// environment in a shell that has nothing else.
    ///
    /// # Errors
    ///
    /// If the container gives no answer.
    pub fn gather(task: &Task, plan: &Plan, idle: &Idle) -> Result<Self> {
        let home = home(&plan.inputs.account);
        let activation =
            activation::activation("/opt/conda/bin/conda", home.as_str(), "/usr/bin:/bin", ENVIRONMENT);
        let activation = idle.exec(&[], activation);
        let questions = [activation.clone(), activation, idle.exec(&[], packages::listing(ENVIRONMENT))];
        if task.runner.dry_run {
            questions.iter().try_for_each(|argv| task.runner.run(argv))?;
            return Ok(Self { packages: Packages::assumed(), ..Self::default() });
        }
        let [once, again, packages] = task.runner.ask_each(&questions, DEADLINE * 3)?;
        if !packages.status.success() {
            return Err(anyhow!("cannot look into the image: {}", reason(&text(&packages.stderr))));
        }
        let packages = Packages::parse(&text(&packages.stdout));
        let variables = plan.inputs.conda.environment.variables.clone();
        let mut hooks = activation::stable(&text(&once.stdout), &text(&again.stdout));
        hooks.retain(|name, _| !activation::is_own(name) && !variables.contains_key(name));
        Ok(Self { hooks, variables, packages, ..Self::default() })
    }

    /// Whether an installation through this door can come to something.
    pub fn tries_to_install(&self, door: &Door) -> bool {
        [Column::Install, Column::Pip].iter().any(|&column| self.why_not(door, column).is_none())
    }

    /// Why this cell cannot be, if so.
    fn why_not(&self, door: &Door, column: Column) -> Option<&'static str> {
        let lost =
            self.mirrored && !door.keeps_variables() && matches!(column, Column::Install | Column::Pip);
        let lacks = self.is_slim.then(|| lacking(column)).flatten();
        lacks.or(nothing_there(column, self)).or(door.why_not(column)).or(lost.then_some(NO_MIRROR))
    }
}

/// A cell of the matrix.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    /// How it is.
    pub state: State,
    /// What should be seen.
    pub expected: String,
    /// What was seen.
    pub seen: String,
}

/// How a cell is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// As it should be.
    Good,
    /// Not as it should be.
    Bad,
    /// It cannot be, or this environment has nothing to look at: the reason.
    Cannot(&'static str),
}

/// Compares what was seen through a door.
pub fn cell(column: Column, door: &Door, reference: &Reference, facts: &Facts) -> Cell {
    let (expected, seen) = match column {
        Column::Python => (format!("{ENVIRONMENT}/bin/python"), facts.get("python")),
        Column::Prefix => (ENVIRONMENT.to_owned(), facts.get("prefix")),
        Column::CondaPrefix => (ENVIRONMENT.to_owned(), facts.variable("CONDA_PREFIX")),
        Column::DefaultEnv => (ENVIRONMENT.to_owned(), facts.variable("CONDA_DEFAULT_ENV")),
        Column::Hooks => facts.compare(&reference.hooks),
        Column::Variables => facts.compare(&reference.variables),
        Column::Activate => (format!("/opt/conda, {ENVIRONMENT}, level 1"), facts.get("activate")),
        Column::List => (ENVIRONMENT.to_owned(), facts.get("list")),
        Column::Install => (ENVIRONMENT.to_owned(), facts.get("install")),
        Column::Pip => (ENVIRONMENT.to_owned(), facts.get("pip")),
        Column::Output => (String::new(), facts.beside.clone()),
    };
    let state = match reference.why_not(door, column) {
        Some(why) => State::Cannot(why),
        None if expected == seen => State::Good,
        None => State::Bad,
    };
    Cell { state, expected, seen }
}

/// Why this cannot be in the image for deployment, if so.
fn lacking(column: Column) -> Option<&'static str> {
    match column {
        Column::Activate | Column::List | Column::Install => Some(NO_CONDA),
        Column::Pip => Some(CLOSED),
        _ => None,
    }
}

/// Why there is nothing to look at in this environment, if so.
fn nothing_there(column: Column, reference: &Reference) -> Option<&'static str> {
    let has = |package| reference.packages.has(package);
    match column {
        Column::Python | Column::Prefix if !has("python") => Some("this environment has no Python"),
        Column::Pip if !has("pip") => Some("this environment has no pip"),
        Column::Hooks if reference.hooks.is_empty() => {
            Some("no package of this environment has an activation script that sets a variable")
        }
        Column::Variables if reference.variables.is_empty() => Some("environment.yml has no `variables:`"),
        _ => None,
    }
}
