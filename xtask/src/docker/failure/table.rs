//! The table of what engines say when they fail: a row for each thing that it means. downloads.rs has what comes behind.

use super::meaning::Asked::{Build, Docker, Image, Podman, Run, Step};
use super::meaning::{Meaning, Row};

/// The rows; the first that fits counts.
pub const TABLE: &[Row] = &[
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
    Row {
        // buildx, the legacy builder, the BuildKit of engine 20.10, and podman, each in its own words. Before the others,
        // since the script may have met and survived what they are about.
        means: Meaning::PostBuildFailed,
        asked: &[Build],
        signs: &[
            "/opt/docker/postbuild\" did not complete",
            "/opt/docker/postbuild' returned",
            "/opt/docker/postbuild]: exit code",
            "/opt/docker/postbuild\": while running runtime",
        ],
        sentence: "postBuild failed; the log above has what it said",
    },
];
