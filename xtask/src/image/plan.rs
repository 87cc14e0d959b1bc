//! An image that is to be: its name, its fingerprint, and whether its lock can be used.

use anyhow::{Result, anyhow};

use crate::image::fingerprint::Fingerprint;
use crate::image::inputs::{BuildOptions, Inputs};
use crate::image::local_env::LocalEnv;

/// An image that is to be, before anybody was asked to build it.
#[derive(Clone)]
pub struct Plan {
    /// What it is made from.
    pub inputs: Inputs,
    /// The image's name.
    pub tag: String,
    /// The platform, if not the engine's own.
    pub platform: Option<String>,
    /// What is asked of its build.
    pub options: BuildOptions,
    /// The sentence that says that the lock is out of date, if it is.
    pub(super) stale_lock: Option<String>,
    pub(super) fingerprint: Fingerprint,
}

impl Plan {
    /// Of what was gathered.
    ///
    /// # Errors
    ///
    /// `BadInput` if the lock does not have the platform.
    pub fn new(inputs: Inputs, options: BuildOptions) -> Result<Self> {
        let image = &inputs.settings.image;
        let tag = options.tag.clone().unwrap_or_else(|| format!("{image}{}", options.variant.suffix(image)));
        let platform = options.platform.clone().or_else(|| inputs.settings.platform.clone());
        let mut stale_lock = None;
        if let Some(lock) = &inputs.lock {
            lock.require_platform(platform.as_deref(), &inputs.project)?;
            stale_lock = lock.out_of_date(&inputs.conda, &inputs.project);
        }
        let fingerprint = Fingerprint::new(&inputs, platform.as_deref());
        Ok(Self { inputs, tag, platform, options, stale_lock, fingerprint })
    }

    /// Refuses to build from a lock that does not say what the Conda files say.
    ///
    /// # Errors
    ///
    /// One sentence with what to type.
    pub fn require_current_lock(&self) -> Result<()> {
        self.stale_lock.as_ref().map_or(Ok(()), |sentence| Err(anyhow!("{sentence}")))
    }

    /// What docker/.env is to say.
    pub fn local_env(&self) -> LocalEnv<'_> {
        let Inputs { project, settings, owner, .. } = &self.inputs;
        LocalEnv { project, settings, owner }
    }
}
