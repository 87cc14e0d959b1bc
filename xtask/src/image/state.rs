//! What there is of an image: whether the engine has one of that name, and in what that is out of date.

use anyhow::{Result, anyhow};

use crate::base::argv::Argv;
use crate::base::process::{DEADLINE, Runner, text};
use crate::docker::engine::Engine;
use crate::docker::failure::{Asked, Failure, Meaning};
use crate::docker::image::image_inputs;
use crate::image::fingerprint::{Change, Changes, Fingerprint};
use crate::image::plan::Plan;

/// What there is of an image.
pub enum ImageState {
    /// There is none of this name.
    Missing,
    /// There is one, made of something else.
    Stale(Changes),
    /// There is one, made of just this.
    Current,
}

impl Plan {
    /// What [`Plan::state`] asks the engine.
    pub fn question(&self, engine: &Engine) -> Argv {
        image_inputs(engine, &self.tag)
    }

    /// Compares with the image that the engine has.
    ///
    /// # Errors
    ///
    /// If the engine gives no answer.
    pub fn state(&self, engine: &Engine, runner: &Runner) -> Result<ImageState> {
        let answer = runner.ask(&self.question(engine), DEADLINE)?;
        let Some(answer) = answer else { return Ok(ImageState::Missing) };
        let said = text(&answer.stderr);
        if !answer.status.success() {
            let failure = Failure::new(Asked::Image, engine.kind, &said);
            let is_missing = failure.means() == Some(Meaning::NoImage) || runner.dry_run;
            return if is_missing { Ok(ImageState::Missing) } else { Err(anyhow!(failure.sentence())) };
        }
        let mut changes = self.fingerprint.changes(&Fingerprint::parse(&text(&answer.stdout)));
        if self.stale_lock.is_some() {
            changes.push(Change::OlderLock);
        }
        Ok(if changes.is_empty() { ImageState::Current } else { ImageState::Stale(Changes(changes)) })
    }
}
