//! What there is of an image: whether the engine has one of that name, and in what that is out of date.

use anyhow::{Result, anyhow};

use crate::base::argv::Argv;
use crate::base::process::{DEADLINE, Runner, text};
use crate::docker::engine::Engine;
use crate::docker::failure::{Asked, Failure, Meaning};
use crate::docker::image::image_inputs;
use crate::image::fingerprint::{Change, Changes, Fingerprint};
use crate::image::plan::Plan;

/// What there is of an image. Its id stays what it is when another image gets the name.
pub enum ImageState {
    /// There is none of this name.
    Missing,
    /// There is one of this id, made of something else.
    Stale(Changes, String),
    /// There is one of this id, made of just this.
    Current(String),
}

impl ImageState {
    /// The image's id.
    pub fn id(&self) -> Option<&str> {
        match self {
            Self::Missing => None,
            Self::Stale(_, id) | Self::Current(id) => Some(id),
        }
    }
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
        let said = text(&answer.stdout);
        let (inputs, id) = said.split_once('\n').unwrap_or((&said, &self.tag));
        let mut changes = self.changes_since(inputs);
        if self.stale_lock.is_some() {
            changes.0.push(Change::OlderLock);
        }
        let id = id.trim().to_owned();
        Ok(if changes.0.is_empty() { ImageState::Current(id) } else { ImageState::Stale(changes, id) })
    }

    /// What changed since an image was made that has this label.
    pub fn changes_since(&self, inputs: &str) -> Changes {
        Changes(self.fingerprint.changes(&Fingerprint::parse(inputs)))
    }
}
