//! What the pip part is: the lines that were read, and the flattened files that are made of them.

use camino::Utf8PathBuf;

use super::line;

/// A line of a requirements file, and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PipLine {
    /// The file, relative to the project.
    pub file: Utf8PathBuf,
    /// The line at which it begins, from 1.
    pub line: usize,
    /// The line without its comment.
    pub text: String,
    /// Whether it only says in which version a package is to be installed.
    pub is_constraint: bool,
}

/// The flattened pip part, normalised.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PipPart {
    /// The lines of the flat `requirements.txt`: options in their order, then the requirements, sorted, each once.
    pub requirements: Vec<String>,
    /// The lines of the flat `constraints.txt`, sorted, each once.
    pub constraints: Vec<String>,
}

impl PipPart {
    /// Whether pip has nothing to install: options and constraints alone install nothing.
    pub fn is_empty(&self) -> bool {
        self.requirements.iter().all(|text| line::installs_nothing(text))
    }
}
