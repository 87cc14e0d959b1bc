//! Whether a lock can be used: it says what the Conda files say now, and it has the platform that is asked for.

use anyhow::Result;

use super::Lock;
use super::format::LOCK;
use super::platform::PLATFORMS;
use crate::base::error::BadInput;
use crate::conda::CondaFiles;
use crate::project::folder::Project;

impl Lock {
    /// The sentence that says which files are out of date, and what to type; `None` if none is.
    pub fn out_of_date(&self, conda: &CondaFiles, project: &Project) -> Option<String> {
        let stale = self.stale(conda);
        let verb = if stale.len() == 1 { "is" } else { "are" };
        (!stale.is_empty()).then(|| {
            format!(
                "{} {verb} from before the Conda files changed; type `{}`, or delete {LOCK}/ to build without it",
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
        let conda = PLATFORMS.iter().find(|(_, name)| docker.is_some_and(|docker| docker.starts_with(name)));
        let Some((name, _)) = conda.filter(|(name, _)| !self.0.contains_key(*name)) else { return Ok(()) };
        let all = self.0.keys().map(String::as_str).chain([*name]);
        let platforms: String = all.map(|name| format!(" --platform {name}")).collect();
        let command = project.command("lock");
        Err(BadInput::new(format!("{LOCK}/ has nothing for {name}; type `{command}{platforms}`")))
    }
}
