//! What there is of an image: whether the engine has one of that name, and in what that is out of date.

use anyhow::{Result, anyhow};

use crate::base::process::{DEADLINE, Runner, text};
use crate::docker::engine::Engine;
use crate::docker::failure::{Asked, Failure, Meaning};
use crate::docker::image::{ImageFacts, image_at_socket, image_inputs};
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
    /// Has the client start on what [`Plan::state`] asks, if it is the one to be asked.
    ///
    /// # Errors
    ///
    /// If it cannot be started.
    pub fn ask_ahead(&self, engine: &Engine, runner: &Runner) -> Result<()> {
        if engine.has_socket() { Ok(()) } else { runner.ask_ahead(image_inputs(engine, &self.tag)) }
    }

    /// Compares with the image that the engine has.
    ///
    /// # Errors
    ///
    /// If the engine gives no answer.
    pub fn state(&self, engine: &Engine, runner: &Runner) -> Result<ImageState> {
        let found = match image_at_socket(engine, &self.tag) {
            Some(found) => found,
            None => self.asked(engine, runner)?,
        };
        let Some(ImageFacts { inputs, id }) = found else { return Ok(ImageState::Missing) };
        let mut changes = self.changes_since(&inputs);
        if self.stale_lock.is_some() {
            changes.0.push(Change::OlderLock);
        }
        Ok(if changes.0.is_empty() { ImageState::Current(id) } else { ImageState::Stale(changes, id) })
    }

    /// What the engine's client says of the image.
    fn asked(&self, engine: &Engine, runner: &Runner) -> Result<Option<ImageFacts>> {
        let answer = runner.ask(&image_inputs(engine, &self.tag), DEADLINE)?;
        let Some(answer) = answer else { return Ok(None) };
        if !answer.status.success() {
            let said = text(&answer.stderr);
            let failure = Failure::new(Asked::Image, engine.kind, &said);
            let is_missing = failure.means() == Some(Meaning::NoImage) || runner.dry_run;
            return if is_missing { Ok(None) } else { Err(anyhow!(failure.sentence())) };
        }
        let said = text(&answer.stdout);
        let (inputs, id) = said.split_once('\n').unwrap_or((&said, &self.tag));
        Ok(Some(ImageFacts { inputs: inputs.to_owned(), id: id.trim().to_owned() }))
    }

    /// What changed since an image was made that has this label.
    pub fn changes_since(&self, inputs: &str) -> Changes {
        Changes(self.fingerprint.changes(&Fingerprint::parse(inputs)))
    }
}
