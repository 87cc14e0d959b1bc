//! The task runner of a data-science project: builds its Conda files into a Docker image and opens JupyterLab in it.
//!
//! ARCHITECTURE.md has the map: in the root of the template, or beside this crate. This file parses the command line, runs one command,
//! and turns its result into an exit code.

#![cfg_attr(
    test,
    allow(clippy::too_many_lines, reason = "a table of claims may be longer than what it is about")
)]

#[cfg(windows)]
compile_error!(
    "this tool runs in WSL 2, and not on Windows itself: `wsl --install` in PowerShell makes one; clone the project into your home \
     there, and run this command in its shell"
);

mod base;
mod cli;
mod commands;
mod conda;
mod container;
mod docker;
mod image;
mod machine;
mod project;
mod task;

use std::process::ExitCode;

use anyhow::Result;

use crate::base::report::Report;
use crate::cli::{Cli, Command};
use crate::machine::host::Host;
use crate::task::Task;

fn main() -> ExitCode {
    let cli = Cli::parse();
    let host = Host::gather();
    let report = Report {
        quiet: cli.global.quiet,
        verbose: cli.global.verbose,
        colours: host.stderr_is_terminal
            && host.var("NO_COLOR").is_none()
            && host.var("TERM") != Some("dumb"),
    };
    match run(cli, host, report) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            report.error(&error);
            ExitCode::from(base::error::exit_code(&error))
        }
    }
}

fn run(cli: Cli, host: Host, report: Report) -> Result<()> {
    if let Command::Announce(announce) = cli.command {
        return announce.run(&host, &report);
    }
    let task = Task::gather(&cli.global, host, report)?;
    let done = match cli.command {
        Command::Lab(lab) => lab.run(&task),
        Command::Run(run) => run.run(&task),
        Command::Shell(shell) => shell.run(&task),
        Command::Verify(verify) => verify.run(&task),
        Command::Check(check) => check.run(&task),
        Command::Compose(compose) => compose.run(&task),
        Command::Stop(stop) => stop.run(&task),
        Command::Status(status) => status.run(&task),
        Command::Logs(logs) => logs.run(&task),
        Command::Clean(clean) => clean.run(&task),
        Command::DockerBuild(build) => build.run(&task),
        Command::Generate(generate) => generate.run(&task),
        Command::Add(add) => add.run(&task),
        Command::Remove(remove) => remove.run(&task),
        Command::Lock(lock) => lock.run(&task),
        Command::Explain(explain) => explain.run(&task),
        Command::Size(size) => size.run(&task),
        Command::OfflineWorld(world) => world.run(&task),
        Command::Bench(bench) => bench.run(&task),
        Command::New(new) => new.run(&task),
        Command::Announce(_) => unreachable!("handled above"),
    };
    done.or_else(|error| commands::offline_world::conclude(&task, error))
}
