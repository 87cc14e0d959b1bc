//! What the containers of a project have in common, and the commands `run` and `shell`.

use std::fs;

use anyhow::{Context as _, Result};
use camino::{Utf8Path, Utf8PathBuf};

use crate::argv::Argv;
use crate::cli::{DockerBuild, Run, Shell};
use crate::docker::{Container, Mount, container_run};
use crate::docker_build::Plan;
use crate::engine::Engine;
use crate::error::BadInput;
use crate::host::User;
use crate::task::Task;

impl Run {
    /// Runs the command in a new container and becomes it: its exit code is ours.
    ///
    /// # Errors
    ///
    /// Whatever keeps the image from being current or the container from starting.
    pub fn run(&self, task: &Task) -> Result<()> {
        let plan = Plan::new(task, &DockerBuild::default())?;
        let engine = local_engine(task)?;
        plan.ensure(task, &engine, self.no_build)?;
        let mut container = container(task, &plan)?;
        container.env.extend(self.env.iter().cloned());
        container.command.clone_from(&self.command);
        task.runner.become_(&container_run(container))
    }
}

impl Shell {
    /// Opens an interactive shell, in which the environment is active, and becomes it.
    ///
    /// # Errors
    ///
    /// As [`Run::run`].
    pub fn run(&self, task: &Task) -> Result<()> {
        Run { env: Vec::new(), no_build: self.no_build, command: vec!["bash".to_owned()] }.run(task)
    }
}

/// The engine, if containers on it can share this machine's folders.
///
/// # Errors
///
/// One sentence with the remedy.
pub fn local_engine(task: &Task) -> Result<Engine> {
    let engine = task.engine()?;
    engine.require_local()?;
    let elsewhere = |name: String| !name.is_empty() && name != task.host.name;
    if task.host.in_container && elsewhere(engine.name(&task.runner)?) {
        task.report.warning(
            "this is a container, and the Docker engine seems to run outside of it: it looks for the project's folders on \
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
    let mounts = mounts(&task.project.root, &task.settings.mounts, &plan.user);
    for Mount { source, .. } in &mounts {
        match task.runner.dry_run {
            false => make_folder(source, &plan.user)?,
            true if source.is_dir() => {}
            true => task.report.data(&Argv::new("mkdir").args(["-p", source.as_str()]).to_string()),
        }
    }
    Ok(Container {
        image: &plan.tag,
        name: None,
        project: task.project.id(),
        mounts,
        port: None,
        env: plan.mirrors(),
        tty: task.host.stdin_is_terminal && task.host.stdout_is_terminal,
        detach: false,
        platform: plan.platform.as_deref(),
        extra: &task.settings.run_args,
        command: Vec::new(),
    })
}

/// Where the container has the project's folders: each under `~/app`, and the whole project there itself.
fn mounts(root: &Utf8Path, folders: &[String], user: &User) -> Vec<Mount> {
    let app = Utf8PathBuf::from(format!("/home/{}/app", user.name));
    let mount = |folder: &String| match folder.as_str() {
        "." => Mount { source: root.to_owned(), target: app.clone() },
        folder => Mount { source: root.join(folder), target: app.join(folder) },
    };
    folders.iter().map(mount).collect()
}

/// Makes a missing folder, as the user's: if Docker made it, it would be root's.
fn make_folder(folder: &Utf8Path, user: &User) -> Result<()> {
    if folder.is_dir() {
        return Ok(());
    }
    if folder.symlink_metadata().is_ok() {
        return Err(BadInput::new(format!(
            "{folder}: this is to be shared with the container, but it is not a folder; move it away, or take it out of \
             the setting `mounts`"
        )));
    }
    fs::create_dir_all(folder).with_context(|| format!("cannot make the folder `{folder}`"))?;
    #[cfg(unix)]
    if std::os::unix::fs::MetadataExt::uid(&fs::metadata(folder)?) != user.uid {
        // We are root in somebody else's project.
        std::os::unix::fs::chown(folder, Some(user.uid), Some(user.gid))
            .with_context(|| format!("cannot give the folder `{folder}` to {}", user.name))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_mounted_under_app_and_the_whole_project_is_app() {
        let user = User { name: "jane".to_owned(), uid: 1, gid: 1 };
        let targets = |folders: &[&str]| {
            let folders: Vec<String> = folders.iter().map(|&folder| folder.to_owned()).collect();
            mounts(Utf8Path::new("/p"), &folders, &user)
                .into_iter()
                .map(|m| format!("{} {}", m.source, m.target))
        };
        assert!(targets(&["data", "."]).eq(["/p/data /home/jane/app/data", "/p /home/jane/app"]));
    }

    #[test]
    fn a_file_in_the_place_of_a_folder_is_said_so() {
        let dir = tempfile::tempdir().unwrap();
        let path = Utf8Path::from_path(dir.path()).unwrap().join("data");
        let user = User { name: "jane".to_owned(), uid: 0, gid: 0 };
        fs::write(&path, "").unwrap();
        assert!(
            make_folder(&path, &user).unwrap_err().to_string().contains("it is not a folder; move it away")
        );
    }
}
