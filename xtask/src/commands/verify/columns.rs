//! The columns of the matrix: what has to be so in an active environment.

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
