//! `cargo xtask docker-build`: generates, then builds; and what `lab` and `run` do to have a current image.

use anyhow::{Result, anyhow};

use crate::base::argv::Argv;
use crate::base::files::Files;
use crate::base::process::text;
use crate::cli::DockerBuild;
use crate::conda::CondaFiles;
use crate::docker;
use crate::docker::account::account;
use crate::docker::engine::{DEADLINE, Engine};
use crate::docker::failure::{Asked, Failure, Meaning};
use crate::image::fingerprint::Fingerprint;
use crate::image::render::{build_files, render};
use crate::machine::mirrors::{Origin, Override, Overrides};
use crate::machine::user::User;
use crate::project::lent_files;
use crate::project::lock::Lock;
use crate::task::Task;

/// An image that is to be, before anybody was asked to build it.
pub struct Plan {
    /// What the Conda files say.
    pub conda: CondaFiles,
    /// The user of this machine.
    pub owner: User,
    /// The account in the image that stands for that user.
    pub user: User,
    /// The image's name.
    pub tag: String,
    /// The platform, if not the engine's own.
    pub platform: Option<String>,
    /// What the place of the build asks for.
    pub overrides: Overrides,
    pub(super) files: Files,
    pub(super) lock: Option<Lock>,
    /// The sentence that says that the lock is out of date, if it is.
    stale_lock: Option<String>,
    pub(super) fingerprint: Fingerprint,
}

/// What there is of an image.
pub enum State {
    /// There is none of this name.
    Missing,
    /// There is one, made of something else: the names of the parts that differ.
    Stale(Vec<String>),
    /// There is one, made of just this.
    Current,
}

impl Plan {
    /// Reads the other inputs and renders docker/, in memory; then asks the engine, on which the account depends.
    ///
    /// # Errors
    ///
    /// `BadInput` for a mistake in an input; one sentence with the remedy if there is no engine.
    pub fn new(task: &Task, conda: CondaFiles, flags: &DockerBuild) -> Result<Self> {
        Self::with_lock(task, flags, conda, task.lock()?)
    }

    /// The same for a lock that is not yet written, or for none.
    ///
    /// # Errors
    ///
    /// As [`Plan::new`].
    pub fn with_lock(
        task: &Task,
        flags: &DockerBuild,
        conda: CondaFiles,
        lock: Option<Lock>,
    ) -> Result<Self> {
        let files = render(&task.project, &task.settings, &conda, lock.as_ref(), true)?;
        let (owner, mut overrides) = (task.user()?, task.overrides()?);
        for name in conda.variables_used() {
            match task.host.var(name) {
                Some(value) => overrides.give(Override::new(name, value, Origin::Environment)),
                None => task
                    .report
                    .warning(&format!("the Conda files use the variable {name}, which is not set here")),
            }
        }
        let mut settings = task.settings.clone();
        settings.platform = flags.platform.clone().or(settings.platform);
        let digest = lent_files::digest(&task.project.root, build_files(&settings, &conda))?;
        let user = account(task.engine()?, &owner);
        let platform = settings.platform.clone();
        let mut stale_lock = None;
        if let Some(lock) = &lock {
            lock.require_platform(platform.as_deref(), task)?;
            stale_lock = lock.out_of_date(&conda, task);
        }
        let fingerprint = Fingerprint::new(&files, lock.as_ref(), &settings, &user, &overrides);
        let fingerprint = fingerprint.with_build_files(digest);
        let tag = flags.tag.clone().unwrap_or(settings.image);
        Ok(Self { conda, owner, user, tag, platform, overrides, files, lock, stale_lock, fingerprint })
    }

    /// Refuses to build from a lock that does not say what the Conda files say.
    ///
    /// # Errors
    ///
    /// One sentence with what to type.
    pub fn require_current_lock(&self) -> Result<()> {
        self.stale_lock.as_ref().map_or(Ok(()), |sentence| Err(anyhow!("{sentence}")))
    }

    /// What [`Plan::state`] asks the engine.
    pub fn question(&self, engine: &Engine) -> Argv {
        docker::image_inputs(engine, &self.tag)
    }

    /// Compares with the image that the engine has.
    ///
    /// # Errors
    ///
    /// If the engine gives no answer.
    pub fn state(&self, task: &Task) -> Result<State> {
        let engine = task.engine()?;
        let answer = task.runner.ask(&self.question(engine), DEADLINE)?;
        let Some(answer) = answer else { return Ok(State::Missing) };
        let said = text(&answer.stderr);
        if !answer.status.success() {
            let failure = Failure::new(Asked::Image, engine.kind, &said);
            let is_missing = failure.means() == Some(Meaning::NoImage) || task.runner.dry_run;
            return if is_missing { Ok(State::Missing) } else { Err(anyhow!(failure.sentence())) };
        }
        let mut changes = self.fingerprint.changes(&Fingerprint::parse(&text(&answer.stdout)));
        if self.stale_lock.is_some() {
            changes.push("the Conda files, which are newer than lock/,".to_owned());
        }
        Ok(if changes.is_empty() { State::Current } else { State::Stale(changes) })
    }

    /// Sees to it that the image is there and current; with `no_build`, that it is there. Returns whether it was built.
    ///
    /// # Errors
    ///
    /// If it is missing and must not be built, the lock is out of date, or the build fails.
    pub fn ensure(&self, task: &Task, no_build: bool) -> Result<bool> {
        if !no_build {
            self.require_current_lock()?;
        }
        match self.state(task)? {
            State::Current => return Ok(false),
            State::Missing if no_build => {
                return Err(anyhow!("there is no image `{}` yet; leave out --no-build", self.tag));
            }
            State::Stale(changes) if no_build => {
                task.report.warning(&format!(
                    "using the image `{}` from before {}",
                    self.tag,
                    describe(&changes)
                ));
                return Ok(false);
            }
            State::Missing => {
                task.report.note(&format!("building the image `{}`, for the first time", self.tag))
            }
            State::Stale(changes) => {
                task.report.note(&format!("building the image `{}`: {}", self.tag, describe(&changes)));
            }
        }
        self.build(task, &DockerBuild::default())?;
        Ok(true)
    }

    /// The generated files, for BuildKit.
    pub fn files(&self) -> &Files {
        &self.files
    }
}

/// What a person reads of the parts that changed.
pub fn describe(changes: &[String]) -> String {
    match changes {
        [one] => format!("{one} changed"),
        [many @ .., last] => format!("{} and {last} changed", many.join(", ")),
        [] => "a change".to_owned(),
    }
}
