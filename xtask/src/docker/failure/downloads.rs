//! The table of what the steps of a build say when they cannot have what they download: apt, Conda and pip. Conda changes the
//! names of its errors, so a sign is what the old name and the new one have in common.

use super::meaning::Asked::{Build, Step};
use super::meaning::{Meaning, Row};

/// The rows; the first that fits counts, after those of table.rs.
pub const DOWNLOADS: &[Row] = &[
    Row {
        means: Meaning::ChecksumDiffers,
        asked: &[Build, Step],
        signs: &[
            "checksummismatcherror",
            "conda detected a mismatch between",
            "has another md5 than the list",
            "has another sha256 than the list",
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
        means: Meaning::NoChannel,
        asked: &[Build, Step],
        signs: &["unavailableinvalidchannel"],
        sentence: "the server has no channel of a name that environment.yml gives, or does not give it to everybody; the log \
                   above names the channel, correct it in environment.yml",
    },
    Row {
        means: Meaning::PackageGone,
        asked: &[Build, Step],
        signs: &["http 404 not found for url"],
        sentence: "the server no longer has a package, which the log above names; with a lock run `cargo xtask lock --upgrade`, \
                   without one try again when the mirror has caught up",
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
        signs: &["packagesnotfound", "resolvepackagenotfound", "unsatisfiableerror", "nothing provides"],
        sentence: "Conda cannot find or combine the packages that the environment asks for; the log above names them, correct \
                   those lines of environment.yml, or write that file if there is none",
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
