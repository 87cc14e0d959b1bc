//! The words of docker, podman and Compose: pure functions from values to an [`Argv`](crate::base::argv::Argv), and the probes
//! that ask which engine there is. Knows no flags of ours and no templates.

pub mod build;
pub mod compose;
pub mod container;
pub mod engine;
mod image;
mod throw_away;

pub use build::{Build, image_build};
pub use container::{
    Container, Mount, Volume, container_facts, container_logs, container_run, container_stop,
    containers_named,
};
pub use image::{engine_platform, image_files, image_inputs, image_layers, image_load, image_rm, step_run};
pub use throw_away::{Child, builder_inspect, container_exec, image_build_child};

/// The label on an image that says what it was made from.
pub const INPUTS_LABEL: &str = "conda-in-docker.inputs";

/// The label on a container that says which project it belongs to.
pub const PROJECT_LABEL: &str = "conda-in-docker.project";

/// The label on a lab's container that says at which port of this machine it is.
pub const PORT_LABEL: &str = "conda-in-docker.port";

/// The port of the container at which JupyterLab listens.
pub const LAB_PORT: u16 = 8888;
