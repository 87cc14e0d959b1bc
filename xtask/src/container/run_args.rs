//! The settings `run-args` and `lab-args`, before a container is started by them.

use anyhow::Result;

use crate::base::error::BadInput;
use crate::base::wording::one_line;
use crate::docker::refused_arguments::refused;
use crate::project::settings::container::ContainerSettings;

/// Refuses arguments that would replace what each container gets from this tool.
///
/// # Errors
///
/// `BadInput` with the setting, the argument, and what to write instead.
pub fn require_usable(settings: &ContainerSettings) -> Result<()> {
    for (setting, args) in [("run-args", &settings.arguments), ("lab-args", &settings.lab_arguments)] {
        if let Some((argument, why)) = refused(args, settings.may_escalate) {
            let argument = one_line(&argument);
            return Err(BadInput::new(format!("Cargo.toml: `{argument}` in the setting `{setting}` {why}")));
        }
    }
    Ok(())
}
