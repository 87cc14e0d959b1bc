//! The two that install packages.

use crate::base::argv::Argv;
use crate::conda::pip::normalised_name;

/// Who installs a package.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Manager {
    Conda,
    Pip,
}

impl Manager {
    /// The name for a person.
    pub fn name(self) -> &'static str {
        match self {
            Self::Conda => "Conda",
            Self::Pip => "pip",
        }
    }

    /// The one that it is not.
    pub fn other(self) -> Self {
        match self {
            Self::Conda => Self::Pip,
            Self::Pip => Self::Conda,
        }
    }

    /// The name of a package as this manager compares it: for Conda, `a_b` and `a-b` are two packages.
    pub fn compared(self, name: &str) -> String {
        match self {
            Self::Conda => name.to_lowercase(),
            Self::Pip => normalised_name(name),
        }
    }

    /// The option of `add` and `remove` that means it.
    pub fn option(self) -> Option<&'static str> {
        (self == Self::Pip).then_some("--pip")
    }

    /// The command that does this to a package.
    pub fn command(self, does: &str, package: &str) -> Argv {
        Argv::new("cargo").args(["xtask", does]).args(self.option()).arg(package)
    }
}
