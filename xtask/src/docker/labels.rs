//! What this tool writes on images and containers to know them again, and the port inside a container.

/// The label on an image that says what it was made from.
pub const INPUTS_LABEL: &str = "conda-in-docker.inputs";

/// The label on a container that says which project it belongs to.
pub const PROJECT_LABEL: &str = "conda-in-docker.project";

/// The label on a lab's container that says at which port of this machine it is.
pub const PORT_LABEL: &str = "conda-in-docker.port";

/// The port of the container at which JupyterLab listens.
pub const LAB_PORT: u16 = 8888;
