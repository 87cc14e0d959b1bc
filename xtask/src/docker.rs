//! The words of docker, podman and Compose, and of nobody else: pure functions from values to an
//! [`Argv`](crate::base::argv::Argv); the questions that find out which engine there is; and what an engine means when it
//! fails. A sentence may name a command or a flag of ours as the way out; no function takes one, and none reads the
//! templates.

pub mod account;
pub mod arguments;
pub mod build;
pub mod build_cache;
pub mod build_log;
pub mod builder;
mod client;
pub mod compose;
pub mod compose_line;
pub mod compose_options;
pub mod container;
pub mod container_option;
pub mod disk_usage;
pub mod end_container;
pub mod engine;
pub mod engine_kind;
pub mod failure;
mod find_at_socket;
mod find_docker;
pub mod find_engine;
mod find_podman;
pub mod found_container;
pub mod further_mounts;
pub mod history;
pub mod image;
pub mod lab_options;
pub mod labelled_image;
pub mod labels;
mod leading_options;
pub mod mount;
pub mod overrides;
pub mod podman_cache;
pub mod refused_arguments;
pub mod run_options;
mod selinux;
pub mod shell_variables;
mod socket;
pub mod throw_away;
pub mod variables;
