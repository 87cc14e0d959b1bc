//! What all containers of a project have in common.

use anyhow::Result;
use camino::{Utf8Path, Utf8PathBuf};

use crate::base::process::Runner;
use crate::container::further_mounts::Places;
use crate::container::mounts::mounts;
use crate::container::volumes::volumes;
use crate::docker::container::Container;
use crate::docker::engine::Engine;
use crate::docker::further_mounts::further_mounts;
use crate::docker::lab_options::for_every_container;
use crate::docker::labels::Kind;
use crate::docker::variables::require_one_value;
use crate::image::local_env;
use crate::image::plan::Plan;
use crate::machine::git_identity::git_identity;
use crate::machine::host::Host;
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
    /// The id of the image that was looked at; without one the image has its name.
    pub image: Option<String>,
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

/// A container of the project's image with its folders, in which this runs.
///
/// # Errors
///
/// If a folder to be shared cannot be made.
pub fn container<'a>(
    plan: &'a Plan,
    host: &Host,
    runner: &Runner,
    options: RunOptions,
) -> Result<Container<'a>> {
    let inputs = &plan.inputs;
    if !runner.dry_run {
        inputs.project.keep_name(&runner.report);
    }
    let mut env = of_this_machine(host, runner)?;
    env.extend(inputs.overrides.at_run_time());
    env.extend(options.env);
    let tty = host.stdin_is_terminal && host.stdout_is_terminal;
    let (mounts, volumes) = (mounts(inputs, host, runner)?, volumes(inputs, tty));
    let extra = inputs.settings.container.arguments_of_a_lab();
    let home = Utf8PathBuf::from(format!("/home/{}", inputs.account.name));
    let places = Places { root: &inputs.project.root, home: &home, mounts: &mounts, volumes: &volumes };
    further_mounts(&extra).iter().try_for_each(|mount| places.check(mount))?;
    Ok(Container {
        image: options.image.unwrap_or_else(|| plan.tag.clone()),
        name: None,
        project: inputs.project.key(),
        folder: inputs.project.root.as_str(),
        kind: options.kind,
        owner: &inputs.owner,
        account: &inputs.account,
        mounts,
        volumes,
        workdir: None,
        port: None,
        env_file: env_file(&inputs.project, &inputs.settings, runner)?,
        env,
        tty,
        detach: false,
        platform: plan.platform.as_deref(),
        extra: for_every_container(&inputs.settings.container.arguments),
        may_escalate: inputs.settings.container.may_escalate,
        command: options.command,
    })
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

/// The file of the setting `env-file`. If there is none, as in a new clone, that is said.
///
/// # Errors
///
/// `BadInput` with file and line for a mistake in it.
pub fn env_file(project: &Project, settings: &Settings, runner: &Runner) -> Result<Option<EnvFile>> {
    let Some(path) = &settings.container.env_file else { return Ok(None) };
    let file = EnvFile::read(&project.root, path)?;
    if let Some(file) = &file {
        require_one_value(file, path, &local_env::names(project))?;
    } else {
        runner.report.warning(&format!(
            "{path}: there is no such file, which the setting `env-file` names, so its variables are not set"
        ));
    }
    Ok(file)
}
