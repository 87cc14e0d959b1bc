//! The volumes of the project's containers, as `status` shows them.

use anyhow::Result;

use crate::base::json;
use crate::base::quote;
use crate::project::settings::volume::KEPT;
use crate::task::Task;

/// Their names, and where the home has them.
///
/// # Errors
///
/// If the system does not say who the user is.
pub fn volumes(task: &Task) -> Result<Vec<(String, String)>> {
    let uid = task.user()?.uid;
    let kept = (task.project.kept_volume(uid), KEPT.to_owned());
    let further = task.settings.container.volumes.iter();
    let further = further.map(|volume| (volume.name_for(uid), volume.target.to_string()));
    Ok(std::iter::once(kept).chain(further).collect())
}

/// One of them for a program.
pub fn json((name, target): &(String, String)) -> String {
    json::object([("name", quote::json(name)), ("target", quote::json(target))])
}
