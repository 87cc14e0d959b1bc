//! Runs `docker image build`, for the image or for one stage of its Dockerfile.

use anyhow::Result;
use camino::{Utf8Path, Utf8PathBuf};

use crate::base::files::{self, Files};
use crate::cli::{DockerBuild, Generate};
use crate::commands::generate;
use crate::commands::offline_world::serve;
use crate::docker;
use crate::docker::failure;
use crate::docker::podman_cache::podman_cache;
use crate::image::plan::Plan;
use crate::image::progress::Progress;
use crate::image::render::{build_files, render};
use crate::project::lent_files;
use crate::project::lock::Lock;
use crate::task::Task;

impl Plan {
    /// Builds the image.
    ///
    /// # Errors
    ///
    /// `ChildFailed` with one sentence that says why, or what keeps the files from being written.
    pub fn build(&self, task: &Task, flags: &DockerBuild) -> Result<()> {
        let mounts = task.builder()?.has_mounts();
        self.write_generated(task)?;
        // The legacy builder sends the whole context, data/ and all; and in a foreign directory nothing is to be left.
        let context =
            if task.project.is_ours() && mounts { ".".into() } else { self.write_staging(task, mounts)? };
        let _server = if task.offline { serve(task)? } else { None };
        self.build_from(task, flags, &context, None)
    }

    /// Builds one stage, and leaves no trace of it in the project. The offline world's server has to run.
    ///
    /// # Errors
    ///
    /// As [`Plan::build`].
    pub fn build_stage(&self, task: &Task, stage: &str) -> Result<()> {
        let context = self.write_staging(task, task.builder()?.has_mounts())?;
        self.build_from(task, &DockerBuild::default(), &context, Some(stage))
    }

    fn build_from(
        &self,
        task: &Task,
        flags: &DockerBuild,
        context: &Utf8Path,
        target: Option<&str>,
    ) -> Result<()> {
        let (engine, builder) = (task.engine()?, task.builder()?);
        if self.overrides.ca_bundle.is_some() && !builder.has_mounts() {
            task.report
                .warning("the CA bundle of this machine is not used in the build, since that needs BuildKit");
        }
        let temporary = podman_cache(engine.kind, &task.host, &task.runner)?;
        let argv = docker::image_build(&docker::Build {
            builder,
            temporary: temporary.as_ref().map(|folder| folder.as_str()),
            context: context.as_str(),
            tag: &self.tag,
            target,
            user: &self.user,
            inputs: &self.fingerprint.to_string(),
            platform: self.platform.as_deref(),
            overrides: &self.overrides,
            no_cache: flags.no_cache,
            pull: flags.pull,
            extra: &flags.docker_args,
        });
        let mut progress = Progress::start(&task.report, &task.host);
        let built = task.runner.stream(&argv, |line| progress.line(line));
        let log = progress.finish(built.is_ok());
        built.map_err(|error| failure::of_build(error, &log, engine.kind, task.offline))
    }

    /// Writes docker/ into a project of this template.
    ///
    /// # Errors
    ///
    /// If the folder cannot be written.
    pub fn write_generated(&self, task: &Task) -> Result<()> {
        if task.project.is_ours() { generate::deliver(task, &self.files) } else { Ok(()) }
    }

    /// Writes all that a build reads into the cache, as its context. Returns where.
    fn write_staging(&self, task: &Task, mounts: bool) -> Result<Utf8PathBuf> {
        let staging = task.project.staging_dir(&task.host)?;
        if task.runner.dry_run {
            let flags = Generate { output: Some(staging.clone()), no_buildkit: !mounts, check: false };
            task.report.data(&flags.command(task).to_string());
            return Ok(staging);
        }
        let mut files = render(&task.project, &task.settings, &self.conda, self.lock.as_ref(), mounts)?;
        files.extend(self.lock.as_ref().map_or_else(Files::new, Lock::files));
        let mut known = generate::known(task)?;
        known.extend(Lock::known());
        files::write(&files, &known, &staging)?;
        lent_files::copy(&task.project.root, build_files(&task.settings, &self.conda), &staging)?;
        Ok(staging)
    }
}
