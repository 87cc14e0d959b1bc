//! `cargo xtask docker-build`: generates, then builds; and what `lab` and `run` do to have a current image.

use anyhow::{Result, anyhow};
use camino::Utf8PathBuf;

use crate::build_files;
use crate::check;
use crate::cli::{DockerBuild, Generate};
use crate::conda::CondaFiles;
use crate::docker;
use crate::engine::{DEADLINE, Engine, reason};
use crate::failure;
use crate::generate;
use crate::host::User;
use crate::image::{Files, Fingerprint, build_files, render};
use crate::offline::World;
use crate::overrides::Overrides;
use crate::process::text;
use crate::progress::Progress;
use crate::task::Task;

impl DockerBuild {
    /// Builds the image, whether or not there is a current one: the layers that have not changed cost nothing.
    ///
    /// # Errors
    ///
    /// `BadInput` for a mistake in an input; `ChildFailed` if the build fails.
    pub fn run(&self, task: &Task) -> Result<()> {
        let plan = Plan::new(task, self)?;
        check::first(task, self.no_check)?;
        plan.build(task, &task.engine()?, self)?;
        if !task.runner.dry_run {
            task.report.note(&format!("built the image `{}`", plan.tag));
        }
        Ok(())
    }
}

/// An image that is to be, before anybody was asked to build it.
pub struct Plan {
    /// What the Conda files say.
    pub conda: CondaFiles,
    /// The account in the image.
    pub user: User,
    /// The image's name.
    pub tag: String,
    /// The platform, if not the engine's own.
    pub platform: Option<String>,
    /// What the place of the build asks for.
    pub overrides: Overrides,
    files: Files,
    fingerprint: Fingerprint,
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
    /// Reads all inputs and renders docker/, in memory.
    ///
    /// # Errors
    ///
    /// `BadInput` for a mistake in an input.
    pub fn new(task: &Task, flags: &DockerBuild) -> Result<Self> {
        let conda = task.conda()?;
        let files = render(&task.project, &task.settings, &conda, true)?;
        let (user, mut overrides) = (task.user()?, task.overrides()?);
        for name in conda.variables_used() {
            match task.host.var(name) {
                Some(value) => overrides.pass_on(name, value),
                None => task
                    .report
                    .warning(&format!("the Conda files use the variable {name}, which is not set here")),
            }
        }
        let mut settings = task.settings.clone();
        settings.platform = flags.platform.clone().or(settings.platform);
        let digest = build_files::digest(&task.project.root, build_files(&settings, &conda))?;
        let fingerprint = Fingerprint::new(&files, &settings, &user, &overrides).with_build_files(digest);
        let tag = flags.tag.clone().unwrap_or(settings.image);
        Ok(Self { conda, user, tag, platform: settings.platform, files, overrides, fingerprint })
    }

    /// Compares with the image that the engine has.
    ///
    /// # Errors
    ///
    /// If the engine gives no answer.
    pub fn state(&self, task: &Task) -> Result<State> {
        let answer = task.runner.ask(&docker::image_inputs(&self.tag), DEADLINE)?;
        let Some(answer) = answer else { return Ok(State::Missing) };
        let said = text(&answer.stderr);
        if !answer.status.success() {
            let is_missing = task.runner.dry_run || said.to_lowercase().contains("no such");
            return if is_missing {
                Ok(State::Missing)
            } else {
                Err(anyhow!("docker does not show the image: {}", reason(&said)))
            };
        }
        let changes = self.fingerprint.changes(&Fingerprint::parse(&text(&answer.stdout)));
        Ok(if changes.is_empty() { State::Current } else { State::Stale(changes) })
    }

    /// Sees to it that the image is there and current; with `no_build`, that it is there. Returns whether it was built.
    ///
    /// # Errors
    ///
    /// If it is missing and must not be built, or the build fails.
    pub fn ensure(&self, task: &Task, engine: &Engine, no_build: bool) -> Result<bool> {
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
        self.build(task, engine, &DockerBuild::default())?;
        Ok(true)
    }

    /// Builds it, current or not.
    ///
    /// # Errors
    ///
    /// If the build fails.
    pub fn build(&self, task: &Task, engine: &Engine, flags: &DockerBuild) -> Result<()> {
        let buildkit = engine.builder.is_buildkit();
        if self.overrides.ca_bundle.is_some() && !buildkit {
            task.report
                .warning("the CA bundle of this machine is not used in the build, since that needs BuildKit");
        }
        let context = self.write_context(task, buildkit)?;
        let _server = if task.offline { Some(World::read(&task.host)?.serve(task)?) } else { None };
        let argv = docker::image_build(&docker::Build {
            builder: engine.builder,
            context: context.as_str(),
            tag: &self.tag,
            user: &self.user,
            inputs: &self.fingerprint.to_string(),
            platform: self.platform.as_deref(),
            overrides: &self.overrides,
            no_cache: flags.no_cache,
            pull: flags.pull,
            progress: Some("plain"),
            extra: &flags.docker_args,
        });
        let mut progress = Progress::start(&task.report, &task.host);
        let built = task.runner.stream(&argv, |line| progress.line(line));
        let log = progress.finish(built.is_ok());
        built.map_err(|error| failure::explain(error, &log, task.offline))
    }

    /// The generated files, for BuildKit.
    pub fn files(&self) -> &Files {
        &self.files
    }

    /// Writes docker/ into the project, and where the builder needs another context, that too. Returns the context.
    fn write_context(&self, task: &Task, buildkit: bool) -> Result<Utf8PathBuf> {
        let (ours, dry_run) = (task.project.is_ours(), task.runner.dry_run);
        if ours {
            generate::deliver(task, &self.files)?;
        }
        if ours && buildkit {
            return Ok(".".into());
        }
        // The legacy builder sends the whole context, data/ and all; and in a foreign directory nothing is to be left.
        let staging = task.project.staging_dir(&task.host)?;
        if dry_run {
            let flags = Generate { output: Some(staging.clone()), no_buildkit: !buildkit, check: false };
            task.report.data(&flags.command(task).to_string());
        } else {
            let files = render(&task.project, &task.settings, &self.conda, buildkit)?;
            generate::write(&files, &generate::known(task)?, &staging)?;
            build_files::copy(&task.project.root, build_files(&task.settings, &self.conda), &staging)?;
        }
        Ok(staging)
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
