//! What `new` asks on a terminal.

use anyhow::Result;

use crate::base::error::BadInput;
use crate::base::wording::shown;
use crate::commands::question::{ask, yes_or_no};
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
    let question = format!(
        "is `origin` ({address}) your own repository? yes: it stays as it is; no, it is the template's: it is renamed \
         `template` [yes/no]"
    );
    yes_or_no(task, &question)
}
