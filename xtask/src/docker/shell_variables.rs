//! The user's shell has variables by which these programs choose what they work on. One table says what becomes of each: no
//! shell may turn a command for this project into one for another.

use crate::base::process::Hidden;
use crate::machine::host::Host;

/// What reads a variable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reader {
    /// Compose, as docker's plugin or as a program of its own.
    Compose,
    /// Docker's client, with buildx.
    Docker,
    /// Podman.
    Podman,
    /// git.
    Git,
    /// This machine's Python, for the offline world and for `bench`.
    Python,
}

/// What becomes of a variable of the shell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// The program gets it: it says which engine is meant, or how something is shown.
    Keep,
    /// The program does not get it: it would mean another project, repository or user.
    Remove,
    /// The command line says the same, and that counts.
    Set,
}

use Decision::{Keep, Remove, Set};
use Reader::{Compose, Docker, Git, Podman, Python};

/// Each variable that chooses something. One that is not here is kept.
pub const TABLE: [(Reader, &str, Decision); 82] = [
    // Which project, and which part of it.
    // It gives containers other names, and `deploy` another meaning.
    (Compose, "COMPOSE_COMPATIBILITY", Remove),
    (Compose, "COMPOSE_DISABLE_ENV_FILE", Remove),
    (Compose, "COMPOSE_ENV_FILES", Remove),
    (Compose, "COMPOSE_FILE", Remove),
    (Compose, "COMPOSE_IGNORE_ORPHANS", Remove),
    (Compose, "COMPOSE_PATH_SEPARATOR", Remove),
    (Compose, "COMPOSE_PROFILES", Remove),
    (Compose, "COMPOSE_PROJECT_NAME", Remove),
    (Compose, "COMPOSE_REMOVE_ORPHANS", Remove),
    // The values of docker/.env; the shell's would count more.
    (Compose, "LAB_GID", Remove),
    (Compose, "LAB_IMAGE", Remove),
    (Compose, "LAB_PROJECT", Remove),
    (Compose, "LAB_ROOT", Remove),
    (Compose, "LAB_TIME_ZONE", Remove),
    (Compose, "LAB_TOKEN", Remove),
    (Compose, "LAB_UID", Remove),
    (Compose, "LAB_USER", Remove),
    (Compose, "LAB_VOLUME", Remove),
    (Compose, "LAB_PORT", Set),
    // How Compose works and what it shows.
    (Compose, "COMPOSE_ANSI", Keep),
    (Compose, "COMPOSE_BAKE", Keep),
    (Compose, "COMPOSE_CONVERT_WINDOWS_PATHS", Keep),
    (Compose, "COMPOSE_EXPERIMENTAL", Keep),
    (Compose, "COMPOSE_MENU", Keep),
    (Compose, "COMPOSE_PARALLEL_LIMIT", Keep),
    (Compose, "COMPOSE_PROGRESS", Keep),
    (Compose, "COMPOSE_STATUS_STDOUT", Keep),
    // Which engine, and how to get at it.
    (Docker, "DOCKER_API_VERSION", Keep),
    (Docker, "DOCKER_AUTH_CONFIG", Keep),
    (Docker, "DOCKER_CERT_PATH", Keep),
    (Docker, "DOCKER_CONFIG", Keep),
    (Docker, "DOCKER_CLI_EXPERIMENTAL", Keep),
    (Docker, "DOCKER_CLI_HINTS", Keep),
    // It is of names alone, and what runs is an id.
    (Docker, "DOCKER_CONTENT_TRUST", Keep),
    (Docker, "DOCKER_CONTENT_TRUST_SERVER", Keep),
    (Docker, "DOCKER_CONTEXT", Keep),
    (Docker, "DOCKER_CUSTOM_HEADERS", Keep),
    (Docker, "DOCKER_HIDE_LEGACY_COMMANDS", Keep),
    (Docker, "DOCKER_HOST", Keep),
    (Docker, "DOCKER_TLS", Keep),
    (Docker, "DOCKER_TLS_VERIFY", Keep),
    // A builder with images of its own gives this one to the engine: `--load` says so.
    (Docker, "BUILDX_BUILDER", Keep),
    (Docker, "BUILDKIT_HOST", Keep),
    (Docker, "BUILDX_CONFIG", Keep),
    (Docker, "BUILDX_EXPERIMENTAL", Keep),
    (Docker, "BUILDX_GIT_LABELS", Keep),
    (Docker, "BUILDX_METADATA_PROVENANCE", Keep),
    (Docker, "BUILDX_NO_DEFAULT_ATTESTATIONS", Keep),
    (Docker, "BUILDKIT_COLORS", Keep),
    (Docker, "EXPERIMENTAL_BUILDKIT_SOURCE_POLICY", Keep),
    // It is the builds' and the containers' alike, and so the image's, as by --platform; the setting `platform` goes before it.
    (Docker, "DOCKER_DEFAULT_PLATFORM", Keep),
    (Docker, "BUILDKIT_PROGRESS", Set),
    (Docker, "DOCKER_BUILDKIT", Set),
    (Podman, "CONTAINERS_CONF", Keep),
    (Podman, "CONTAINERS_REGISTRIES_CONF", Keep),
    (Podman, "CONTAINERS_STORAGE_CONF", Keep),
    (Podman, "CONTAINER_CONNECTION", Keep),
    (Podman, "CONTAINER_HOST", Keep),
    (Podman, "CONTAINER_SSHKEY", Keep),
    (Podman, "REGISTRY_AUTH_FILE", Keep),
    (Podman, "STORAGE_DRIVER", Keep),
    (Podman, "STORAGE_OPTS", Keep),
    // The account in the container is made for the ids that we say.
    (Podman, "PODMAN_USERNS", Remove),
    (Podman, "BUILDAH_FORMAT", Set),
    (Podman, "TMPDIR", Set),
    // Its own, by which it knows that it has started itself anew.
    (Podman, "_CONTAINERS_USERNS_CONFIGURED", Keep),
    // Another repository than that of the folder, as in a hook of git's.
    (Git, "GIT_ALTERNATE_OBJECT_DIRECTORIES", Remove),
    (Git, "GIT_COMMON_DIR", Remove),
    (Git, "GIT_DIR", Remove),
    (Git, "GIT_INDEX_FILE", Remove),
    (Git, "GIT_NAMESPACE", Remove),
    (Git, "GIT_OBJECT_DIRECTORY", Remove),
    (Git, "GIT_WORK_TREE", Remove),
    (Git, "GIT_AUTHOR_NAME", Keep),
    (Git, "GIT_CONFIG_COUNT", Keep),
    (Git, "GIT_CONFIG_GLOBAL", Keep),
    // The modules of another Python, as an activated environment or a tool's start script leaves them.
    (Python, "PYTHONHOME", Remove),
    (Python, "PYTHONPATH", Remove),
    (Python, "PYTHONINSPECT", Remove),
    (Python, "PYTHONSAFEPATH", Remove),
    (Python, "PYTHONDONTWRITEBYTECODE", Keep),
    (Python, "CONDA_PREFIX", Keep),
];

/// What each program goes by, and finds its own files by.
const OF_EACH_PROGRAM: [&str; 7] =
    ["HOME", "LD_LIBRARY_PATH", "LD_PRELOAD", "PATH", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_RUNTIME_DIR"];

impl Reader {
    /// How the reader's command lines begin.
    fn commands(self) -> &'static [&'static [&'static str]] {
        match self {
            Compose => &[&["docker", "compose"], &["docker-compose"]],
            Docker => &[&["docker"]],
            Podman => &[&["podman"]],
            Git => &[&["git"]],
            Python => &[&["python3"]],
        }
    }
}

/// The variables that a reader does not get.
fn removed_from(reader: Reader) -> impl Iterator<Item = &'static str> {
    TABLE.into_iter().filter(move |row| row.0 == reader && row.2 == Remove).map(|(_, name, _)| name)
}

/// Whether Compose has its own value of the variable, or none, whatever the shell has.
pub fn not_of_the_shell(name: &str) -> bool {
    TABLE.iter().any(|row| row.0 == Compose && row.1 == name && row.2 != Keep)
}

/// Whether an engine's client goes by the variable itself, so that a container's value must not get into its environment.
pub fn is_of_the_client(name: &str) -> bool {
    let in_table = TABLE.iter().any(|row| matches!(row.0, Docker | Podman) && row.1 == name);
    in_table || OF_EACH_PROGRAM.contains(&name)
}

/// Those that this shell has and a reader does not get.
pub fn hidden(host: &Host) -> Vec<Hidden> {
    let rows = [Compose, Docker, Podman, Git, Python].into_iter().flat_map(|reader| {
        removed_from(reader)
            .flat_map(move |name| reader.commands().iter().map(move |command| Hidden { command, name }))
    });
    rows.filter(|hidden| host.env.contains_key(hidden.name)).collect()
}
