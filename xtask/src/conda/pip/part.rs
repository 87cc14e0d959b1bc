//! What the flattened files of the pip part are.

use super::options;

/// The flattened pip part, normalised.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct PipPart {
    /// The lines of the flat `requirements.txt`: options in their order, then the requirements, sorted, each once.
    pub(crate) requirements: Vec<String>,
    /// The lines of the flat `constraints.txt`, sorted, each once.
    pub(crate) constraints: Vec<String>,
}

impl PipPart {
    /// Whether pip has nothing to install: options and constraints alone install nothing.
    pub(crate) fn is_empty(&self) -> bool {
        self.requirements.iter().all(|line| options::installs_nothing(line))
    }
}
