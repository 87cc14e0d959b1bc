//! What the containers of a project have in common, and the commands `run` and `shell`.

use anyhow::Result;

use crate::container::mounts::mounts;
use crate::docker::Container;
use crate::docker::engine::Engine;
use crate::image::plan::Plan;
use crate::task::Task;

/// The engine, if containers on it can share this machine's folders.
///
/// # Errors
///
/// One sentence with the remedy.
pub fn local_engine(task: &Task) -> Result<&Engine> {
    let engine = task.engine()?;
    engine.require_local()?;
    let elsewhere = !engine.machine.is_empty() && engine.machine != task.host.name;
    if task.host.in_container && elsewhere {
        task.report.warning(
            "this is a container, and the engine seems to run outside of it: it looks for the project's folders on \
             its own machine, so run this there if the mounts are refused or come out empty",
        );
    }
    Ok(engine)
}

/// A container of the project's image with its folders, in which nothing runs yet.
///
/// # Errors
///
/// If a folder to be shared cannot be made.
pub fn container<'a>(task: &'a Task, plan: &'a Plan) -> Result<Container<'a>> {
    Ok(Container {
        image: &plan.tag,
        name: None,
        project: task.project.id(),
        owner: &plan.owner,
        user: &plan.user,
        mounts: mounts(task, &plan.owner)?,
        volume: None,
        port: None,
        env: plan.overrides.at_run_time(),
        tty: task.host.stdin_is_terminal && task.host.stdout_is_terminal,
        detach: false,
        platform: plan.platform.as_deref(),
        extra: &task.settings.run_args,
        command: Vec::new(),
    })
}
