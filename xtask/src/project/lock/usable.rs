//! Whether a lock can be used: it says what the Conda files say now, and it has the platform that is asked for.

use anyhow::Result;

use super::Lock;
use super::heads::LOCK;
use crate::base::error::BadInput;
use crate::conda::CondaFiles;
use crate::machine::platform::Platform;
use crate::project::folder::Project;

impl Lock {
    /// The sentence that says which files are out of date, and what to type; `None` if none is.
    pub fn out_of_date(&self, conda: &CondaFiles, project: &Project) -> Option<String> {
        let stale = self.stale(conda);
        let verb = if stale.len() == 1 { "is" } else { "are" };
        (!stale.is_empty()).then(|| {
            format!(
                "{} {verb} from before the Conda files changed; run `{}`, or delete {LOCK}/ to build without it",
                stale.join(", "),
                project.command("lock")
            )
        })
    }

    /// Refuses to build for a platform of Docker's that the lock does not have.
    ///
    /// # Errors
    ///
    /// `BadInput` with what to type.
    pub fn require_platform(&self, docker: Option<&str>, project: &Project) -> Result<()> {
        let platform = docker.and_then(Platform::of_docker);
        let Some(platform) = platform.filter(|platform| !self.0.contains_key(platform)) else {
            return Ok(());
        };
        let all = self.0.keys().copied().chain([platform]);
        let platforms: String = all.map(|platform| format!(" --platform {platform}")).collect();
        let command = project.command("lock");
        Err(BadInput::new(format!("{LOCK}/ has nothing for {platform}; run `{command}{platforms}`")))
    }
}
