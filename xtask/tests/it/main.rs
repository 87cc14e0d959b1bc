//! Claims about the tool, from the outside: the binary, a fake `docker`, and the real engine in the offline world.

#![allow(clippy::disallowed_methods, reason = "tests start programs and read the environment")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod any_directory;
mod bad_input;
mod bench;
mod binder;
mod browser;
mod check;
mod compose;
mod debian;
mod devcontainer;
mod dry_run;
mod engine;
mod explain;
mod fake_docker;
mod full_disk;
mod golden;
mod new_here;
mod new_project;
mod repository;
mod support;
