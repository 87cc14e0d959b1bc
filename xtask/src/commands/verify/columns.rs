//! The columns of the matrix: what has to be so in an active environment, and the cells that come out.

use std::collections::BTreeMap;

use super::doors::{Door, NO_MIRROR};
use super::facts::Facts;
use super::packages::Packages;

/// Where the image has the environment.
pub const ENVIRONMENT: &str = "/opt/env";

/// What is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Column {
    /// Which program `python` is.
    Python,
    /// Python's `sys.prefix`.
    Prefix,
    /// The variable `CONDA_PREFIX`.
    CondaPrefix,
    /// The variable `CONDA_DEFAULT_ENV`.
    DefaultEnv,
    /// The variables that packages' activation scripts set.
    Hooks,
    /// The `variables:` of environment.yml.
    Variables,
    /// `conda activate` and `conda deactivate`.
    Activate,
    /// The environment that `conda list` shows.
    List,
    /// The environment into which `conda install` installs.
    Install,
    /// The environment into which `pip install` installs.
    Pip,
    /// What stands in the output beside the command's own.
    Output,
}

impl Column {
    /// All, in their order.
    pub const ALL: [Self; 11] = [
        Self::Python,
        Self::Prefix,
        Self::CondaPrefix,
        Self::DefaultEnv,
        Self::Hooks,
        Self::Variables,
        Self::Activate,
        Self::List,
        Self::Install,
        Self::Pip,
        Self::Output,
    ];

    /// The heading in the table, the key in JSON, and what a person types for a look.
    pub fn texts(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::Python => ("python", "which-python", "command -v python"),
            Self::Prefix => ("prefix", "sys.prefix", "python -c 'import sys; print(sys.prefix)'"),
            Self::CondaPrefix => ("PREFIX", "CONDA_PREFIX", "echo $CONDA_PREFIX"),
            Self::DefaultEnv => ("ENV", "CONDA_DEFAULT_ENV", "echo $CONDA_DEFAULT_ENV"),
            Self::Hooks => ("hooks", "hooks", "env"),
            Self::Variables => ("vars", "variables", "env"),
            Self::Activate => ("activate", "conda-activate", "conda activate base; conda deactivate"),
            Self::List => ("list", "conda-list", "conda list"),
            Self::Install => ("install", "conda-install", "conda install"),
            Self::Pip => ("pip", "pip-install", "pip install"),
            Self::Output => ("output", "output", "true"),
        }
    }
}

/// What Conda and environment.yml say that the environment has.
#[derive(Clone, Debug, Default)]
pub struct Reference {
    /// The variables of packages' activation scripts.
    pub hooks: BTreeMap<String, String>,
    /// The `variables:` of environment.yml.
    pub variables: BTreeMap<String, String>,
    /// What is installed in it.
    pub packages: Packages,
    /// Whether installations need variables, which name mirrors.
    pub mirrored: bool,
}

impl Reference {
    /// Whether an installation through this door can come to something.
    pub fn tries_to_install(&self, door: &Door) -> bool {
        [Column::Install, Column::Pip].iter().any(|&column| self.why_not(door, column).is_none())
    }

    /// Why this cell cannot be, if so.
    fn why_not(&self, door: &Door, column: Column) -> Option<&'static str> {
        let lost =
            self.mirrored && !door.keeps_variables() && matches!(column, Column::Install | Column::Pip);
        nothing_there(column, self).or(door.why_not(column)).or(lost.then_some(NO_MIRROR))
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
