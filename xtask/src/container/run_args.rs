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
    for (setting, args) in [("run-args", &settings.arguments), ("lab-args", &settings.lab_arguments)] {
        if is_token_among(&variables(args)) {
            return Err(BadInput::new(format!(
                "Cargo.toml: `{TOKEN}` in the setting `{setting}` is set by this tool, which gives each lab a token of its own; \
                 leave it out"
            )));
        }
        if let Some((argument, why)) = refused(args, settings.may_escalate) {
            let argument = one_line(&argument);
            return Err(BadInput::new(format!("Cargo.toml: `{argument}` in the setting `{setting}` {why}")));
        }
    }
    Ok(())
}

/// Whether JupyterLab's token is among these variables: with another one the URL that is printed would not work.
pub fn is_token_among(variables: &[String]) -> bool {
    variables.iter().any(|variable| variable.split('=').next() == Some(TOKEN))
}
