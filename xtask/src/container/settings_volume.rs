//! The volume in which JupyterLab's own settings outlive the container.

use crate::docker::mount::Volume;
use crate::machine::user::User;
use crate::project::folder::Project;

/// The volume with JupyterLab's own settings: theme, shortcuts, which documents are open. Its files belong to a user id, so
/// each has a volume of its own.
pub fn settings_volume(project: &Project, account: &User) -> Volume {
    // The name becomes that of a folder, which cannot be longer than 255 bytes.
    let slug: String = project.slug().chars().take(100).collect();
    Volume {
        name: format!("{slug}-jupyterlab-{}-{}", project.id(), account.uid),
        target: format!("/home/{}/.jupyter/lab", account.name).into(),
    }
}
