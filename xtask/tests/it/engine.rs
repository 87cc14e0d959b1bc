//! Claims about the real thing: images that a Docker engine builds in the offline world, and labs that run in them.
//!
//! A test without an engine says that it is skipped. The offline world is made by the first test that needs it, and one
//! image is shared by all tests that change nothing in it; its names are stable, so that a second run finds the layers.

#![allow(clippy::print_stdout, reason = "figures, which the test runner shows with --nocapture")]

mod binder;
mod build;
mod buildx;
mod compose;
mod contract;
mod devcontainer;
mod doors;
mod host_conda;
mod image;
pub mod lab;
mod layers;
mod lock;
pub mod machine;
mod mirrors;
mod mounts;
mod network_down;
mod podman;
mod probe;
mod reader;
mod rebuild;
mod run;
mod server;
mod signals;
mod users;
pub mod wait;
