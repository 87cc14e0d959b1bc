//! The table of what engines say when they fail: a row for each thing that it means.

use super::meaning::Asked::{Build, Containers, Docker, Image, Podman, Run, Step};
use super::meaning::{Asked, Meaning, Row};

/// Whatever Docker is asked.
const DOCKERS: &[Asked] = &[Docker, Image, Containers, Build, Run, Step];

/// The rows; the first that fits counts.
pub const TABLE: &[Row] = &[
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
                   Desktop: Settings, Resources) and try again",
    },
    Row {
        means: Meaning::OtherProcessor,
        asked: &[Build],
        signs: &["exec format error"],
        sentence: "the base image is for another processor; choose one with --platform, such as linux/amd64",
    },
];
