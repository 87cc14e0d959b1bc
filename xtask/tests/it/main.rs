//! Claims about the tool, from the outside: the binary and a fake `docker`. What needs an engine is in tests/on_engines.

#![allow(clippy::disallowed_methods, reason = "tests start programs and read the environment")]
#![allow(clippy::too_many_lines, reason = "a table of claims may be longer than what it is about")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod add;
mod add_with_lock;
mod any_directory;
mod bad_input;
mod bench;
mod binder;
mod check;
mod command_line;
mod compose;
mod composes;
mod control_characters;
mod debian;
mod devcontainer;
mod dry_run;
mod entrypoint;
mod environment;
mod explain;
mod fake_docker;
mod full_disk;
mod generate_output;
mod golden;
mod hand_edits;
mod imports;
mod kills;
mod lab_packages;
mod layers;
mod new_here;
mod new_project;
mod odd_files;
mod offline;
mod package_sizes;
mod put_aside;
mod read_back;
mod repository;
mod support;
mod template_files;

/// The variables of this process that the tool gets in every test.
const PASSED_ON: [&str; 4] = ["PATH", "HOME", "XDG_CACHE_HOME", "DOCKER_CONFIG"];
