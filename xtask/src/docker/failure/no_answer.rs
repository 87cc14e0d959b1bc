//! The table of what clients say that do not reach an engine, or to which it has no answer: a row for each thing that it means.

use super::meaning::Asked::{Build, Containers, Docker, Image, Podman, Run, Step};
use super::meaning::{Asked, Meaning, Row};

/// Whatever Docker is asked.
const DOCKERS: &[Asked] = &[Docker, Image, Containers, Build, Run, Step];

/// The rows; the first that fits counts.
pub const NO_ANSWER: &[Row] = &[
    // Any question may meet with these two.
    Row {
        // Docker 29 refuses what is older than Docker 25.
        means: Meaning::ClientTooOld,
        asked: DOCKERS,
        signs: &["is too old. minimum supported api version"],
        sentence: "the Docker engine refuses its client ({reason}); update the client and its plugins (Docker's packages \
                   `docker-ce-cli`, `docker-buildx-plugin` and `docker-compose-plugin`), unset DOCKER_API_VERSION if that \
                   names the version, and try again",
    },
    Row {
        means: Meaning::EngineTooOld,
        asked: DOCKERS,
        signs: &["is too new. maximum supported api version", "is not supported by this client: the minimum"],
        sentence: "the Docker engine is too old for its client ({reason}); update the engine, unset DOCKER_API_VERSION if that \
                   names the version, and try again",
    },
    Row {
        // Docker Desktop's own script says it, on stdout.
        means: Meaning::NoWsl2,
        asked: &[Docker],
        signs: &["could not be found in this wsl 1 distro"],
        sentence: "Docker Desktop works with WSL 2, and this is WSL 1; convert the distribution in PowerShell (`wsl \
                   --set-version NAME 2`, `wsl --list` has the name), turn it on in Docker Desktop's Settings, Resources, WSL \
                   integration, and try again",
    },
    Row {
        means: Meaning::NoWslIntegration,
        asked: &[Docker],
        signs: &["could not be found in this wsl"],
        sentence: "Docker Desktop does not serve this WSL distribution; start it, turn the distribution on in its Settings, \
                   Resources, WSL integration, and try again",
    },
    Row {
        // Whoever removes Docker Desktop or Colima keeps the line `currentContext` in docker's configuration.
        means: Meaning::NoContext,
        asked: &[Docker],
        signs: &["context not found", "is not found on the file system"],
        sentence: "docker's context is gone ({reason}); `docker context ls` shows those that are there, `docker context use NAME` \
                   chooses one",
    },
    Row {
        means: Meaning::NotReady,
        asked: &[Docker],
        signs: &["internal server error for api route"],
        sentence: "docker's engine is not ready ({reason}); wait until Docker Desktop has started, or restart it, and try again",
    },
    Row {
        means: Meaning::NotAllowed,
        asked: &[Docker],
        signs: &["permission denied"],
        sentence: "you may not use the Docker engine{socket}: permission denied on its socket; run `sudo usermod --append \
                   --groups docker $USER`, log out and in, and try again",
    },
    Row {
        means: Meaning::NoDaemon,
        asked: &[Docker],
        signs: &[
            "cannot connect",
            "failed to connect",
            "is the docker daemon running",
            "error during connect",
            "no such host",
            "refused",
        ],
        sentence: "docker is installed, but its daemon does not answer{socket}; {start}, and try again",
    },
    Row {
        means: Meaning::NoIdMapper,
        asked: &[Podman],
        signs: &["newuidmap"],
        sentence: "podman is installed, but does not work ({reason}); install the package `uidmap`, by which it gets ids for \
                   its containers, and try again",
    },
    Row {
        means: Meaning::NoSubordinateIds,
        asked: &[Podman],
        signs: &["subuid"],
        sentence: "podman is installed, but does not work ({reason}); give your account ids for its containers: `sudo usermod \
                   --add-subuids 100000-165535 --add-subgids 100000-165535 $USER`, then `podman system migrate`, and try again",
    },
    Row {
        means: Meaning::NoPodmanMachine,
        asked: &[Podman],
        signs: &["cannot connect"],
        sentence: "podman is installed, but does not work ({reason}); start its machine with `podman machine start`, and try \
                   again",
    },
    Row {
        means: Meaning::NoImage,
        asked: &[Image],
        signs: &["no such image", "image not known"],
        sentence: "{engine} has no such image",
    },
];
