//! The two that install packages.

use crate::base::quote;
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

    /// The command that does this to a package.
    pub fn command(self, does: &str, package: &str) -> String {
        let package = quote::sh(package);
        let option = if self == Self::Pip { " --pip" } else { "" };
        format!("cargo xtask {does}{option} {package}")
    }
}
