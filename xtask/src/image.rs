//! The image as a value: the files that it is built from, the fingerprint by which a stale one is known, and its build.

pub mod build;
pub mod compose_values;
pub mod container_settings;
pub mod dev_container;
pub mod fingerprint;
pub mod generated_files;
pub mod generated_paths;
pub mod inputs;
pub mod kept_edits;
pub mod layers;
pub mod left_overs;
pub mod local_env;
pub mod owners;
pub mod plan;
pub mod progress;
pub mod record;
pub mod render;
pub mod rendering;
pub mod state;
pub mod steps;
pub mod template;
pub mod template_values;
pub mod variant;
