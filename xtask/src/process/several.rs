//! Several questions at once: for programs that wait more than they work.

use std::process::Output;
use std::time::{Duration, Instant};

use anyhow::{Result, anyhow};

use super::{Runner, start_error};
use crate::argv::Argv;

impl Runner {
    /// Asks several questions at once, and returns what each program says.
    ///
    /// # Errors
    ///
    /// If one cannot be started, or gives no answer before the deadline.
    pub fn ask_all(&self, questions: &[Argv], deadline: Duration) -> Result<Vec<Output>> {
        let mut handles = Vec::new();
        for argv in questions {
            self.report.command(&argv.to_string());
            let question = self.expression(argv).stdin_null().stdout_capture().stderr_capture();
            handles.push(question.start().map_err(|error| start_error(argv, &error))?);
        }
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
}
