//! A container of the project's image: its folders, its port, what outlives it, and whether JupyterLab answers in it.

pub mod address;
pub mod found;
pub mod further_mounts;
pub mod lab;
pub mod lab_packages;
pub mod left_runs;
pub mod links;
pub mod mounts;
pub mod other_labs;
pub mod paths;
pub mod ports;
pub mod probe_mounts;
pub mod project_container;
pub mod running_lab;
pub mod volumes;
pub mod wait_for_lab;
pub mod workdir;
