//! The settings `run-args` and `lab-args`, before a container is started by them.

use anyhow::Result;

use crate::base::error::BadInput;
use crate::base::wording::one_line;
use crate::container::running_lab::TOKEN;
use crate::docker::lab_options::variables;
use crate::docker::refused_arguments::refused;
use crate::project::settings::container::ContainerSettings;

/// Refuses arguments that would replace what each container gets from this tool.
///
/// # Errors
///
/// `BadInput` with the setting, the argument, and what to write instead.
pub fn require_usable(settings: &ContainerSettings) -> Result<()> {
    for (setting, args) in settings.arguments_by_setting() {
        if let Some((argument, why)) = refused(args, settings.may_escalate) {
            let argument = one_line(&argument);
            return Err(BadInput::new(format!("Cargo.toml: `{argument}` in the setting `{setting}` {why}")));
        }
    }
    Ok(())
}

/// Refuses JupyterLab's token among the arguments of a lab: the URL that is printed would not work. In a command's container it
/// means nothing.
///
/// # Errors
///
/// `BadInput` with the setting.
pub fn require_no_token(settings: &ContainerSettings) -> Result<()> {
    match settings.arguments_by_setting().into_iter().find(|(_, args)| is_token_among(&variables(args))) {
        Some((setting, _)) => Err(BadInput::new(format!(
            "Cargo.toml: `{TOKEN}` in the setting `{setting}` is set by this tool, which chooses address, port and token; leave \
             it out"
        ))),
        None => Ok(()),
    }
}

/// Whether JupyterLab's token is among these variables.
pub fn is_token_among(variables: &[String]) -> bool {
    variables.iter().any(|variable| variable.split('=').next() == Some(TOKEN))
}
