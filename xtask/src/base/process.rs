//! The only module that starts programs: print it (`--dry-run`), or run it, read it, or become it.
#![allow(clippy::disallowed_methods, reason = "this is the module that starts programs")]

mod answer;
mod ask;
mod beside;
mod hidden;
mod hold;
mod shell;

use std::cell::{Cell, RefCell};
use std::io;
use std::process::ExitStatus;

use anyhow::{Context as _, Result, anyhow};
use camino::{Utf8Path, Utf8PathBuf};

use crate::base::argv::Argv;
use crate::base::error::ChildFailed;
use crate::base::report::Report;
pub use answer::{reason, text};
pub use ask::{DEADLINE, if_installed};
pub use beside::Companion;
pub use hidden::Hidden;
pub use hold::Hold;
pub use shell::id;

/// Runs commands in one folder, or prints them.
#[derive(Debug)]
pub struct Runner {
    /// Print the commands that would change something, and run none of them.
    pub dry_run: bool,
    folder: Utf8PathBuf,
    /// Whether `cd` has to be printed before the first command.
    cd_is_due: Cell<bool>,
    /// Questions that have been asked, and whose answers nobody has wanted yet.
    ahead: RefCell<Vec<(Argv, duct::Handle)>>,
    /// What some programs are not to get of our environment.
    hidden: Vec<Hidden>,
    /// Where is said what it runs, and what became of it.
    pub report: Report,
}

impl Runner {
    /// Runs commands in `folder`; `elsewhere` says whether the user is in another one, and has to go there to paste them.
    pub fn new(dry_run: bool, folder: Utf8PathBuf, elsewhere: bool, report: Report) -> Self {
        let (cd_is_due, ahead, hidden) = (Cell::new(elsewhere), RefCell::default(), Vec::new());
        Self { dry_run, folder, cd_is_due, ahead, hidden, report }
    }

    /// The same, but some programs do not get some variables.
    #[must_use]
    pub fn hiding(self, hidden: Vec<Hidden>) -> Self {
        Self { hidden, ..self }
    }

    /// Runs the command with our terminal and waits for it.
    ///
    /// # Errors
    ///
    /// [`ChildFailed`] with the command's exit code; another error if it cannot be started.
    pub fn run(&self, argv: &Argv) -> Result<()> {
        if self.printed(argv) {
            return Ok(());
        }
        let output = self.expression(argv).run().map_err(|error| start_error(argv, &error))?;
        let code = code(output.status);
        if code == 0 { Ok(()) } else { Err(ChildFailed { code, sentence: String::new() }.into()) }
    }

    /// Runs the command, and passes each line that it prints to `each`, which shows it or not.
    ///
    /// # Errors
    ///
    /// As [`Runner::run`].
    pub fn stream(&self, argv: &Argv, mut each: impl FnMut(&str)) -> Result<()> {
        if self.printed(argv) {
            return Ok(());
        }
        let reader =
            self.expression(argv).stderr_to_stdout().reader().map_err(|error| start_error(argv, &error))?;
        let mut lines = io::BufReader::new(&reader);
        let mut line = Vec::new();
        while io::BufRead::read_until(&mut lines, b'\n', &mut line)? > 0 {
            each(String::from_utf8_lossy(&line).trim_end_matches(['\r', '\n']));
            line.clear();
        }
        let status = reader.try_wait()?.map(|output| output.status);
        match status.map_or(1, code) {
            0 => Ok(()),
            code => Err(ChildFailed { code, sentence: String::new() }.into()),
        }
    }

    /// Replaces this process by the command, which so gets the terminal, the signals and the exit code.
    ///
    /// # Errors
    ///
    /// If it cannot be started.
    pub fn become_(&self, argv: &Argv) -> Result<()> {
        if self.printed(argv) {
            return Ok(());
        }
        let mut command = std::process::Command::new(&argv.program);
        command.args(&argv.args).current_dir(&self.folder);
        for name in self.hidden_from(argv) {
            command.env_remove(name);
        }
        command.envs(argv.env.iter().map(|variable| (&variable.name, &variable.value)));
        #[cfg(unix)]
        return Err(start_error(argv, &std::os::unix::process::CommandExt::exec(&mut command)));
        #[cfg(not(unix))]
        match command.status().map_err(|error| start_error(argv, &error))?.code() {
            Some(0) => Ok(()),
            code => Err(ChildFailed { code: code.unwrap_or(1), sentence: String::new() }.into()),
        }
    }

    /// With `--dry-run`, prints the command; otherwise notes it. Whether it was printed.
    fn printed(&self, argv: &Argv) -> bool {
        self.pipe_printed(&[argv])
    }

    /// The same of commands of which each reads what the one before it writes.
    fn pipe_printed(&self, pipe: &[&Argv]) -> bool {
        let pipe: Vec<Argv> = pipe.iter().map(|argv| self.shown(argv)).collect();
        let line = |spell: fn(&Argv) -> String| pipe.iter().map(spell).collect::<Vec<_>>().join(" | ");
        if self.dry_run {
            if self.cd_is_due.replace(false) {
                self.report.data(&Argv::new("cd").arg(self.folder.as_str()).to_string());
            }
            self.report.data(&line(Argv::pasteable));
        } else {
            self.report.command(&line(Argv::to_string));
        }
        self.dry_run
    }

    fn expression(&self, argv: &Argv) -> duct::Expression {
        let mut command = duct::cmd(&argv.program, &argv.args).unchecked().dir(&self.folder);
        if let Some(text) = &argv.stdin {
            command = command.stdin_bytes(text.as_bytes());
        }
        let command = self.hidden_from(argv).fold(command, |command, name| command.env_remove(name));
        argv.env.iter().fold(command, |command, variable| command.env(&variable.name, &variable.value))
    }
}

/// A Python program, run by the machine's own Python, if it has one.
pub fn python(script: &Utf8Path) -> Argv {
    Argv::new("python3").arg(script.as_str())
}

/// A program that is not there.
#[derive(Debug)]
struct NotInstalled(String);

impl std::fmt::Display for NotInstalled {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "`{}` is not installed, or not on PATH", self.0)
    }
}

impl std::error::Error for NotInstalled {}

fn start_error(argv: &Argv, error: &io::Error) -> anyhow::Error {
    match error.kind() {
        io::ErrorKind::NotFound => NotInstalled(argv.program.clone()).into(),
        _ => anyhow!("cannot start `{}`: {error}", argv.program),
    }
}

/// The exit code, or 128 + n if signal n ended the program.
fn code(status: ExitStatus) -> i32 {
    #[cfg(unix)]
    if let Some(signal) = std::os::unix::process::ExitStatusExt::signal(&status) {
        return 128 + signal;
    }
    status.code().unwrap_or(1)
}

/// This program, to be started once more.
///
/// # Errors
///
/// If the system does not say where it is.
pub fn ourselves() -> Result<Argv> {
    let path = std::env::current_exe().context("cannot find this program's own file")?;
    Ok(Argv::new(Utf8PathBuf::try_from(path)?.into_string()))
}
