//! What all containers of a project have in common.

use anyhow::Result;
use camino::Utf8Path;

use crate::base::error::BadInput;
use crate::base::mark::Mark;
use crate::base::process::Runner;
use crate::base::report::Report;
use crate::container::further_mounts::Places;
use crate::container::mounts::FoundMounts;
use crate::container::paths::home;
use crate::container::volumes::volumes;
use crate::docker::container::Container;
use crate::docker::engine::Engine;
use crate::docker::lab_options::for_every_container;
use crate::docker::labels::Kind;
use crate::docker::mount::Mount;
use crate::image::container_settings::{env_file, taken};
use crate::image::inputs::Inputs;
use crate::image::plan::Plan;
use crate::machine::git_identity::git_identity;
use crate::machine::host::Host;
use crate::machine::mirrors::MIRROR_FOLDER;
use crate::machine::process_mark;
use crate::machine::time_zone::{TZ, time_zone};
use crate::machine::windows_drive;
use crate::project::env_file::EnvFile;
use crate::project::folder::Project;
use crate::project::settings::Settings;

/// What a command asks of a container in which it runs something.
#[derive(Clone, Debug, Default)]
pub struct RunOptions {
    /// What starts it.
    pub kind: Kind,
    /// Further variables: `NAME=VALUE`, or a name alone for the value that the variable has here.
    pub env: Vec<String>,
    /// What runs in it.
    pub command: Vec<String>,
}

/// Refuses an engine whose containers cannot share the project's folders; warns where that seems so, or is slow.
///
/// # Errors
///
/// One sentence with the remedy.
pub fn require_local(engine: &Engine, root: &Utf8Path, host: &Host, runner: &Runner) -> Result<()> {
    engine.require_local()?;
    if let Some(warning) = windows_drive::warning(root) {
        runner.report.warning(&warning);
    }
    let elsewhere = !engine.machine.is_empty() && engine.machine != host.name;
    if host.in_container && elsewhere {
        runner.report.warning(
            "this is a container, and the engine seems to run outside of it: it looks for the project's folders on \
             its own machine, so run this there if the mounts are refused or come out empty",
        );
    }
    Ok(())
}

/// A container that can be started once its image is there. Nothing is written for it yet, so that a mistake in a setting ends
/// the command with nothing changed.
pub struct Prepared<'a> {
    container: Container<'a>,
    found: FoundMounts,
    project: &'a Project,
}

impl<'a> Prepared<'a> {
    /// The container, of this image; its folders are there now.
    ///
    /// # Errors
    ///
    /// If a folder to be shared cannot be made.
    pub fn ready(self, image: String, runner: &Runner) -> Result<Container<'a>> {
        if !runner.dry_run {
            self.project.keep_name(&runner.report);
        }
        self.found.make(self.container.owner, runner)?;
        Ok(Container { image, ..self.container })
    }
}

/// A container of the project's image with its folders, in which this runs.
///
/// # Errors
///
/// `BadInput` for a mistake in what the settings give it, and for a variable that nobody may set.
pub fn container<'a>(
    plan: &'a Plan,
    host: &Host,
    runner: &Runner,
    options: RunOptions,
) -> Result<Prepared<'a>> {
    let inputs = &plan.inputs;
    if let Some((name, why)) = options.env.iter().find_map(|variable| taken(variable)) {
        return Err(BadInput::new(format!("`{name}` {why}; leave out this `--env`")));
    }
    let mut env = of_this_machine(host, runner)?;
    env.extend(inputs.overrides.at_run_time());
    env.extend(options.env);
    let tty = host.stdin_is_terminal && host.stdout_is_terminal;
    let found = folders(inputs, options.kind, host, runner)?;
    // A new volume would be of the account in that image, and others of the project's would find it like that.
    let kept = match plan.options.variant.is_slim() {
        true => Vec::new(),
        false => volumes(&inputs.project, &inputs.settings, (&inputs.owner, &inputs.account), tty),
    };
    let env_file = env_file(&inputs.project, &inputs.settings)?;
    warn_without(env_file.as_ref(), &inputs.settings, &runner.report);
    let container = Container {
        image: String::new(),
        name: None,
        project: inputs.project.key(),
        folder: inputs.project.root.as_str(),
        mark: Mark::of(&inputs.project.root),
        kind: options.kind,
        // What a dry run prints is going to be another process.
        client: process_mark::own().filter(|_| !runner.dry_run),
        owner: &inputs.owner,
        account: &inputs.account,
        mounts: found.mounts.iter().cloned().chain(mirror_mount(inputs)).collect(),
        volumes: kept,
        workdir: None,
        port: None,
        env_file,
        env,
        tty,
        detach: false,
        platform: plan.platform.as_deref(),
        extra: for_every_container(&inputs.settings.container.arguments),
        may_escalate: inputs.settings.container.may_escalate,
        command: options.command,
    };
    Ok(Prepared { container, found, project: &inputs.project })
}

/// The folder in the place of a server that no container reaches.
fn mirror_mount(inputs: &Inputs) -> Option<Mount> {
    let source = inputs.overrides.mirror_folder.as_ref()?.folder.clone();
    Some(Mount { source, target: MIRROR_FOLDER.into(), read_only: true })
}

/// The folders that a container of this kind shares with this machine, which none of its further mounts harms.
///
/// # Errors
///
/// `BadInput` for a folder that cannot be shared, and for a further mount that would do harm.
pub fn folders(inputs: &Inputs, kind: Kind, host: &Host, runner: &Runner) -> Result<FoundMounts> {
    let found = FoundMounts::find(inputs, host, runner)?;
    let Inputs { project, settings, owner, account, .. } = inputs;
    let volumes = volumes(project, settings, (owner, account), true);
    let places = Places { root: &project.root, home: &home(account), found: &found, volumes: &volumes };
    places.check(&settings.container, kind)?;
    Ok(found)
}

/// What a container is told of this machine and its user, each `NAME=VALUE`: the time zone, and who commits.
///
/// # Errors
///
/// If git gives no answer.
pub fn of_this_machine(host: &Host, runner: &Runner) -> Result<Vec<String>> {
    let zone = time_zone(host).map(|zone| format!("{TZ}={zone}"));
    Ok(zone.into_iter().chain(git_identity(runner)?).collect())
}

/// Warns before something starts without the file that the setting `env-file` names, as in a new clone.
pub fn warn_without(file: Option<&EnvFile>, settings: &Settings, report: &Report) {
    if let (Some(path), None) = (&settings.container.env_file, file) {
        report.warning(&format!(
            "{path}: there is no such file, which the setting `env-file` names, so its variables are not set"
        ));
    }
}
