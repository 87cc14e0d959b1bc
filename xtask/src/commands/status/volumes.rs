//! The volumes of the project's containers, as `status` shows them.

use anyhow::Result;

use crate::base::json;
use crate::base::process::{DEADLINE, text};
use crate::base::quote;
use crate::container::paths::home;
use crate::container::volumes;
use crate::docker::account::account;
use crate::docker::mount::{Volume, volume_names, volume_names_at_socket};
use crate::project::settings::volume::KEPT;
use crate::task::Task;

/// A volume, looked at.
pub struct Shown {
    name: String,
    /// Where the home has it.
    target: String,
    /// Whether the engine has none of this name yet; it makes one.
    is_missing: bool,
}

/// The volumes.
///
/// # Errors
///
/// If there is no engine, or the system does not say who the user is.
pub fn volumes(task: &Task) -> Result<Vec<Shown>> {
    let owner = task.user()?;
    let account = account(task.engine()?, &owner);
    let home = home(&account);
    let there = there(task)?;
    let volumes = volumes::volumes(&task.project, &task.settings, (&owner, &account), true).into_iter();
    let shown = |Volume { name, target, .. }: Volume| {
        let target = target.strip_prefix(&home).unwrap_or(&target).to_string();
        let is_missing = there.as_ref().is_some_and(|there| !there.contains(&name));
        Shown { name, target, is_missing }
    };
    Ok(volumes.map(shown).collect())
}

/// The names of those that the engine has; `None` if it does not say.
fn there(task: &Task) -> Result<Option<Vec<String>>> {
    let engine = task.engine()?;
    if let Some(names) = volume_names_at_socket(engine) {
        return Ok(Some(names));
    }
    let answer = task.runner.ask(&volume_names(engine), DEADLINE)?.filter(|answer| answer.status.success());
    Ok(answer.map(|answer| text(&answer.stdout).lines().map(str::to_owned).collect()))
}

impl Shown {
    /// The line for a person.
    pub fn line(&self) -> String {
        let (name, target) = (&self.name, &self.target);
        let what = if target == KEPT { ": JupyterLab's settings, histories" } else { "" };
        let made = if self.is_missing { " (made by the first lab)" } else { "" };
        format!("volume: {name} at ~/{target}{what}{made}")
    }

    /// The volume for a program.
    pub fn json(&self) -> String {
        json::object([("name", quote::json(&self.name)), ("target", quote::json(&self.target))])
    }
}
