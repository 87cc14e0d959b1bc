//! What `new` asks on a terminal.

use std::io::BufRead as _;

use anyhow::{Context as _, Result};

use crate::base::error::BadInput;
use crate::base::wording::shown;
use crate::machine::image_name;
use crate::project::identity::slug;
use crate::task::Task;

/// The name of the project and its image: the one that is given or typed, or the default.
///
/// # Errors
///
/// `BadInput` if no image can have it.
pub fn name(task: &Task, given: Option<&str>, default: &str) -> Result<String> {
    let name = match given {
        Some(name) => name.to_owned(),
        None => ask(task, &format!("the name of the project and its image? [{default}]"))?
            .unwrap_or_else(|| default.to_owned()),
    };
    if image_name::is_name(&name) {
        return Ok(name);
    }
    let near = slug(&name);
    Err(BadInput::new(format!(
        "`{}` is not a name for a project, because an image cannot have it; write --name {near}",
        shown(&name)
    )))
}

/// Whether the remote repository at this address is the user's own; `None` where nobody can be asked.
///
/// # Errors
///
/// `BadInput` for another answer than yes and no.
pub fn is_own(task: &Task, address: &str) -> Result<Option<bool>> {
    if !is_possible(task) {
        return Ok(None);
    }
    let answer = ask(
        task,
        &format!(
            "is `origin` ({address}) your own repository? yes: it stays as it is; no, it is the template's: it is renamed \
         `template` [yes/no]"
        ),
    )?;
    match answer.unwrap_or_default().to_lowercase().as_str() {
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

/// What is typed; `None` for an empty line, and where nobody can be asked.
fn ask(task: &Task, question: &str) -> Result<Option<String>> {
    if !is_possible(task) {
        return Ok(None);
    }
    task.report.note(question);
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line).context("cannot read the answer")?;
    Ok(Some(line.trim().to_owned()).filter(|line| !line.is_empty()))
}
