//! The command that runs a container of the project's image.

use camino::Utf8PathBuf;

use super::account::run_options;
use super::arguments::arguments;
use super::engine::Engine;
use super::labels::{
    CLIENT_LABEL, FOLDER_LABEL, KIND_LABEL, Kind, LAB_PORT, MARK_LABEL, PORT_LABEL, PROJECT_LABEL,
};
use super::mount::{Mount, Volume};
use super::run_options::has_network_of_the_host;
use super::variables::{with_file, with_variable};
use crate::base::argv::Argv;
use crate::base::mark::Mark;
use crate::machine::user::User;
use crate::project::env_file::EnvFile;

/// A container of the project's image.
#[derive(Clone, Debug)]
pub struct Container<'a> {
    /// The image: its id, so that a build beside us changes nothing.
    pub image: String,
    /// The container's name, if it is to be found again.
    pub name: Option<String>,
    /// The project's key, for [`PROJECT_LABEL`].
    pub project: String,
    /// The project's folder, for [`FOLDER_LABEL`].
    pub folder: &'a str,
    /// The mark of that folder, if it has one, for [`MARK_LABEL`].
    pub mark: Option<Mark>,
    /// What starts it.
    pub kind: Kind,
    /// The mark of the process that waits for it, for [`CLIENT_LABEL`].
    pub client: Option<String>,
    /// The user of this machine.
    pub owner: &'a User,
    /// The account in the image that stands for that user.
    pub account: &'a User,
    /// The folders that it shares with this machine.
    pub mounts: Vec<Mount>,
    /// What outlives it.
    pub volumes: Vec<Volume>,
    /// Where it starts, if not in the image's own folder.
    pub workdir: Option<Utf8PathBuf>,
    /// The port of this machine at which the container's [`LAB_PORT`] is to be had.
    pub port: Option<u16>,
    /// The user's file of variables, if there is one; those below go before them.
    pub env_file: Option<EnvFile>,
    /// Variables: a name alone takes the value that the variable has here.
    pub env: Vec<String>,
    /// Whether a person sits at the terminal.
    pub tty: bool,
    /// Whether it runs on in the background.
    pub detach: bool,
    /// The platform of the image.
    pub platform: Option<&'a str>,
    /// Further arguments, from the settings.
    pub extra: Vec<String>,
    /// Whether programs such as `sudo` may give a process further rights.
    pub may_escalate: bool,
    /// What runs in it.
    pub command: Vec<String>,
}

/// `docker container run`.
pub fn container_run(engine: &Engine, container: Container<'_>) -> Argv {
    // --rm and --init leave the cleaning up and the signals to the engine: nobody of ours is left to do it.
    let mut argv = engine
        .argv()
        .args(["container", "run", "--rm", "--init", "--interactive"])
        .flag("--tty", container.tty)
        .flag("--detach", container.detach)
        .option("--name", container.name)
        .arg("--label")
        .arg(format!("{PROJECT_LABEL}={}", container.project))
        .arg("--label")
        .arg(format!("{KIND_LABEL}={}", container.kind.name()))
        .arg("--label")
        .arg(format!("{FOLDER_LABEL}={}", container.folder))
        .option("--label", container.mark.map(|mark| format!("{MARK_LABEL}={mark}")))
        .option("--label", container.client.map(|mark| format!("{CLIENT_LABEL}={mark}")))
        .option("--platform", container.platform)
        .option("--workdir", container.workdir)
        .args(run_options(engine, container.owner, container.account));
    if let Some(port) = container.port {
        argv = argv.arg("--label").arg(format!("{PORT_LABEL}={port}"));
        // In the machine's own network there is nothing to publish. Elsewhere an address is needed: without one Docker
        // publishes to the whole network, past the firewall.
        let published = format!("127.0.0.1:{port}:{LAB_PORT}");
        argv = argv.option("--publish", (!has_network_of_the_host(&container.extra)).then_some(published));
    }
    // Unlike --volume, --mount reads no colons, and refuses a missing folder instead of making it as root.
    let volumes = container.volumes.iter().map(|volume| volume.value(engine.kind));
    for mount in container.mounts.iter().map(Mount::value).chain(volumes) {
        argv = argv.arg("--mount").arg(mount);
    }
    if let Some(file) = &container.env_file {
        argv = with_file(engine.kind, argv, file);
    }
    argv = container.env.iter().fold(argv, |argv, variable| with_variable(argv, variable));
    argv.args(arguments(&container.extra, container.may_escalate))
        .arg(container.image)
        .args(container.command)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn user() -> User {
        User { name: "jane".to_owned(), uid: 1001, gid: 100 }
    }

    #[test]
    fn a_lab_is_published_to_this_machine_alone_and_a_path_with_a_comma_is_one_field() {
        let container = Container {
            image: "project".to_owned(),
            name: Some("project-lab".to_owned()),
            project: "ab".to_owned(),
            folder: "/home/jane/a, b",
            mark: Mark::parse("device 1 inode 2"),
            kind: Kind::Lab,
            client: None,
            owner: &user(),
            account: &user(),
            mounts: vec![Mount {
                source: "/home/jane/a, b/data".into(),
                target: "/home/jane/app/data".into(),
                read_only: false,
            }],
            volumes: vec![Volume {
                name: "cache".to_owned(),
                target: "/home/jane/.cache".into(),
                project: None,
            }],
            workdir: None,
            port: Some(8889),
            env_file: None,
            env: vec!["JUPYTER_TOKEN".to_owned()],
            tty: true,
            detach: false,
            platform: None,
            extra: vec!["--shm-size=2g".to_owned()],
            may_escalate: false,
            command: vec!["jupyter".to_owned(), "lab".to_owned()],
        };
        assert_eq!(
            container_run(&Engine::assumed(None), container).to_string(),
            "docker container run --rm --init --interactive --tty --name project-lab --label conda-in-docker.project=ab \
             --label conda-in-docker.kind=lab --label 'conda-in-docker.folder=/home/jane/a, b' --label 'conda-in-docker.mark=device 1 inode 2' --label conda-in-docker.port=8889 --publish 127.0.0.1:8889:8888 --mount \
             'type=bind,\"source=/home/jane/a, b/data\",target=/home/jane/app/data' --mount \
             type=volume,source=cache,target=/home/jane/.cache --env JUPYTER_TOKEN --cap-drop=DAC_OVERRIDE \
             --security-opt=no-new-privileges --shm-size=2g \
             project jupyter lab"
        );
    }
}
