//! What every command starts from: the flags, the machine, the project and its settings, gathered once.

use anyhow::Result;

use crate::cli::Global;
use crate::conda::CondaFiles;
use crate::engine::{Builder, Engine};
use crate::host::{Host, User};
use crate::offline::World;
use crate::overrides::Overrides;
use crate::process::Runner;
use crate::project::Project;
use crate::report::Report;
use crate::settings::Settings;

/// The gathered values.
pub struct Task {
    /// This machine.
    pub host: Host,
    /// Where notes and results go.
    pub report: Report,
    /// What runs commands, in the project's root.
    pub runner: Runner,
    /// The directory with the Conda files.
    pub project: Project,
    /// What its Cargo.toml says.
    pub settings: Settings,
    /// Whether to build from the offline world.
    pub offline: bool,
}

impl Task {
    /// Gathers all but the Conda files and the engine, which not every command needs.
    ///
    /// # Errors
    ///
    /// `BadInput` for a wrong `--project` or a wrong setting.
    pub fn gather(flags: &Global, host: Host, report: Report) -> Result<Self> {
        let project = Project::find(flags.project.as_deref(), &host)?;
        let settings = Settings::read(&project)?;
        // What a dry run prints is meant for the root of the project; commands for other directories name them whole.
        let elsewhere = project.is_ours() && host.folder.as_ref() != Some(&project.root);
        let runner = Runner::new(flags.dry_run, project.root.clone(), elsewhere, report);
        Ok(Self { host, report, runner, project, settings, offline: flags.offline })
    }

    /// Reads the Conda files, and says what in them is worth a warning.
    ///
    /// # Errors
    ///
    /// `BadInput` with file, line and column.
    pub fn conda(&self) -> Result<CondaFiles> {
        let conda = CondaFiles::read(&self.project.root)?;
        conda.warnings.iter().for_each(|warning| self.report.warning(&warning.to_string()));
        if conda.post_build.is_none() && !self.settings.build_files.is_empty() {
            self.report
                .warning("Cargo.toml: the setting `build-files` has no effect, since there is no postBuild");
        }
        Ok(conda)
    }

    /// Asks for the Docker engine.
    ///
    /// # Errors
    ///
    /// One sentence with the remedy.
    pub fn engine(&self) -> Result<Engine> {
        let engine = match Engine::probe(&self.runner, &self.host) {
            // What would be run can be said without an engine that runs it.
            Err(error) if self.runner.dry_run => {
                self.report.warning(&format!("{error:#}; the commands are those for a Docker with BuildKit"));
                Engine { builder: Builder::Buildx, endpoint: String::new() }
            }
            probed => probed?,
        };
        if engine.builder == Builder::Legacy {
            self.report.warning(
                "docker has no BuildKit (its plugin buildx is missing), so downloads are not kept between builds, a CA \
                 bundle cannot be passed, and mirrors end up in the image's history; install the package `docker-buildx` \
                 or `docker-buildx-plugin`",
            );
        }
        Ok(engine)
    }

    /// The account that the image is built for.
    ///
    /// # Errors
    ///
    /// If the system does not say who that is.
    pub fn user(&self) -> Result<User> {
        User::gather(&self.host, &self.project.root)
    }

    /// What the place of the build asks for: the offline world's addresses, or those in the environment.
    ///
    /// # Errors
    ///
    /// If a variable names what is not there, or there is no offline world yet.
    pub fn overrides(&self) -> Result<Overrides> {
        if self.offline { Ok(World::read(&self.host)?.overrides()) } else { Overrides::from_host(&self.host) }
    }
}
