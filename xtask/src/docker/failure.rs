//! A message for an engine's error: whoever runs docker, podman or Compose, or asks them something, asks here what their
//! words mean. Only a command that this process becomes speaks for itself.

mod downloads;
mod meaning;
mod missing;
mod no_answer;
mod start;
mod table;

use std::fmt;

use anyhow::Error;

use super::engine_kind::EngineKind;
use crate::base::error::ChildFailed;
use crate::base::process::reason;
use downloads::DOWNLOADS;
use meaning::Row;
pub use meaning::{Asked, Meaning};
use missing::missing_packages;
use no_answer::NO_ANSWER;
use start::start;
use table::TABLE;

/// The exit code of a client whose engine did not start the container.
pub const NOT_STARTED: i32 = 125;

/// How many lines at the end of a build's log are looked at: further up there may be a warning that came to nothing, or the
/// text of a script.
const END: usize = 60;

/// Both tables.
fn rows() -> impl Iterator<Item = &'static Row> {
    NO_ANSWER.iter().chain(TABLE).chain(DOWNLOADS)
}

/// An engine that failed.
#[derive(Clone, Copy, Debug)]
pub struct Failure<'a> {
    /// What it was asked.
    pub asked: Asked,
    /// Whose it is.
    pub engine: EngineKind,
    /// What it said.
    pub said: &'a str,
    /// What DOCKER_HOST says, if it is set.
    pub address: Option<&'a str>,
}

impl<'a> Failure<'a> {
    /// Of an engine that is where it is expected.
    pub fn new(asked: Asked, engine: EngineKind, said: &'a str) -> Self {
        Self { asked, engine, said, address: None }
    }

    fn row(&self) -> Option<&'static Row> {
        let said = self.said.to_lowercase();
        let fits =
            |row: &&Row| row.asked.contains(&self.asked) && row.signs.iter().any(|sign| said.contains(sign));
        rows().find(fits)
    }

    /// What it means, if the table has it.
    pub fn means(&self) -> Option<Meaning> {
        self.row().map(|row| row.means)
    }

    /// The sentence of the table, with what to do; `None` if the table does not have it.
    pub fn known(&self) -> Option<String> {
        self.row().map(|row| self.filled(row.sentence))
    }

    /// The sentence for a person.
    pub fn sentence(&self) -> String {
        self.known().unwrap_or_else(|| {
            self.filled(match self.asked {
                Asked::Docker => "`docker version` fails: {reason}",
                Asked::Podman => "podman is installed, but does not work ({reason})",
                Asked::Image => "{engine} does not show the image: {reason}",
                Asked::Containers => "{engine} does not list the containers: {reason}",
                Asked::Build => "the image could not be built; the log above says at which step and why",
                Asked::Run => "the container was not started",
                Asked::Step => "the command in the container failed: {reason}",
            })
        })
    }

    /// The error that has this sentence, if the table has it.
    pub fn error(&self) -> Option<Error> {
        Some(self.marked(Error::msg(self.known()?)))
    }

    fn marked(&self, error: Error) -> Error {
        match self.means() {
            Some(meaning) => error.context(Means { meaning, missing: missing_packages(self.said) }),
            None => error,
        }
    }

    fn filled(&self, sentence: &str) -> String {
        let socket = self.address.map_or_else(String::new, |address| format!(" at DOCKER_HOST={address}"));
        let sentence = sentence.replace("{engine}", self.engine.program()).replace("{socket}", &socket);
        let sentence = sentence.replace("{start}", start(self.said, self.address));
        // Nobody has seen yet what was said.
        let has_reason = self.asked != Asked::Run || sentence.contains("{reason}");
        let sentence = if has_reason { sentence } else { sentence + " ({reason})" };
        sentence.replace("{reason}", &reason(self.said))
    }
}

/// What the error of an engine's failure has around it, for those who know another way. It says nothing itself.
#[derive(Debug)]
pub struct Means {
    /// What it means.
    pub meaning: Meaning,
    /// The packages that were not found, as far as their names are known.
    pub missing: Vec<String>,
}

impl fmt::Display for Means {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        Ok(())
    }
}

/// Gives the failure of an engine's `image build` its sentence.
pub fn of_build(error: Error, log: &[String], engine: EngineKind) -> Error {
    let Some(ChildFailed { code, .. }) = error.downcast_ref() else {
        return error;
    };
    let end = log[log.len().saturating_sub(END)..].join("\n");
    let failure = Failure::new(Asked::Build, engine, &end);
    failure.marked(ChildFailed { code: *code, sentence: failure.sentence() }.into())
}

/// Whether an engine that was to remove something says that it is gone already.
pub fn says_gone(said: &str) -> bool {
    const SIGNS: [&str; 6] = [
        "no such image",
        "image not known",
        "no such container",
        "no container with name or id",
        "no such volume",
        "no volume with name",
    ];
    let said = said.to_lowercase();
    SIGNS.iter().any(|sign| said.contains(sign))
}

/// Whether an error of a build has this meaning.
pub fn is(error: &Error, meaning: Meaning) -> bool {
    error.downcast_ref::<Means>().is_some_and(|means| means.meaning == meaning)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::error::exit_code;
    use Asked::{Build, Containers, Docker, Image, Podman, Run, Step};

    /// What was asked, what was said, what it means.
    const RECORDED: &[(Asked, &str, Meaning)] = &[
        // https://github.com/allfro/device-mapping-manager/issues/20, with Docker 29.0.
        (
            Docker,
            "Error response from daemon: client version 1.41 is too old. Minimum supported API version is 1.44, please upgrade \
             your client to a newer version",
            Meaning::ClientTooOld,
        ),
        // https://github.com/ddev/ddev/issues/8136, with Docker 29.1 and two builds at a time.
        (
            Build,
            "#19 ERROR: failed to prepare extraction snapshot \"extract-771744199-MArs sha256:1d41b7b3\": parent snapshot \
             sha256:5f70bf18 does not exist: not found",
            Meaning::LayerLost,
        ),
        // https://github.com/aylei/kubectl-debug/issues/163, with Docker 20.10.
        (
            Run,
            "Error: Error response from daemon: client version 1.46 is too new. Maximum supported API version is 1.41",
            Meaning::EngineTooOld,
        ),
        // The words of Docker's library for clients, moby/moby, client/client.go.
        (
            Containers,
            "API version 1.41 is not supported by this client: the minimum supported API version is 1.44",
            Meaning::EngineTooOld,
        ),
        // https://github.com/docker/desktop-feedback/issues/337, with Docker 29.3 on Windows.
        (
            Docker,
            "failed to connect to the docker API at npipe:////./pipe/dockerDesktopLinuxEngine; check if the path is correct and \
             if the daemon is running: open //./pipe/dockerDesktopLinuxEngine: The system cannot find the file specified.",
            Meaning::NoDaemon,
        ),
        (
            Docker,
            "permission denied while trying to connect to the Docker daemon socket at unix:///var/run/docker.sock",
            Meaning::NotAllowed,
        ),
        (
            Docker,
            "Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?",
            Meaning::NoDaemon,
        ),
        (
            Docker,
            "error during connect: Get \"http://server:2375/v1.51/version\": dial tcp: lookup server: no such host",
            Meaning::NoDaemon,
        ),
        (
            Docker,
            "The command 'docker' could not be found in this WSL 1 distro.\nWe recommend to convert this distro to WSL 2",
            Meaning::NoWsl2,
        ),
        (
            Docker,
            "The command 'docker' could not be found in this WSL 2 distro.\nWe recommend to activate the WSL integration",
            Meaning::NoWslIntegration,
        ),
        (
            Docker,
            "Failed to initialize: unable to resolve docker endpoint: context \"desktop-linux\": context not found: open meta.json",
            Meaning::NoContext,
        ),
        (
            Docker,
            "failed to connect to the docker API at unix:///Users/jane/.orbstack/run/docker.sock; check if the path is correct",
            Meaning::NoDaemon,
        ),
        (
            Docker,
            "request returned 500 Internal Server Error for API route and version http://%2FUsers%2Fjane%2F.docker%2Frun%2Fdocker.sock",
            Meaning::NotReady,
        ),
        (
            Podman,
            "Error: command required for rootless mode with multiple IDs: exec: \"newuidmap\": not found",
            Meaning::NoIdMapper,
        ),
        (
            Podman,
            "ERRO[0000] cannot find UID/GID for user jane: no subuid ranges found for user \"jane\" in /etc/subuid",
            Meaning::NoSubordinateIds,
        ),
        (
            Podman,
            "Cannot connect to Podman. Please verify your connection to the Linux system",
            Meaning::NoPodmanMachine,
        ),
        (Image, "Error response from daemon: No such image: project:latest", Meaning::NoImage),
        (Image, "Error: inspecting object: project: image not known", Meaning::NoImage),
        (
            Run,
            "docker: Error response from daemon: driver failed programming external connectivity on endpoint lab (1f): Bind \
             for 127.0.0.1:8888 failed: port is already allocated.",
            Meaning::PortTaken,
        ),
        (
            Run,
            "failed to set up container networking: driver failed programming external connectivity on endpoint lab (1f): \
             failed to bind host port for 127.0.0.1:8888:172.18.0.2:8888/tcp: address already in use",
            Meaning::PortTaken,
        ),
        (
            Run,
            "Error: rootlessport listen tcp 127.0.0.1:8888: bind: address already in use",
            Meaning::PortTaken,
        ),
        (
            Run,
            "docker: Error response from daemon: Mounts denied: \nThe path /srv/x is not shared from the host and is not known to \
             Docker.",
            Meaning::NotShared,
        ),
        (
            Run,
            "docker: Error response from daemon: Conflict. The container name \"/project-lab\" is already in use by container \
             \"1f\". You have to remove (or rename) that container to be able to reuse that name.",
            Meaning::NameTaken,
        ),
        (
            Run,
            "docker: Error response from daemon: mkdir /var/lib/docker/overlay2/1f: no space left on device.",
            Meaning::DiskFull,
        ),
        (Build, "write /opt/env/x: no space left on device", Meaning::DiskFull),
        (
            Build,
            "The command '/opt/docker/layer.sh setpriv /opt/docker/postBuild; find /x ! -type l -exec chmod a-w {} +' returned a non-zero code: 3",
            Meaning::PostBuildFailed,
        ),
        (
            Build,
            "executor failed running [/opt/docker/layer.sh setpriv /opt/docker/postBuild; find /x ! -type l -exec chmod a-w {} +]: exit code: 3",
            Meaning::PostBuildFailed,
        ),
        (
            Build,
            "ChecksumMismatchError: Conda detected a mismatch between the expected content",
            Meaning::ChecksumDiffers,
        ),
        (Build, "sha256sum: WARNING: 1 computed checksum did NOT match", Meaning::ChecksumDiffers),
        (Build, "lock/ has no file conda-linux-s390x.lock, and", Meaning::PlatformNotLocked),
        (
            Build,
            "error getting credentials - err: exec: \"docker-credential-desktop\": executable file not found in $PATH, out: ``",
            Meaning::NoCredentialHelper,
        ),
        (
            Build,
            "ERROR: failed to receive status: rpc error: code = Unavailable desc = error reading from server: EOF",
            Meaning::EngineLost,
        ),
        (
            Build,
            "toomanyrequests: You have reached your unauthenticated pull rate limit.",
            Meaning::TooManyPulls,
        ),
        (Build, "SSLError(SSLCertVerificationError('certificate verify failed'", Meaning::UnknownCertificate),
        (
            Build,
            "ERROR: pull access denied for nosuch, repository does not exist or may require authorization",
            Meaning::NoBaseImage,
        ),
        (Build, "curl: (6) Could not resolve host: github.com", Meaning::NoNetwork),
        (Build, "  Temporary failure resolving 'archive.example'", Meaning::NoNetwork),
        (
            Build,
            "UnavailableInvalidChannel: HTTP 404 NOT FOUND for channel nodefaults <https://conda.anaconda.org/nodefaults>",
            Meaning::NoChannel,
        ),
        (
            Step,
            "CondaHTTPError: HTTP 404 NOT FOUND for url <https://conda.anaconda.org/conda-forge/noarch/six-1-0.conda>",
            Meaning::PackageGone,
        ),
        (
            Build,
            "Conda detected a mismatch between the expected content and downloaded",
            Meaning::ChecksumDiffers,
        ),
        (Build, "six-1-0.conda has another md5 than the list, 00", Meaning::ChecksumDiffers),
        (Build, "six-1-0.conda has another sha256 than the list, 00", Meaning::ChecksumDiffers),
        (Step, "CondaHTTPError: HTTP 000 CONNECTION FAILED for url", Meaning::NoNetwork),
        (Build, "PackagesNotFoundError: The following packages are not available", Meaning::NoCondaSolution),
        (
            Build,
            "PackagesNotFoundInChannelsError: The following packages are not available from current channels:",
            Meaning::NoCondaSolution,
        ),
        (Build, "LibMambaUnsatisfiableError: Encountered problems while solving:", Meaning::NoCondaSolution),
        (Build, "RattlerUnsatisfiableError: Cannot solve the request because of:", Meaning::NoCondaSolution),
        (
            Step,
            "WARNING: The repository located at 10.0.0.7 is not a trusted or secure host and is being ignored.",
            Meaning::IndexWithoutTls,
        ),
        (Build, "ERROR: No matching distribution found for nosuch", Meaning::NoPipSolution),
        (
            Build,
            "process \"/opt/docker/layer.sh x\" did not complete successfully: exit code: 137",
            Meaning::Killed,
        ),
        (Build, "exec /bin/sh: exec format error", Meaning::OtherProcessor),
    ];

    #[test]
    fn every_row_of_the_table_means_what_was_recorded_and_no_row_is_without_a_record() {
        for (asked, said, means) in RECORDED {
            let failure = Failure::new(*asked, EngineKind::Docker, said);
            assert_eq!(failure.means(), Some(*means), "{said}");
        }
        let is_recorded = |means| RECORDED.iter().any(|(_, _, recorded)| *recorded == means);
        let missing: Vec<_> = rows().map(|row| row.means).filter(|means| !is_recorded(*means)).collect();
        assert_eq!(missing, []);
    }

    #[test]
    fn the_step_of_post_build_alone_ends_as_the_table_says() {
        let dockerfile = include_str!("../../../docker/Dockerfile").replace("\\\n", "");
        let end = "-exec chmod a-w {} +";
        let steps: Vec<&str> = dockerfile.lines().filter(|line| line.ends_with(end)).collect();
        let [step] = steps.as_slice() else { panic!("{steps:?}") };
        assert!(step.contains("/dev/postBuild/postBuild;"), "{step}");
        let row = TABLE.iter().find(|row| row.means == Meaning::PostBuildFailed).unwrap();
        assert!(row.signs.iter().all(|sign| sign.starts_with(end)));
    }

    #[test]
    fn the_same_words_mean_another_thing_elsewhere_and_some_mean_nothing() {
        let means = |asked, said| Failure::new(asked, EngineKind::Docker, said).means();
        assert_eq!(means(Docker, "dial tcp: lookup server: no such host"), Some(Meaning::NoDaemon));
        assert_eq!(means(Build, "dial tcp: lookup server: no such host"), Some(Meaning::NoNetwork));
        assert_eq!(means(Image, "error during connect: dial tcp: lookup server: no such host"), None);
        assert_eq!(means(Build, "cp: permission denied"), None);
        // What Conda 26 says beside, whenever pip is installed.
        let beside =
            "WARNING conda_pypi: Did you know? `conda pypi install` installs packages from PyPI, too.";
        assert_eq!([Build, Step].map(|asked| means(asked, beside)), [None, None]);
    }

    #[test]
    fn a_sentence_names_the_engine_where_it_was_looked_for_and_why() {
        let sentence = |asked, engine, said| Failure::new(asked, engine, said).sentence();
        let (docker, podman) = (EngineKind::Docker, EngineKind::Podman);
        let table = [
            (
                sentence(Podman, podman, "Error: exec: \"newuidmap\": not found\n"),
                "podman is installed, but does not work (Error: exec: \"newuidmap\": not found); install the package `uidmap`, \
                 by which it gets ids for its containers, and try again",
            ),
            (
                sentence(Podman, podman, "no such runtime\n"),
                "podman is installed, but does not work (no such runtime)",
            ),
            (
                sentence(Run, podman, "Error: no space left on device"),
                "the engine's disk is full; `cargo xtask clean --all` removes what this tool has left there; `podman system df` says \
                 what takes the room, `podman system prune` frees it (Error: no space left on device)",
            ),
            (sentence(Run, docker, "x\nSee 'docker run --help'.\n"), "the container was not started (x)"),
            (sentence(Image, docker, "Error: timeout"), "docker does not show the image: Error: timeout"),
            (
                sentence(Build, docker, "something else"),
                "the image could not be built; the log above says at which step and why",
            ),
        ];
        for (sentence, expected) in table {
            assert_eq!(sentence, expected);
        }
        let failure =
            Failure { address: Some("tcp://a:1"), ..Failure::new(Docker, docker, "Cannot connect") };
        let start = "docker is installed, but its daemon does not answer at DOCKER_HOST=tcp://a:1; start ";
        assert!(failure.sentence().starts_with(start), "{}", failure.sentence());
    }

    #[test]
    fn the_end_of_a_build_s_log_decides_and_its_error_says_what_it_means() {
        let of_build = |log: &[String]| {
            let failed = ChildFailed { code: 7, sentence: String::new() };
            of_build(failed.into(), log, EngineKind::Docker)
        };
        let means = |error: &Error| error.downcast_ref().map(|means: &Means| means.meaning);
        let sentence = |error: &Error| error.downcast_ref::<ChildFailed>().unwrap().sentence.clone();
        let missing = "ERROR: No matching distribution found for nosuch".to_owned();
        let error = of_build(std::slice::from_ref(&missing));
        assert_eq!((means(&error), exit_code(&error)), (Some(Meaning::NoPipSolution), 7));
        assert!(sentence(&error).starts_with("pip cannot find or combine the packages "), "{error:#}");
        let log: Vec<String> = [missing].into_iter().chain((0..END).map(|n| format!("line {n}"))).collect();
        let error = of_build(&log);
        assert_eq!(means(&error), None);
        assert!(sentence(&error).starts_with("the image could not be built;"), "{error:#}");
    }
}
