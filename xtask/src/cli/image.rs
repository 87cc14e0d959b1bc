//! The commands that make the image.

use camino::Utf8PathBuf;
use clap::{ArgAction, ArgMatches, Command, value_parser};

use super::words::{command, flag, no_check, option, options, path, slim, some, text, texts, words};

/// `generate`
#[derive(Debug, Default)]
pub struct Generate {
    /// Whether to write nothing, and fail if anything differs.
    pub check: bool,
    /// The folder to write docker/ into, instead of the project.
    pub output: Option<Utf8PathBuf>,
    /// Whether to write for the legacy builder.
    pub no_buildkit: bool,
    /// Whether to write for the image for deployment.
    pub slim: bool,
}

impl Generate {
    pub(super) fn grammar() -> Command {
        let about = "Write docker/ and .devcontainer/ from template/, the Conda files and the settings";
        command("generate", about).args([
            flag("check", "Write nothing; print what differs and fail if anything does"),
            option("output", "DIR", "Write docker/ into this folder instead of the project"),
            flag(
                "no-buildkit",
                "Write a Dockerfile for the legacy builder, which has no cache mounts and no secrets",
            ),
            slim("Write the Dockerfile of the image for deployment").conflicts_with("no-buildkit"),
        ])
    }

    pub(super) fn from_matches(matches: &mut ArgMatches) -> Self {
        Self {
            check: matches.get_flag("check"),
            output: path(matches, "output"),
            no_buildkit: matches.get_flag("no-buildkit"),
            slim: matches.get_flag("slim"),
        }
    }
}

/// `lock`
#[derive(Debug)]
pub struct Lock {
    /// The platforms to lock for.
    pub platform: Vec<String>,
    /// The packages whose versions to choose anew; all of them if none is named.
    pub upgrade: Option<Vec<String>>,
    /// The commits whose locks to compare, REV or REV..REV.
    pub diff: Option<String>,
    /// Whether to write nothing, and fail if the Conda files have changed.
    pub check: bool,
    /// Whether to lock what `check` calls an error.
    pub no_check: bool,
}

impl Lock {
    pub(super) fn grammar() -> Command {
        let platform = "Lock for this platform, such as linux-64 or linux-aarch64; may be given several times \
                        [default: those of the lock so far, or the engine's]";
        let diff = "Write nothing; show what has another version than in the commit REV, or from REV to REV with REV..REV \
                    [default: HEAD]";
        command("lock", "Write every package of the environment into lock/, each with its checksum").args([
            options("platform", "PLATFORM", platform),
            some("upgrade", "PACKAGE", "Choose the versions of these packages anew, or of all")
                .action(ArgAction::Append),
            some("diff", "REV", diff).default_missing_value("HEAD").num_args(0..=1),
            flag("check", "Write nothing; fail if the Conda files have changed since")
                .conflicts_with_all(["upgrade", "diff"]),
            no_check(),
        ])
    }

    pub(super) fn from_matches(matches: &mut ArgMatches) -> Self {
        Self {
            platform: texts(matches, "platform"),
            upgrade: matches.contains_id("upgrade").then(|| texts(matches, "upgrade")),
            diff: text(matches, "diff"),
            check: matches.get_flag("check"),
            no_check: matches.get_flag("no-check"),
        }
    }
}

/// `explain`
#[derive(Debug)]
pub struct Explain {
    /// The files; none for a table of all that is built.
    pub paths: Vec<Utf8PathBuf>,
}

impl Explain {
    pub(super) fn grammar() -> Command {
        command("explain", "Show what an edit of a file builds again")
            .arg(words("PATH", "The files [default: a table of all that is built]"))
    }

    pub(super) fn from_matches(matches: &mut ArgMatches) -> Self {
        Self { paths: texts(matches, "PATH").into_iter().map(Utf8PathBuf::from).collect() }
    }
}

/// `size`
#[derive(Debug)]
pub struct Size {
    /// The image's name, NAME or NAME:TAG.
    pub tag: Option<String>,
    /// The size that no image may exceed, with its unit.
    pub max: Option<String>,
    /// How many packages to show.
    pub top: usize,
    /// Whether to print JSON.
    pub json: bool,
}

impl Size {
    pub(super) fn grammar() -> Command {
        let top = "Show so many packages; with 0 the layers alone [default: 15]";
        command("size", "Show what the image is made of, in bytes: by layer, and by the largest packages")
            .args([
                option(
                    "tag",
                    "TAG",
                    "The image's name, as that of `docker-build --tag` [default: the setting `image`]",
                ),
                option("max", "SIZE", "Fail if an image is larger, such as 2GB or 1.5GiB; for your CI"),
                option("top", "N", top).value_parser(value_parser!(u16)),
                flag("json", "Print one JSON document"),
            ])
    }

    pub(super) fn from_matches(matches: &mut ArgMatches) -> Self {
        let top = matches.remove_one::<u16>("top").unwrap_or(15);
        Self {
            tag: text(matches, "tag"),
            max: text(matches, "max"),
            top: top.into(),
            json: matches.get_flag("json"),
        }
    }
}

/// `docker-build`
#[derive(Debug, Default)]
pub struct DockerBuild {
    /// Whether to build the image for deployment.
    pub slim: bool,
    /// The image's name, NAME or NAME:TAG.
    pub tag: Option<String>,
    /// Whether to build every layer anew.
    pub no_cache: bool,
    /// Whether to look for a newer base image.
    pub pull: bool,
    /// Whether to build twice, and compare.
    pub verify_reproducible: bool,
    /// The platform to build for.
    pub platform: Option<String>,
    /// Whether to build what `check` calls an error.
    pub no_check: bool,
    /// Further arguments of the engine's `image build`.
    pub docker_args: Vec<String>,
}

impl DockerBuild {
    pub(super) fn grammar() -> Command {
        let reproducible = "Build once more without a cache, and name the layers and files that differ";
        command("docker-build", "Build the image").args([
            slim("Build NAME:slim, the image for deployment: without Conda, for any user"),
            option("tag", "TAG", "The image's name, NAME or NAME:TAG [default: the setting `image`]"),
            flag("no-cache", "Build every layer anew"),
            flag("pull", "Look for a newer base image"),
            flag("verify-reproducible", reproducible).conflicts_with("slim"),
            option("platform", "PLATFORM", "Build for this platform, such as linux/amd64"),
            no_check(),
            words("DOCKER ARGS", "Further arguments of `docker image build` or `podman image build`")
                .last(true),
        ])
    }

    pub(super) fn from_matches(matches: &mut ArgMatches) -> Self {
        Self {
            slim: matches.get_flag("slim"),
            tag: text(matches, "tag"),
            no_cache: matches.get_flag("no-cache"),
            pull: matches.get_flag("pull"),
            verify_reproducible: matches.get_flag("verify-reproducible"),
            platform: text(matches, "platform"),
            no_check: matches.get_flag("no-check"),
            docker_args: texts(matches, "DOCKER ARGS"),
        }
    }
}
