//! Questions, some at a time and some ahead: a program takes longer to start than to answer.

use std::process::Output;
use std::time::{Duration, Instant};

use anyhow::{Result, anyhow};

use super::{NotInstalled, Runner, start_error};
use crate::base::argv::Argv;

/// Longer than a busy machine needs to answer, and short enough to wait for a program that hangs.
pub const DEADLINE: Duration = Duration::from_secs(20);

/// `None` instead of the error that the program is not installed.
///
/// # Errors
///
/// Every other one.
pub fn if_installed<T>(asked: Result<T>) -> Result<Option<T>> {
    match asked {
        Err(error) if error.is::<NotInstalled>() => Ok(None),
        asked => asked.map(Some),
    }
}

impl Runner {
    /// Runs a question, even with `--dry-run`, and returns what it says; `None` if the program is not installed.
    ///
    /// # Errors
    ///
    /// If it cannot be started for another reason, or gives no answer before the deadline.
    pub fn ask(&self, argv: &Argv, deadline: Duration) -> Result<Option<Output>> {
        if_installed(self.ask_installed(argv, deadline))
    }

    /// As [`Runner::ask`], of a program that was there a moment ago.
    ///
    /// # Errors
    ///
    /// As [`Runner::ask`]; if the program is not installed.
    pub fn ask_installed(&self, argv: &Argv, deadline: Duration) -> Result<Output> {
        self.ask_each(std::array::from_ref(argv), deadline).map(|[answer]| answer)
    }

    /// As [`Runner::ask_all`], of so many questions.
    ///
    /// # Errors
    ///
    /// As [`Runner::ask_all`].
    pub fn ask_each<const N: usize>(&self, questions: &[Argv; N], deadline: Duration) -> Result<[Output; N]> {
        let answers = self.ask_all(questions, deadline)?;
        answers.try_into().map_err(|_| anyhow!("not every question has an answer"))
    }

    /// Asks several questions at once, and returns what each program says.
    ///
    /// # Errors
    ///
    /// If one cannot be started, or gives no answer before the deadline.
    pub fn ask_all(&self, questions: &[Argv], deadline: Duration) -> Result<Vec<Output>> {
        let started = questions.iter().map(|argv| self.started(argv).map_or_else(|| self.start(argv), Ok));
        let handles = started.collect::<Result<Vec<_>>>()?;
        let end = Instant::now() + deadline;
        let mut answers = Vec::new();
        for (handle, argv) in handles.iter().zip(questions) {
            match handle.wait_deadline(end)? {
                Some(output) => answers.push(output.clone()),
                None => {
                    handles.iter().try_for_each(duct::Handle::kill)?;
                    return Err(anyhow!("`{}` gave no answer in {} seconds", argv, deadline.as_secs()));
                }
            }
        }
        Ok(answers)
    }

    /// Runs a command that reads what another one writes, and returns what it says; `None` with `--dry-run`, which prints both.
    ///
    /// # Errors
    ///
    /// As [`Runner::ask_installed`].
    pub fn pipe(&self, writer: &Argv, reader: &Argv, deadline: Duration) -> Result<Option<Output>> {
        if self.pipe_printed(&[writer, reader]) {
            return Ok(None);
        }
        let pipe = self.expression(writer).stdin_null().pipe(self.expression(reader));
        let handle =
            pipe.stdout_capture().stderr_capture().start().map_err(|error| start_error(reader, &error))?;
        let Some(output) = handle.wait_deadline(Instant::now() + deadline)? else {
            handle.kill()?;
            return Err(anyhow!("`{reader}` gave no answer in {} seconds", deadline.as_secs()));
        };
        Ok(Some(output.clone()))
    }

    /// Starts a question for whoever asks it next.
    ///
    /// # Errors
    ///
    /// If it cannot be started for another reason.
    pub fn ask_ahead(&self, argv: Argv) -> Result<()> {
        if let Some(handle) = if_installed(self.start(&argv))? {
            self.ahead.borrow_mut().push((argv, handle));
        }
        Ok(())
    }

    fn started(&self, argv: &Argv) -> Option<duct::Handle> {
        let mut ahead = self.ahead.borrow_mut();
        let place = ahead.iter().position(|(asked, _)| asked == argv)?;
        Some(ahead.swap_remove(place).1)
    }

    fn start(&self, argv: &Argv) -> Result<duct::Handle> {
        self.report.command(&argv.to_string());
        let question = self.expression(argv).stdin_null().stdout_capture().stderr_capture();
        question.start().map_err(|error| start_error(argv, &error))
    }
}
