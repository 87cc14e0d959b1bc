//! What a command asks on a terminal.

use std::io::BufRead as _;

use anyhow::{Context as _, Result};

use crate::base::error::BadInput;
use crate::base::wording::shown;
use crate::task::Task;

/// What is typed; `None` for an empty line, and where nobody can be asked.
///
/// # Errors
///
/// If the answer cannot be read.
pub fn ask(task: &Task, question: &str) -> Result<Option<String>> {
    if !is_possible(task) {
        return Ok(None);
    }
    task.report.note(question);
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line).context("cannot read the answer")?;
    Ok(Some(line.trim().to_owned()).filter(|line| !line.is_empty()))
}

/// Whether yes is typed, or no; `None` where nobody can be asked.
///
/// # Errors
///
/// `BadInput` for another answer than yes and no.
pub fn yes_or_no(task: &Task, question: &str) -> Result<Option<bool>> {
    if !is_possible(task) {
        return Ok(None);
    }
    match ask(task, question)?.unwrap_or_default().to_lowercase().as_str() {
        "y" | "yes" => Ok(Some(true)),
        "n" | "no" => Ok(Some(false)),
        other => Err(BadInput::new(format!(
            "`{}` is neither yes nor no, so nothing is changed; run the command again",
            shown(other)
        ))),
    }
}

fn is_possible(task: &Task) -> bool {
    task.host.stdin_is_terminal && task.host.stderr_is_terminal && !task.runner.dry_run && !task.report.quiet
}
