//! The table of what engines say when they fail at their work: a row for each thing that it means.

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
    Row {
        means: Meaning::ChecksumDiffers,
        asked: &[Build, Step],
        signs: &[
            "checksummismatcherror",
            "computed checksum did not match",
            "do not match the hashes from the requirements file",
        ],
        sentence: "a download has a wrong checksum, which the log above shows; a mirror or proxy has changed the \
                   file, or no longer has what lock/ names (then run `cargo xtask lock`)",
    },
    Row {
        means: Meaning::PlatformNotLocked,
        asked: &[Build],
        signs: &["lock/ has no file conda-"],
        sentence: "lock/ has nothing for the platform of this image; name it to `cargo xtask lock` by --platform, beside \
                   those that are locked",
    },
    Row {
        means: Meaning::NoCredentialHelper,
        asked: &[Build],
        signs: &["error getting credentials", "error listing credentials"],
        sentence: "docker cannot ask the program that keeps its passwords, which the log above names; if that is not installed, \
                   delete the line `credsStore` from ~/.docker/config.json, and try again",
    },
    Row {
        means: Meaning::TooManyPulls,
        asked: &[Build],
        signs: &["toomanyrequests", "pull rate limit"],
        sentence: "Docker Hub refuses further downloads from this address for now; run `{engine} login`, or name a mirror in \
                   BASE_IMAGE",
    },
    Row {
        means: Meaning::UnknownCertificate,
        asked: &[Build, Step],
        signs: &[
            "certificate verify failed",
            "ssl certificate problem",
            "certificate verification failed",
            "unable to get local issuer",
        ],
        sentence: "a server's certificate is signed by an authority that the image does not know; name your company's CA \
                   bundle in REQUESTS_CA_BUNDLE and try again",
    },
    Row {
        means: Meaning::NoBaseImage,
        asked: &[Build],
        signs: &["no such image", "pull access denied", "manifest unknown", "manifest for"],
        sentence: "the base image cannot be downloaded; correct the setting `base-image` or the variable BASE_IMAGE",
    },
    Row {
        means: Meaning::NoNetwork,
        asked: &[Build, Step],
        signs: &[
            "could not resolve",
            "temporary failure resolving",
            "temporary failure in name resolution",
            "http 000 connection failed",
            "condahttperror",
            "failed to establish a new connection",
            "network is unreachable",
            "no such host",
            "i/o timeout",
            "tls handshake timeout",
            "connection refused",
            "server misbehaving",
            "failed to connect",
            "connection timed out",
            "unable to connect",
        ],
        sentence: "the build cannot reach a server that it downloads from; check the network, or name your proxy or mirrors \
                   in the environment (xtask/docs/mirrors-and-offline.md)",
    },
    Row {
        means: Meaning::NoCondaSolution,
        asked: &[Build],
        signs: &[
            "packagesnotfounderror",
            "resolvepackagenotfound",
            "unsatisfiableerror",
            "libmambaunsatisfiable",
            "nothing provides",
        ],
        sentence: "Conda cannot find or combine the packages that the environment asks for; the log above names them, correct \
                   those lines of environment.yml",
    },
    Row {
        means: Meaning::IndexWithoutTls,
        asked: &[Build, Step],
        signs: &["is not a trusted or secure host"],
        sentence: "pip refuses an index without TLS; name the index by https, or its host in PIP_TRUSTED_HOST",
    },
    Row {
        means: Meaning::NoPipSolution,
        asked: &[Build],
        signs: &[
            "no matching distribution found",
            "resolutionimpossible",
            "could not find a version that satisfies",
        ],
        sentence: "pip cannot find or combine the packages that it is asked for; the log above names them, correct those \
                   lines of requirements.txt or of the `pip:` section",
    },
    Row {
        means: Meaning::Killed,
        asked: &[Build],
        signs: &["exit code: 137", "non-zero code: 137", "signal: killed"],
        sentence: "a step of the build was killed, most likely because memory ran out; give Docker more (Docker \
                   Desktop: Settings, Resources; in WSL 2 the file .wslconfig) and try again",
    },
    Row {
        means: Meaning::EngineLost,
        asked: &[Build],
        signs: &["error reading from server: eof"],
        sentence: "the engine ended the connection during the build; see whether it still runs, give it more memory if it ran out \
                   (Docker Desktop: Settings, Resources; in WSL 2 the file .wslconfig), and try again",
    },
    Row {
        means: Meaning::OtherProcessor,
        asked: &[Build],
        signs: &["exec format error"],
        sentence: "the base image is for another processor; choose one with --platform, such as linux/amd64",
    },
];
