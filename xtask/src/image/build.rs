//! Runs `docker image build`, for the image or for one stage of its Dockerfile.

use anyhow::Result;
use camino::{Utf8Path, Utf8PathBuf};

use crate::base::argv::Argv;
use crate::base::files::Files;
use crate::base::process::Runner;
use crate::docker::build::{Build, image_build};
use crate::docker::builder::Builder;
use crate::docker::engine::Engine;
use crate::docker::failure::{self, Meaning};
use crate::docker::podman_cache::podman_cache;
use crate::image::generated_files;
use crate::image::inputs::Inputs;
use crate::image::plan::Plan;
use crate::image::progress::Progress;
use crate::image::render::render;
use crate::image::rendering::Rendering;
use crate::image::steps::Stage;
use crate::machine::host::Host;
use crate::project::build_files::copy::{Holder, copy};
use crate::project::lock::Lock;

/// With what an image is built.
pub struct Workshop<'a> {
    /// This machine.
    pub host: &'a Host,
    /// What runs the build.
    pub runner: &'a Runner,
    /// The engine.
    pub engine: &'a Engine,
    /// How it builds.
    pub builder: Builder,
}

impl Plan {
    /// Writes all that a build of the image reads. Returns where: the build's context.
    ///
    /// # Errors
    ///
    /// If it cannot be written.
    pub fn write_context(&self, workshop: &Workshop<'_>) -> Result<Utf8PathBuf> {
        self.write_generated(workshop.runner)?;
        // What is committed is the image in which one works.
        if self.inputs.slim_files.is_some() {
            return self.write_staging(workshop);
        }
        // The legacy builder sends the whole context, data/ and all; and in a foreign directory nothing is to be left.
        if self.inputs.project.is_ours() && workshop.builder.has_mounts() {
            return Ok(".".into());
        }
        self.write_staging(workshop)
    }

    /// Builds the image, or one stage of it, from the context.
    ///
    /// # Errors
    ///
    /// `ChildFailed` with one sentence that says why.
    pub fn build(&self, workshop: &Workshop<'_>, context: &Utf8Path, stage: Option<Stage>) -> Result<()> {
        let Workshop { host, runner, engine, builder } = *workshop;
        let Inputs { account, overrides, .. } = &self.inputs;
        if overrides.ca_bundle.is_some() && !builder.has_mounts() {
            let sentence =
                "the CA bundle of this machine is not used in the build, since that needs BuildKit";
            runner.report.warning(sentence);
        }
        let is_elsewhere = engine.rootless || engine.machine != host.name;
        for name in overrides.loopback.iter().filter(|_| is_elsewhere) {
            runner.report.warning(&format!(
                "{name} names this machine as 127.0.0.1 or localhost, which may mean another one in this engine's builds; if \
                 they do not reach it, name it by an address that the engine's machine knows"
            ));
        }
        let temporary = podman_cache(engine.kind, host, runner)?;
        let argv = image_build(&Build {
            builder,
            temporary: temporary.as_ref().map(|folder| folder.as_str()),
            context: context.as_str(),
            tag: &self.tag,
            target: stage.map(Stage::name),
            account,
            inputs: &self.fingerprint.to_string(),
            platform: self.platform.as_deref(),
            overrides,
            no_cache: self.options.no_cache,
            pull: self.options.pull,
            extra: &self.options.docker_args,
        });
        let built = run_build(workshop, &argv);
        if !built.as_ref().is_err_and(|error| failure::is(error, Meaning::LayerLost)) {
            return built;
        }
        let sentence = "the engine lost a layer while it stored the image, as it may beside another build; storing it once more";
        runner.report.note(sentence);
        run_build(workshop, &argv)
    }

    /// Writes docker/ into a project of this template.
    ///
    /// # Errors
    ///
    /// If the folder cannot be written.
    pub fn write_generated(&self, runner: &Runner) -> Result<()> {
        if self.inputs.project.is_ours() { self.deliver(runner) } else { Ok(()) }
    }

    /// Writes all that a build reads into the cache, as its context. Returns where.
    ///
    /// # Errors
    ///
    /// If it cannot be written there.
    pub fn write_staging(&self, workshop: &Workshop<'_>) -> Result<Utf8PathBuf> {
        let Inputs { project, settings, conda, lock, .. } = &self.inputs;
        let (staging, rendering) = match &self.inputs.slim_files {
            Some(_) => (project.slim_staging_dir(workshop.host)?, Rendering::Slim),
            None if workshop.builder.has_mounts() => (project.staging_dir(workshop.host)?, Rendering::Full),
            None => (project.staging_dir(workshop.host)?, Rendering::Legacy),
        };
        if workshop.runner.dry_run {
            let command = generated_files::command(project, Some(&staging), rendering);
            workshop.runner.report.data(&command.to_string());
            return Ok(staging);
        }
        let mut files = render(project, settings, conda, lock.as_ref(), rendering)?;
        files.extend(lock.as_ref().map_or_else(Files::new, Lock::files));
        generated_files::write_staging(&files, project, &staging)?;
        copy(&project.root, settings.files_for_build(conda), &staging, Holder::Tool)?;
        Ok(staging)
    }
}

/// Runs the command of a build, and gives its failure a sentence.
fn run_build(workshop: &Workshop<'_>, argv: &Argv) -> Result<()> {
    let mut progress = Progress::start(&workshop.runner.report, workshop.host);
    let built = workshop.runner.stream(argv, |line| progress.line(line));
    let log = progress.finish(built.is_ok());
    built.map_err(|error| failure::of_build(error, &log, workshop.engine.kind))
}
