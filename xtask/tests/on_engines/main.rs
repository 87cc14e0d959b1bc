//! Claims about the real thing: images that container engines build in the offline world, and labs that run in them.
//!
//! The engines are started once for a run, and so is the offline world made; see `harness`. One image is shared by all tests
//! that change nothing in it. Names are stable, so that a second run finds the layers.

#![allow(clippy::disallowed_methods, reason = "tests start programs and read the environment")]
#![allow(clippy::too_many_lines, reason = "a table of claims may be longer than what it is about")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]
#![allow(clippy::print_stdout, reason = "what a test says of itself is for the log of the run")]

mod add;
mod binder;
mod browser;
mod build;
mod buildx;
mod clean;
mod compose;
mod contract;
mod deploy;
mod devcontainer;
mod doors;
mod environment;
mod harness;
mod homes;
mod host_conda;
mod image;
mod kills;
mod lab;
mod layers;
mod lock;
mod machine;
mod mirrors;
mod mounts;
mod network_down;
mod packages;
mod places;
mod plan;
mod podman;
mod probe;
mod reader;
mod rebuild;
mod rootless;
mod run;
mod server;
mod signals;
mod users;
mod variables;
mod wait;

#[path = "../it/composes.rs"]
#[allow(dead_code, reason = "shared with the other tests, which use the rest")]
mod composes;
#[path = "../it/debian.rs"]
mod debian;
#[path = "../it/support.rs"]
#[allow(dead_code, reason = "shared with the other tests, which use the rest")]
mod support;

/// The variables of this process that the tool gets in every test; what leads to the engine is among them.
const PASSED_ON: [&str; 8] = [
    "PATH",
    "HOME",
    "XDG_CACHE_HOME",
    "DOCKER_CONFIG",
    "DOCKER_HOST",
    "DOCKER_CONTEXT",
    "DOCKER_CERT_PATH",
    "DOCKER_TLS_VERIFY",
];

fn main() -> std::process::ExitCode {
    harness::main()
}
