//! Where the folders of the settings are: on this machine, and in the container.

use anyhow::{Context as _, Result};
use camino::{Utf8Path, Utf8PathBuf};

use crate::machine::host::Host;
use crate::machine::user::User;
use crate::project::folder::Project;
use crate::project::settings::mount::Folder;

/// The home of this account in the container.
pub fn home(account: &User) -> Utf8PathBuf {
    Utf8Path::new("/home").join(&account.name)
}

/// The folder in the container under which all are mounted.
pub fn app(user: &User) -> Utf8PathBuf {
    home(user).join("app")
}

/// Where this folder of the settings is on this machine.
///
/// # Errors
///
/// If it is in the user's home, and nobody says where that is.
pub fn source_of(folder: &Folder, project: &Project, host: &Host) -> Result<Utf8PathBuf> {
    Ok(match folder.source.strip_prefix("~") {
        Ok(rest) => host
            .home()
            .with_context(|| format!("HOME is not set, so `{}` is nowhere", folder.source))?
            .join(rest),
        // `.` is the project itself, and a path that is absolute stays so.
        Err(_) => project.root.join(folder.source.strip_prefix(".").unwrap_or(&folder.source)),
    })
}

/// Where the container has this folder of the settings.
pub fn target_of(folder: &Folder, app: &Utf8Path) -> Utf8PathBuf {
    // Joined with an empty path it would end with a slash.
    app.join(&folder.target).components().collect()
}
