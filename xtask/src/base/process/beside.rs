//! Programs that go on while this one does something else, or has ended.
#![allow(clippy::disallowed_methods, reason = "this is part of the module that starts programs")]

use std::io;

use anyhow::Result;

use super::{Hold, Runner, start_error};
use crate::base::argv::Argv;

/// A program that runs for as long as this value lives.
pub struct Companion {
    /// What it prints.
    pub stdout: io::BufReader<duct::ReaderHandle>,
    _stdin: os_pipe::PipeWriter,
}

impl Runner {
    /// Starts a program that goes on beside us, and returns a pipe to its stdin: the program ends when that is dropped.
    ///
    /// # Errors
    ///
    /// If it cannot be started.
    pub fn start_companion(&self, argv: &Argv) -> Result<Companion> {
        self.report.command(&argv.to_string());
        let (stdin, pipe) = os_pipe::pipe()?;
        let expression = self.expression(argv).stdin_file(stdin);
        let reader = expression.reader().map_err(|error| start_error(argv, &error))?;
        Ok(Companion { stdout: io::BufReader::new(reader), _stdin: pipe })
    }

    /// Starts a program that has nothing to do with this process or its terminal: no Ctrl-C that is typed there reaches it.
    ///
    /// # Errors
    ///
    /// If it cannot be started.
    pub fn leave_alone(&self, argv: &Argv) -> Result<()> {
        let mut command = std::process::Command::new(&argv.program);
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
        let nothing = std::process::Stdio::null;
        let command = command.args(&argv.args).stdin(nothing()).stdout(nothing()).stderr(nothing());
        command.spawn().map(drop).map_err(|error| start_error(argv, &error))
    }

    /// Starts a program that outlives this process and that nobody waits for. What it is to hold it has as long as it runs.
    ///
    /// # Errors
    ///
    /// If it cannot be started.
    pub fn leave_running(&self, argv: &Argv, hold: Hold) -> Result<()> {
        std::process::Command::new(&argv.program)
            .args(&argv.args)
            .envs(argv.env.iter().map(|variable| (&variable.name, &variable.value)))
            .stdin(hold.stdin())
            .spawn()
            .map(drop)
            .map_err(|error| start_error(argv, &error))
    }
}
