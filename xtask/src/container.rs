//! A container of the project's image: its folders, its port, what outlives it, and whether JupyterLab answers in it.

pub mod lab;
pub mod mounts;
pub mod ports;
pub mod probe;
pub mod project_container;
pub mod ready;
pub mod running_lab;
pub mod settings_volume;
