//! What this tool writes on images and containers to know them again, and the port inside a container.

/// The label on an image that says what it was made from; an engine passes it on to the image's containers.
pub const INPUTS_LABEL: &str = "conda-in-docker.inputs";

/// The label on a container that says which project it belongs to.
pub const PROJECT_LABEL: &str = "conda-in-docker.project";

/// The label on a container with the project's folder at its start.
pub const FOLDER_LABEL: &str = "conda-in-docker.folder";

/// The label on a container with the mark of that folder: another one may be in its place by now.
pub const MARK_LABEL: &str = "conda-in-docker.mark";

/// The label on a container that says what started it: the name of a [`Kind`].
pub const KIND_LABEL: &str = "conda-in-docker.kind";

/// The label on a lab's container that says at which port of this machine it is.
pub const PORT_LABEL: &str = "conda-in-docker.port";

/// The label on the container of a command that says which process of this machine waits for it.
pub const CLIENT_LABEL: &str = "conda-in-docker.client";

/// The port of the container at which JupyterLab listens.
pub const LAB_PORT: u16 = 8888;

/// What started a container.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Kind {
    /// The command `lab`.
    Lab,
    /// Compose, whose service is a lab as well.
    Compose,
    /// The command `run`.
    #[default]
    Run,
    /// The command `shell`.
    Shell,
}

impl Kind {
    /// All of them, in the order in which they are shown.
    pub const ALL: [Self; 4] = [Self::Lab, Self::Compose, Self::Run, Self::Shell];

    /// The label's value, and how a person calls it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Lab => "lab",
            Self::Compose => "compose",
            Self::Run => "run",
            Self::Shell => "shell",
        }
    }

    /// Whether JupyterLab runs in it.
    pub fn is_lab(self) -> bool {
        matches!(self, Self::Lab | Self::Compose)
    }
}
