//! The volumes of the project's containers, as `status` shows them.

use anyhow::Result;

use crate::base::json;
use crate::base::quote;
use crate::container::paths::home;
use crate::container::volumes;
use crate::docker::account::account;
use crate::docker::mount::Volume;
use crate::task::Task;

/// Their names, and where the home has them.
///
/// # Errors
///
/// If there is no engine, or the system does not say who the user is.
pub fn volumes(task: &Task) -> Result<Vec<(String, String)>> {
    let account = account(task.engine()?, &task.user()?);
    let home = home(&account);
    let volumes = volumes::volumes(&task.project, &task.settings, &account, true).into_iter();
    let in_home = |volume: Volume| {
        let target = volume.target.strip_prefix(&home).unwrap_or(&volume.target).to_string();
        (volume.name, target)
    };
    Ok(volumes.map(in_home).collect())
}

/// One of them for a program.
pub fn json((name, target): &(String, String)) -> String {
    json::object([("name", quote::json(name)), ("target", quote::json(target))])
}
