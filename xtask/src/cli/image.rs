//! The commands that make the image.

use camino::Utf8PathBuf;
use clap::Args;

/// `generate`
#[derive(Args, Debug, Default)]
pub struct Generate {
    /// Write nothing; print what differs and fail if anything does
    #[arg(long)]
    pub check: bool,
    /// Write docker/ into this folder instead of the project
    #[arg(long, value_name = "DIR")]
    pub output: Option<Utf8PathBuf>,
    /// Write a Dockerfile for the legacy builder, which has no cache mounts and no secrets
    #[arg(long)]
    pub no_buildkit: bool,
}

/// `lock`
#[derive(Args, Debug)]
pub struct Lock {
    /// Lock for this platform, such as linux-64 or linux-aarch64; may be given several times [default: those of the lock
    /// so far, or the engine's]
    #[arg(long, value_name = "PLATFORM")]
    pub platform: Vec<String>,
    /// Choose every version anew, also where the Conda files have not changed
    #[arg(long)]
    pub upgrade: bool,
    /// Write nothing; fail if the Conda files have changed since
    #[arg(long, conflicts_with = "upgrade")]
    pub check: bool,
    /// Lock also what `cargo xtask check` calls an error
    #[arg(long)]
    pub no_check: bool,
}

/// `explain`
#[derive(Args, Debug)]
pub struct Explain {
    /// The files [default: a table of all that is built]
    #[arg(value_name = "PATH")]
    pub paths: Vec<Utf8PathBuf>,
}

/// `docker-build`
#[derive(Args, Debug, Default)]
pub struct DockerBuild {
    /// The image's name, NAME or NAME:TAG [default: the setting `image`]
    #[arg(long, value_name = "TAG")]
    pub tag: Option<String>,
    /// Build every layer anew
    #[arg(long)]
    pub no_cache: bool,
    /// Look for a newer base image
    #[arg(long)]
    pub pull: bool,
    /// Build once more without a cache, and say which files do not come out the same
    #[arg(long)]
    pub verify_reproducible: bool,
    /// Build for this platform, such as linux/amd64
    #[arg(long, value_name = "PLATFORM")]
    pub platform: Option<String>,
    /// Build also what `cargo xtask check` calls an error
    #[arg(long)]
    pub no_check: bool,
    /// Further arguments of `docker image build` or `podman image build`
    #[arg(last = true, value_name = "DOCKER ARGS")]
    pub docker_args: Vec<String>,
}
