//! Ends a failed build with one sentence that says what to do, by what its log says.

use crate::base::error::ChildFailed;
use crate::docker::engine::kind::Kind;

/// What a log may say, in lower case, and the sentence that it calls for; the first that fits counts.
const SIGNS: &[(&[&str], &str)] = &[
    (
        &["no space left on device", "disk quota exceeded"],
        "the engine's disk is full; `docker system df` says what takes the room, `docker system prune` frees it",
    ),
    (
        // buildx, the legacy builder, the BuildKit of engine 20.10, and podman, each in its own words. Before the
        // others, since the script may have met and survived what they are about.
        &[
            "/opt/docker/postbuild\" did not complete",
            "/opt/docker/postbuild' returned",
            "/opt/docker/postbuild]: exit code",
            "/opt/docker/postbuild\": while running runtime",
        ],
        "postBuild failed; the log above has what it said",
    ),
    (
        &[
            "checksummismatcherror",
            "computed checksum did not match",
            "do not match the hashes from the requirements file",
        ],
        "what was downloaded is not what was to be: its checksum, which the log above has, is another one; a mirror or proxy has \
         changed it, or no longer has what lock/ names (then `cargo xtask lock` helps)",
    ),
    (
        &["lock/ has no file conda-"],
        "lock/ has nothing for the platform of this image; name it to `cargo xtask lock` by --platform, beside those that are \
         locked",
    ),
    (
        &["toomanyrequests", "pull rate limit"],
        "Docker Hub gives no more images to this address for now; type `docker login`, or name a mirror in BASE_IMAGE",
    ),
    (
        &[
            "certificate verify failed",
            "ssl certificate problem",
            "certificate verification failed",
            "unable to get local issuer",
        ],
        "a server's certificate is signed by an authority that the image does not know; name your company's CA bundle in \
         REQUESTS_CA_BUNDLE and try again",
    ),
    (
        &["no such image", "pull access denied", "manifest unknown", "manifest for"],
        "the base image cannot be had; correct the setting `base-image` or the variable BASE_IMAGE",
    ),
    (
        &[
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
        "the build cannot reach a server that it downloads from; check the network, name your proxy or mirrors in the \
         environment (xtask/docs/mirrors-and-offline.md), or build without the internet: `cargo xtask \
         offline-world`, then the same command with --offline",
    ),
    (
        &[
            "packagesnotfounderror",
            "resolvepackagenotfound",
            "unsatisfiableerror",
            "libmambaunsatisfiable",
            "nothing provides",
        ],
        "Conda cannot find or combine the packages that the environment asks for; the log above names them, correct those \
         lines of environment.yml",
    ),
    (
        &["is not a trusted or secure host"],
        "pip takes nothing from an index without TLS unless it is told to; name the index by https, or its host in \
         PIP_TRUSTED_HOST",
    ),
    (
        &[
            "no matching distribution found",
            "resolutionimpossible",
            "could not find a version that satisfies",
        ],
        "pip cannot find or combine the packages that it is asked for; the log above names them, correct those lines of \
         requirements.txt or of the `pip:` section",
    ),
    (
        &["exit code: 137", "non-zero code: 137", "signal: killed"],
        "a step of the build was killed, most likely for want of memory; give Docker more of it (Docker Desktop: Settings, \
         Resources) and try again",
    ),
    (
        &["exec format error"],
        "the base image is for another processor; choose one with --platform, such as linux/amd64",
    ),
];

/// How many lines at the end of a log are looked at.
const END: usize = 60;

/// What to add when the packages come from the offline world.
const OFFLINE: &str = "; the offline world has what this template needs and no more, `cargo xtask offline-world` makes it \
                       anew for the setting `apt`, and `--with PACKAGE` adds others";

/// Gives the failure of an engine's `image build` its sentence.
pub fn explain(error: anyhow::Error, log: &[String], kind: Kind, offline: bool) -> anyhow::Error {
    let Some(ChildFailed { code, .. }) = error.downcast_ref() else {
        return error;
    };
    // The end says why it failed; further up there may be a warning that came to nothing, or the text of a script.
    let end = log[log.len().saturating_sub(END)..].join("\n").to_lowercase();
    let fits = |signs: &[&str]| signs.iter().any(|sign| end.contains(sign));
    let sentence =
        SIGNS.iter().find(|(signs, _)| fits(signs)).map_or(
            "the image could not be built; the log above says at which step and why",
            |(_, sentence)| sentence,
        );
    let addition = if offline && sentence.contains("package") { OFFLINE } else { "" };
    // Podman has the same commands.
    let sentence = sentence.replace("`docker ", &format!("`{kind} "));
    ChildFailed { code: *code, sentence: format!("{sentence}{addition}") }.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sentence(line: &str) -> String {
        let failed = ChildFailed { code: 1, sentence: String::new() };
        explain(failed.into(), &["#9 step".to_owned(), line.to_owned()], Kind::Docker, false).to_string()
    }

    #[test]
    fn what_a_log_says_becomes_one_sentence_with_the_remedy() {
        let table = [
            ("write /opt/env/x: no space left on device", "the engine's disk is full"),
            ("curl: (6) Could not resolve host: github.com", "the build cannot reach a server"),
            ("CondaHTTPError: HTTP 000 CONNECTION FAILED for url", "the build cannot reach a server"),
            ("  Temporary failure resolving 'archive.example'", "the build cannot reach a server"),
            (
                "SSLError(SSLCertVerificationError('certificate verify failed'",
                "a server's certificate is signed by",
            ),
            (
                "PackagesNotFoundError: The following packages are not available",
                "Conda cannot find or combine",
            ),
            ("ERROR: No matching distribution found for nosuch", "pip cannot find or combine"),
            (
                "WARNING: The repository located at 10.0.0.7 is not a trusted or secure host",
                "pip takes nothing from",
            ),
            (
                "process \"/opt/docker/layer.sh x\" did not complete successfully: exit code: 137",
                "a step of the build was killed",
            ),
            (
                "The command '/opt/docker/layer.sh /opt/docker/postBuild' returned a non-zero code: 3",
                "postBuild failed",
            ),
            (
                "executor failed running [/opt/docker/layer.sh /opt/docker/postBuild]: exit code: 3",
                "postBuild failed",
            ),
            (
                "ChecksumMismatchError: Conda detected a mismatch between the expected content",
                "what was downloaded is not",
            ),
            ("sha256sum: WARNING: 1 computed checksum did NOT match", "what was downloaded is not"),
            ("lock/ has no file conda-linux-s390x.lock, and", "lock/ has nothing for the platform"),
            ("something else", "the image could not be built"),
        ];
        for (line, start) in table {
            assert!(sentence(line).starts_with(start), "{line}: {}", sentence(line));
        }
    }
}
