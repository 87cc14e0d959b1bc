//! The time of the image's files, where the environment asks for another one than that of the template.

use anyhow::Result;

use crate::base::error::BadInput;
use crate::machine::host::Host;
use crate::machine::mirrors::Override;

/// The time that the files of the image get, and with a BuildKit from 0.11 on the image itself; see reproducible-builds.org.
pub const EPOCH: &str = "SOURCE_DATE_EPOCH";

/// The time that the environment asks for.
///
/// # Errors
///
/// `BadInput` for a text that is not a number.
pub fn epoch(host: &Host) -> Result<Option<Override>> {
    let epoch = Override::of_host(EPOCH, host);
    match epoch.as_ref().filter(|epoch| epoch.value.parse::<u32>().is_err()) {
        Some(Override { value, .. }) => Err(BadInput::new(format!(
            "{EPOCH}={value} is not a number of seconds since 1970; correct it or unset it"
        ))),
        None => Ok(epoch),
    }
}
