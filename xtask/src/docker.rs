//! Spells the commands of docker, which podman has as well: pure functions from values to an [`Argv`]. Knows no flags of
//! ours and no templates.

pub mod compose;
mod image;
mod throw_away;

use camino::Utf8PathBuf;

pub use image::{engine_platform, image_files, image_inputs, image_layers, image_rm, step_run};
pub use throw_away::{Child, builder_inspect, container_exec, image_build_child};

use crate::argv::Argv;
use crate::engine::kind::Kind;
use crate::engine::{Builder, Engine};
use crate::host::User;
use crate::overrides::{Overrides, bind_mount};

/// The label on an image that says what it was made from.
pub const INPUTS_LABEL: &str = "conda-in-docker.inputs";

/// The label on a container that says which project it belongs to.
pub const PROJECT_LABEL: &str = "conda-in-docker.project";

/// The label on a lab's container that says at which port of this machine it is.
pub const PORT_LABEL: &str = "conda-in-docker.port";

/// The port of the container at which JupyterLab listens.
pub const LAB_PORT: u16 = 8888;

/// A build of an image.
#[derive(Clone, Debug)]
pub struct Build<'a> {
    /// How the engine builds.
    pub builder: Builder,
    /// The folder for podman's caches.
    pub temporary: Option<&'a str>,
    /// The context: `.`, or a folder outside the project.
    pub context: &'a str,
    /// The image's name.
    pub tag: &'a str,
    /// The stage of the Dockerfile to stop after, if not the last.
    pub target: Option<&'a str>,
    /// The account to create.
    pub user: &'a User,
    /// The value of [`INPUTS_LABEL`].
    pub inputs: &'a str,
    /// The platform to build for.
    pub platform: Option<&'a str>,
    /// What the place of the build asks for.
    pub overrides: &'a Overrides,
    /// Whether to use no layer of an earlier build.
    pub no_cache: bool,
    /// Whether to look for a newer base image.
    pub pull: bool,
    /// The style of the progress, if it is not for a terminal.
    pub progress: Option<&'a str>,
    /// Further arguments of the user's.
    pub extra: &'a [String],
}

/// `docker image build`, from the root of the project.
pub fn image_build(build: &Build<'_>) -> Argv {
    let User { name, uid, gid } = build.user;
    let builder = build.builder;
    let file = if build.context == "." {
        "docker/Dockerfile".to_owned()
    } else {
        format!("{}/docker/Dockerfile", build.context)
    };
    let argv = image_build_by(builder);
    // Podman before 4.4 puts the cache mounts of all users into one folder, which belongs to the first of them.
    let argv = build.temporary.iter().fold(argv, |argv, folder| argv.env("TMPDIR", folder));
    let argv = argv
        .arg("--build-arg")
        .arg(format!("username={name}"))
        .arg("--build-arg")
        .arg(format!("uid={uid}"))
        .arg("--build-arg")
        .arg(format!("gid={gid}"))
        .arg("--file")
        .arg(file)
        .arg("--tag")
        .arg(build.tag)
        .arg("--label")
        .arg(format!("{INPUTS_LABEL}={}", build.inputs))
        .option("--target", build.target)
        .option("--platform", build.platform)
        .flag("--no-cache", build.no_cache)
        .flag("--pull", build.pull)
        .option("--progress", build.progress.filter(|_| builder.has_progress()))
        // A builder of its own keeps its result to itself unless it is told to load it into the engine.
        .flag("--load", builder == Builder::Buildx);
    build.overrides.apply(argv, builder.has_mounts()).args(build.extra).arg(build.context)
}

/// The beginning of `image build`, by this builder.
fn image_build_by(builder: Builder) -> Argv {
    let argv = |kind: Kind| Argv::new(kind.program()).args(["image", "build"]);
    match builder {
        Builder::Buildx | Builder::LegacyByChoice => argv(Kind::Docker),
        Builder::Embedded => argv(Kind::Docker).env("DOCKER_BUILDKIT", "1"),
        Builder::Legacy => argv(Kind::Docker).env("DOCKER_BUILDKIT", "0"),
        // Podman's own format has no SHELL, without which layer.sh would run no step.
        Builder::Buildah => argv(Kind::Podman).option("--format", Some("docker")),
    }
}

/// A folder of this machine, and where the container has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mount {
    /// The folder, absolute.
    pub source: Utf8PathBuf,
    /// The path in the container, absolute.
    pub target: Utf8PathBuf,
    /// Whether the container may only read it.
    pub read_only: bool,
}

/// A volume of the engine's, and where the container has it. The engine makes it if there is none, with what the image has
/// in that place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Volume {
    /// Its name.
    pub name: String,
    /// The path in the container, absolute.
    pub target: Utf8PathBuf,
}

/// A container of the project's image.
#[derive(Clone, Debug)]
pub struct Container<'a> {
    /// The image.
    pub image: &'a str,
    /// The container's name, if it is to be found again.
    pub name: Option<String>,
    /// The project's id, for [`PROJECT_LABEL`].
    pub project: String,
    /// The user of this machine.
    pub owner: &'a User,
    /// The account in the image that stands for that user.
    pub user: &'a User,
    /// The folders that it shares with this machine.
    pub mounts: Vec<Mount>,
    /// What outlives it, if anything.
    pub volume: Option<Volume>,
    /// The port of this machine at which the container's [`LAB_PORT`] is to be had.
    pub port: Option<u16>,
    /// Variables: a name alone takes the value that the variable has here.
    pub env: Vec<String>,
    /// Whether a person sits at the terminal.
    pub tty: bool,
    /// Whether it runs on in the background.
    pub detach: bool,
    /// The platform of the image.
    pub platform: Option<&'a str>,
    /// Further arguments, from the settings.
    pub extra: &'a [String],
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
        .option("--platform", container.platform)
        .args(engine.run_options(container.owner, container.user));
    if let Some(port) = container.port {
        // An address is needed: without one Docker publishes to the whole network, past the firewall.
        argv = argv.arg("--label").arg(format!("{PORT_LABEL}={port}"));
        argv = argv.arg("--publish").arg(format!("127.0.0.1:{port}:{LAB_PORT}"));
    }
    for Mount { source, target, read_only } in &container.mounts {
        // Unlike --volume, --mount reads no colons, and refuses a missing folder instead of making it as root.
        argv = argv.arg("--mount").arg(bind_mount(source.as_str(), target.as_str(), *read_only));
    }
    if let Some(Volume { name, target }) = &container.volume {
        argv = argv.arg("--mount").arg(format!("type=volume,source={name},target={target}"));
    }
    for variable in container.env {
        argv = argv.arg("--env").arg(variable);
    }
    argv.args(container.extra).arg(container.image).args(container.command)
}

/// The ids of the containers of this name, a line for each.
pub fn containers_named(engine: &Engine, name: &str) -> Argv {
    let filter = format!("name=^/?{name}$");
    engine.argv().args(["container", "ls", "--all", "--quiet", "--no-trunc", "--filter"]).arg(filter)
}

/// The state of a container, its project and its port, parted by tabs, and then its variables, a line for each.
pub fn container_facts(engine: &Engine, id: &str) -> Argv {
    let label = |name: &str| format!("{{{{index .Config.Labels \"{name}\"}}}}");
    let facts = format!("{{{{.State.Status}}}}\t{}\t{}", label(PROJECT_LABEL), label(PORT_LABEL));
    let format = format!("{facts}{{{{range .Config.Env}}}}\n{{{{.}}}}{{{{end}}}}");
    engine.argv().args(["container", "inspect", "--format"]).arg(format).arg(id)
}

/// `docker container stop`.
pub fn container_stop(engine: &Engine, id: &str) -> Argv {
    engine.argv().args(["container", "stop", id])
}

/// `docker container logs`.
pub fn container_logs(engine: &Engine, id: &str, follow: bool) -> Argv {
    engine.argv().args(["container", "logs"]).flag("--follow", follow).arg(id)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn user() -> User {
        User { name: "jane".to_owned(), uid: 1001, gid: 100 }
    }

    fn build(builder: Builder, overrides: &Overrides) -> String {
        image_build(&Build {
            builder,
            temporary: (builder == Builder::Buildah).then_some("/tmp/a b"),
            context: ".",
            tag: "project",
            target: None,
            user: &user(),
            inputs: "a=1",
            platform: None,
            overrides,
            no_cache: false,
            pull: false,
            progress: Some("plain"),
            extra: &[],
        })
        .pasteable()
    }

    #[test]
    fn a_build_names_the_user_the_file_and_the_tag_from_the_root_of_the_project() {
        assert_eq!(
            build(Builder::Buildx, &Overrides::default()),
            "docker image build --build-arg username=jane --build-arg uid=1001 --build-arg gid=100 --file docker/Dockerfile \
             --tag project --label conda-in-docker.inputs=a=1 --progress plain --load ."
        );
        assert!(
            build(Builder::Embedded, &Overrides::default())
                .starts_with("DOCKER_BUILDKIT=1 docker image build ")
        );
        assert!(!build(Builder::Legacy, &Overrides::default()).contains("--progress"));
        assert_eq!(
            build(Builder::Buildah, &Overrides::default()),
            "TMPDIR='/tmp/a b' podman image build --format docker --build-arg username=jane --build-arg uid=1001 \
             --build-arg gid=100 --file docker/Dockerfile --tag project --label conda-in-docker.inputs=a=1 ."
        );
    }

    #[test]
    fn overrides_are_secrets_with_buildkit_and_a_build_argument_without() {
        let mut overrides = Overrides { ca_bundle: Some("/etc/ca,1.pem".into()), ..Overrides::default() };
        overrides.set("PIP_INDEX_URL", "http://u:p@127.0.0.1/$x");
        let line = build(Builder::Buildx, &overrides);
        assert!(line.starts_with("BUILD_ENV=\"PIP_INDEX_URL=http://u:p@127.0.0.1/\\$x\" docker "), "{line}");
        assert!(
            line.contains(" --secret id=build-env,env=BUILD_ENV --secret 'id=ca,\"src=/etc/ca,1.pem\"' "),
            "{line}"
        );
        assert!(build(Builder::Legacy, &overrides).contains(" --build-arg BUILD_ENV "));
    }

    #[test]
    fn a_lab_is_published_to_this_machine_alone_and_a_path_with_a_comma_is_one_field() {
        let container = Container {
            image: "project",
            name: Some("project-lab".to_owned()),
            project: "ab".to_owned(),
            owner: &user(),
            user: &user(),
            mounts: vec![Mount {
                source: "/home/jane/a, b/data".into(),
                target: "/home/jane/app/data".into(),
                read_only: false,
            }],
            volume: Some(Volume { name: "settings".to_owned(), target: "/home/jane/.jupyter/lab".into() }),
            port: Some(8889),
            env: vec!["JUPYTER_TOKEN".to_owned()],
            tty: true,
            detach: false,
            platform: None,
            extra: &["--shm-size=2g".to_owned()],
            command: vec!["jupyter".to_owned(), "lab".to_owned()],
        };
        assert_eq!(
            container_run(&Engine::assumed(None), container).to_string(),
            "docker container run --rm --init --interactive --tty --name project-lab --label conda-in-docker.project=ab \
             --label conda-in-docker.port=8889 --publish 127.0.0.1:8889:8888 --mount \
             'type=bind,\"source=/home/jane/a, b/data\",target=/home/jane/app/data' --mount \
             type=volume,source=settings,target=/home/jane/.jupyter/lab --env JUPYTER_TOKEN --shm-size=2g \
             project jupyter lab"
        );
    }
}
