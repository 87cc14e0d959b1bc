//! The table of what engines say when they fail: a row for each thing that it means. downloads.rs has what comes behind.

use super::meaning::Asked::{Build, Run, Step};
use super::meaning::{Meaning, Row};

/// The rows; the first that fits counts.
pub const TABLE: &[Row] = &[
    Row {
        means: Meaning::PortTaken,
        asked: &[Run],
        signs: &["port is already allocated", "address already in use"],
        sentence: "the port was taken by another program a moment ago; try again",
    },
    Row {
        // Docker Desktop, which shows its engine no other folders; the second if it lost one of them.
        means: Meaning::NotShared,
        asked: &[Run],
        signs: &["mounts denied", "is not shared from the host", "creating mount source path '/host_mnt"],
        sentence: "Docker Desktop does not share this folder with its containers; add it, or one around it, in its Settings, \
                   Resources, File sharing, or move the project below your home, and try again",
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
        sentence: "the engine's disk is full; `cargo xtask clean --all` removes what this tool has left there; `{engine} system df` says \
                   what takes the room, `{engine} system prune` frees it",
    },
    Row {
        // Two builds at a time in containerd's image store: https://github.com/moby/buildkit/issues/6521
        means: Meaning::LayerLost,
        asked: &[Build],
        signs: &["failed to prepare extraction snapshot"],
        sentence: "{engine} lost a layer while it stored the image, as it may beside another build; try again, since nothing has \
                   to be built anew",
    },
    Row {
        // The end of the step's command in the words of buildx, the legacy builder, the BuildKit of engine 20.10, and podman.
        // Before the others, since the script may have met and survived what they are about.
        means: Meaning::PostBuildFailed,
        asked: &[Build],
        signs: &[
            "-exec chmod a-w {} +\" did not complete",
            "-exec chmod a-w {} +' returned",
            "-exec chmod a-w {} +]: exit code",
            "-exec chmod a-w {} +\": while running runtime",
        ],
        sentence: "postBuild failed; the log above has what it said",
    },
];
