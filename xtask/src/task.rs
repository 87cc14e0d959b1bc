//! What every command starts from: the flags, the machine, the project and its settings, gathered once.

use std::cell::OnceCell;

use anyhow::Result;
use camino::Utf8Path;

use crate::base::argv::Argv;
use crate::base::process::Runner;
use crate::base::report::Report;
use crate::cli::Global;
use crate::conda::CondaFiles;
use crate::container::project_container::require_local;
use crate::docker::builder::{Builder, LEGACY_BY_CHOICE, NO_BUILDKIT};
use crate::docker::engine::Engine;
use crate::docker::engine_kind::EngineKind;
use crate::docker::find_engine::find_engine;
use crate::docker::shell_variables::hidden;
use crate::machine::host::Host;
use crate::machine::user::User;
use crate::project::folder::Project;
use crate::project::lock::Lock;
use crate::project::settings::Settings;

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
    /// The engine that was asked for.
    choice: Option<EngineKind>,
    engine: OnceCell<Engine>,
    builder: OnceCell<Builder>,
    user: OnceCell<User>,
}

impl Task {
    /// Gathers all but the Conda files and the engine, which not every command needs.
    ///
    /// # Errors
    ///
    /// `BadInput` for a wrong `--project`, a wrong setting or a wrong name of an engine.
    pub fn gather(flags: &Global, host: Host, report: Report) -> Result<Self> {
        let choice = EngineKind::chosen(flags.engine.as_deref(), &host)?;
        let project = Project::find(flags.project.as_deref(), &host)?;
        if !flags.dry_run {
            project.remove_left_overs();
        }
        let settings = Settings::read(&project)?;
        // What a dry run prints is meant for the root of the project; commands for other directories name them whole.
        let elsewhere = project.is_ours() && host.folder.as_ref() != Some(&project.root);
        let runner =
            Runner::new(flags.dry_run, project.root.clone(), elsewhere, report).hiding(hidden(&host));
        let (engine, builder, user) = (OnceCell::new(), OnceCell::new(), OnceCell::new());
        let offline = flags.offline;
        Ok(Self { host, report, runner, project, settings, offline, choice, engine, builder, user })
    }

    /// For the project in another folder of this machine: it acts also where this one is a dry run, and notes nothing.
    ///
    /// # Errors
    ///
    /// As [`Task::gather`].
    pub fn of_other_project(&self, folder: &Utf8Path) -> Result<Self> {
        let (host, choice) = (self.host.clone(), self.choice);
        let project = Project::find(Some(folder), &host)?;
        let settings = Settings::read(&project)?;
        let report = Report { quiet: true, ..self.report };
        let runner = Runner::new(false, project.root.clone(), false, report).hiding(hidden(&host));
        let (engine, builder, user) = (OnceCell::new(), OnceCell::new(), OnceCell::new());
        Ok(Self { host, report, runner, project, settings, offline: false, choice, engine, builder, user })
    }

    /// What is typed for this command of the tool, for this project and with `--offline` if that was given.
    pub fn command(&self, name: &str) -> Argv {
        let mut command = self.project.command(name);
        if self.offline {
            command.args.insert(1, "--offline".to_owned());
        }
        command
    }

    /// Reads the Conda files, and says what in them is worth a warning.
    ///
    /// # Errors
    ///
    /// `BadInput` with file, line and column.
    pub fn conda(&self) -> Result<CondaFiles> {
        let conda = CondaFiles::read(&self.project.root)?;
        if !self.runner.dry_run {
            self.project.remove_left_overs_beside(&conda.pip_files);
        }
        conda.warnings.iter().for_each(|warning| self.report.warning(&warning.to_string()));
        if conda.post_build.is_none() && !self.settings.build_files.is_empty() {
            self.report
                .warning("Cargo.toml: the setting `build-files` has no effect, since there is no postBuild");
        }
        Ok(conda)
    }

    /// Reads the lock, if the project has one.
    ///
    /// # Errors
    ///
    /// `BadInput` with file and line for a damaged one.
    pub fn lock(&self) -> Result<Option<Lock>> {
        Lock::read(&self.project.root)
    }

    /// The engine; it is asked once.
    ///
    /// # Errors
    ///
    /// One sentence with the remedy.
    pub fn engine(&self) -> Result<&Engine> {
        once(&self.engine, || match find_engine(self.choice, &self.runner, &self.host, &self.report) {
            // What would be run can be said without an engine that runs it.
            Err(error) if self.runner.dry_run => {
                let engine = Engine::assumed(self.choice);
                self.report.warning(&format!("{error:#}; the commands are those for {}", engine.kind));
                Ok(engine)
            }
            probed => probed,
        })
    }

    /// The engine, if containers on it can share this machine's folders.
    ///
    /// # Errors
    ///
    /// As [`Task::engine`]; if it is on another machine.
    pub fn local_engine(&self) -> Result<&Engine> {
        let engine = self.engine()?;
        require_local(engine, &self.project.root, &self.host, &self.runner)?;
        Ok(engine)
    }

    /// How the engine builds; it is asked once.
    ///
    /// # Errors
    ///
    /// As [`Task::engine`].
    pub fn builder(&self) -> Result<Builder> {
        once(&self.builder, || {
            let builder = Builder::probe(self.engine()?, &self.runner, &self.host)?;
            match builder {
                Builder::Legacy => self.report.warning(NO_BUILDKIT),
                Builder::LegacyByChoice => self.report.note(LEGACY_BY_CHOICE),
                Builder::Buildx | Builder::Embedded | Builder::Buildah => {}
            }
            Ok(builder)
        })
        .copied()
    }

    /// The user of this machine whom the container's stands for; the system is asked once.
    ///
    /// # Errors
    ///
    /// If the system does not say who that is.
    pub fn user(&self) -> Result<User> {
        once(&self.user, || User::gather(&self.host, &self.project.root)).cloned()
    }
}

/// The value, which is gathered when it is asked for the first time.
fn once<T>(cell: &OnceCell<T>, gather: impl FnOnce() -> Result<T>) -> Result<&T> {
    match cell.get() {
        Some(value) => Ok(value),
        None => gather().map(|value| cell.get_or_init(|| value)),
    }
}
