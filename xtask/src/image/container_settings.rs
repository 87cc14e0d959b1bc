//! Whether what the settings give each container can be given, as far as the project alone tells: the one check of all that writes
//! these settings into docker/ or starts a container by them.

use anyhow::Result;
use camino::Utf8Path;

use crate::base::error::BadInput;
use crate::base::wording::one_line;
use crate::conda::is_of_the_image;
use crate::docker::further_mounts::further_mounts;
use crate::docker::lab_options::variables;
use crate::docker::refused_arguments::refused;
use crate::docker::variables::require_one_value;
use crate::image::local_env;
use crate::machine::token::TOKEN;
use crate::project::env_file::EnvFile;
use crate::project::folder::Project;
use crate::project::settings::Settings;
use crate::project::settings::container::ContainerSettings;

/// Where the image has what no mount may hide.
pub const OF_THE_IMAGE: [&str; 3] = ["/opt/conda", "/opt/docker", "/opt/env"];

/// The folder in which each home is.
const HOMES: &str = "/home";

/// Refuses what would be wrong on each machine; whether a folder is there, each way in to a container looks by itself.
///
/// # Errors
///
/// `BadInput` with the setting or the line, and what to write instead.
pub fn require_usable(project: &Project, settings: &Settings) -> Result<()> {
    require_arguments(&settings.container)?;
    env_file(project, settings).map(drop)
}

/// The same for the arguments alone.
///
/// # Errors
///
/// `BadInput` with the setting, the argument, and what to write instead.
pub fn require_arguments(settings: &ContainerSettings) -> Result<()> {
    for (setting, args) in settings.arguments_by_setting() {
        if let Some((argument, why)) = refused(args, settings.may_escalate) {
            let argument = one_line(&argument);
            return Err(BadInput::new(format!("Cargo.toml: `{argument}` in the setting `{setting}` {why}")));
        }
        if let Some((name, why)) = variables(args).iter().find_map(|variable| taken(variable)) {
            let name = one_line(name);
            let sentence = format!("Cargo.toml: `{name}` in the setting `{setting}` {why}; leave it out");
            return Err(BadInput::new(sentence));
        }
        for mount in further_mounts(args) {
            let mut places = OF_THE_IMAGE.into_iter().chain([HOMES]).map(Utf8Path::new);
            if let Some(hidden) = places.find(|place| place.starts_with(&mount.target)) {
                return Err(would_hide(setting, &mount.target, hidden));
            }
        }
    }
    Ok(())
}

/// The sentence about a mount in this setting that hides what each container needs.
pub fn would_hide(setting: &str, target: &Utf8Path, hidden: &Utf8Path) -> anyhow::Error {
    BadInput::new(format!(
        "Cargo.toml: the mount at {target} in `{setting}` would hide {hidden}, which each container needs; choose another place \
         for it"
    ))
}

/// The name of this variable, and why nobody may set it, if that is so: JupyterLab's token, without which the address that is
/// printed would not work, and those that the image needs as they are.
pub fn taken(variable: &str) -> Option<(&str, &'static str)> {
    let name = variable.split('=').next().unwrap_or_default();
    if name == TOKEN {
        return Some((name, "is set by this tool, which chooses address, port and token"));
    }
    is_of_the_image(name).then_some((name, "is set by the image, which needs it as it is"))
}

/// The file of the setting `env-file`, if there is one.
///
/// # Errors
///
/// `BadInput` with file and line for a mistake in it.
pub fn env_file(project: &Project, settings: &Settings) -> Result<Option<EnvFile>> {
    let Some(path) = &settings.container.env_file else { return Ok(None) };
    let file = EnvFile::read(&project.root, path)?;
    if let Some(file) = &file {
        require_one_value(file, path, &local_env::names(project))?;
    }
    Ok(file)
}
