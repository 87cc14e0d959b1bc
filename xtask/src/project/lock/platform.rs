//! The platforms that a lock can be for: as Conda calls them, and as Docker does.

use anyhow::Result;

use crate::base::error::BadInput;
use crate::base::wording::shown;

/// The platforms that the image can be built for: Conda's name of each, and Docker's.
pub const PLATFORMS: [(&str, &str); 2] = [("linux-64", "linux/amd64"), ("linux-aarch64", "linux/arm64")];

/// Conda's name of a platform, of which Docker's is taken, too.
///
/// # Errors
///
/// `BadInput` for any other.
pub fn platform(name: &str) -> Result<&'static str> {
    let found = PLATFORMS.iter().find(|(conda, docker)| *conda == name || *docker == name);
    found.map(|(conda, _)| *conda).ok_or_else(|| {
        let known: Vec<&str> = PLATFORMS.iter().map(|(conda, _)| *conda).collect();
        BadInput::new(format!(
            "--platform {}: there is no image for this platform; choose from {}",
            shown(name),
            known.join(" and ")
        ))
    })
}
