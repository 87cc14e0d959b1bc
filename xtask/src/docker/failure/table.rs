//! The table of what engines say when they fail: a row for each thing that it means. What only builds say is in builds.rs.

use super::builds::BUILDS;
use super::meaning::Asked::{Build, Containers, Docker, Image, Podman, Run, Step};
use super::meaning::{Asked, Meaning, Row};

/// Whatever Docker is asked.
const DOCKERS: &[Asked] = &[Docker, Image, Containers, Build, Run, Step];

/// All rows; the first that fits counts.
pub fn rows() -> impl Iterator<Item = &'static Row> {
    ENGINES.iter().chain(BUILDS)
}

const ENGINES: &[Row] = &[
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
            "is the docker daemon running",
            "error during connect",
            "failed to connect to the docker api",
            "no such host",
            "refused",
        ],
        sentence: "docker is installed, but its daemon does not answer{socket}; start Docker Desktop, or run `sudo systemctl \
                   start docker`, and try again",
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
    Row {
        means: Meaning::PortTaken,
        asked: &[Run],
        signs: &["port is already allocated", "address already in use"],
        sentence: "the port was taken by another program a moment ago; try again",
    },
    Row {
        means: Meaning::NameTaken,
        asked: &[Run],
        signs: &["already in use"],
        sentence: "a container of that name was started a moment ago; `cargo xtask status` says which",
    },
    Row {
        means: Meaning::DiskFull,
        asked: &[Build, Run, Step],
        signs: &["no space left on device", "disk quota exceeded"],
        sentence: "the engine's disk is full; `{engine} system df` says what takes the room, `{engine} system prune` frees it",
    },
];
