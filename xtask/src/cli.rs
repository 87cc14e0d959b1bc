//! The whole command line: what is typed, what `--help` says, and the types it parses into.

mod check;

use camino::Utf8PathBuf;
use clap::{Args, Parser, Subcommand};

pub use check::Check;

/// Data science in Docker, exactly as in Conda: turns environment.yml, requirements.txt and postBuild into a Docker image,
/// and opens JupyterLab in it.
#[derive(Debug, Parser)]
#[command(
    name = "cargo xtask",
    bin_name = "cargo xtask",
    disable_help_subcommand = true,
    after_help = "Start with `cargo xtask lab`. README.md explains the files, the settings and the mirrors."
)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
    /// What holds for every command.
    #[command(flatten)]
    pub global: Global,
}

/// Options of every command, before or after its name.
#[derive(Args, Debug)]
pub struct Global {
    /// The directory with the Conda files [default: the project that this tool belongs to]
    #[arg(long, global = true, value_name = "DIR")]
    pub project: Option<Utf8PathBuf>,
    /// Print the exact commands, to be pasted into a shell, and run none of them
    #[arg(long, global = true)]
    pub dry_run: bool,
    /// Build from the offline world, which `cargo xtask offline-world` makes, instead of from the internet
    #[arg(long, global = true)]
    pub offline: bool,
    /// Say nothing but errors and results
    #[arg(long, short, global = true, conflicts_with = "verbose")]
    pub quiet: bool,
    /// Say every command that is run
    #[arg(long, short, global = true)]
    pub verbose: bool,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Build the image if need be, and open JupyterLab in it
    Lab(Lab),
    /// Run a command in the container
    Run(Run),
    /// Open a shell in the container
    Shell(Shell),
    /// Check that the environment is the same by every way into the container, and the one that the files ask for
    Verify(Verify),
    /// Say what in the Conda files will not work, or will not be the same elsewhere; builds nothing
    Check(Check),
    /// Stop this project's lab
    Stop,
    /// Say whether a lab of this project runs, and whether its image is current
    Status,
    /// Show what this project's lab has logged
    Logs(Logs),
    /// Build the image
    DockerBuild(DockerBuild),
    /// Write docker/ from template/, the Conda files and the settings
    Generate(Generate),
    /// Make all that a build downloads from Debian's packages and PyPI, for machines without Docker Hub and conda-forge
    OfflineWorld(OfflineWorld),
    /// Print the address of a lab once it answers
    #[command(hide = true)]
    Announce(Announce),
}

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
    /// Build for this platform, such as linux/amd64
    #[arg(long, value_name = "PLATFORM")]
    pub platform: Option<String>,
    /// Build also what `cargo xtask check` calls an error
    #[arg(long)]
    pub no_check: bool,
    /// Further arguments of `docker image build`
    #[arg(last = true, value_name = "DOCKER ARGS")]
    pub docker_args: Vec<String>,
}

/// `lab`
#[derive(Args, Debug)]
pub struct Lab {
    /// The port of this machine [default: the setting `port`, or the next one that is free]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub port: Option<u16>,
    /// Leave the lab running in the background; `cargo xtask stop` ends it
    #[arg(long)]
    pub detach: bool,
    /// Use the image as it is, even if the Conda files have changed since
    #[arg(long)]
    pub no_build: bool,
    /// Start also what `cargo xtask check` calls an error
    #[arg(long)]
    pub no_check: bool,
    /// Further arguments of `jupyter lab`
    #[arg(last = true, value_name = "JUPYTER ARGS")]
    pub jupyter_args: Vec<String>,
}

/// `run`
#[derive(Args, Debug)]
pub struct Run {
    /// A variable for the command: NAME=VALUE, or NAME for the value that it has here
    #[arg(long, value_name = "K[=V]", value_parser = variable)]
    pub env: Vec<String>,
    /// Use the image as it is, even if the Conda files have changed since
    #[arg(long)]
    pub no_build: bool,
    /// The command and its arguments
    #[arg(required = true, trailing_var_arg = true, value_name = "CMD")]
    pub command: Vec<String>,
}

/// `shell`
#[derive(Args, Debug)]
pub struct Shell {
    /// Use the image as it is, even if the Conda files have changed since
    #[arg(long)]
    pub no_build: bool,
}

/// `verify`
#[derive(Args, Debug)]
pub struct Verify {
    /// Install two small packages through every door, into containers that are thrown away; takes minutes
    #[arg(long)]
    pub install: bool,
    /// Compare the image with the Conda environment in this folder of this machine, too
    #[arg(long, value_name = "DIR", conflicts_with = "name")]
    pub prefix: Option<Utf8PathBuf>,
    /// Compare the image with the Conda environment of this name, too
    #[arg(long, value_name = "ENV")]
    pub name: Option<String>,
    /// Print one JSON document instead of the table
    #[arg(long)]
    pub json: bool,
    /// Use the image as it is, even if the Conda files have changed since
    #[arg(long)]
    pub no_build: bool,
}

/// `logs`
#[derive(Args, Debug)]
pub struct Logs {
    /// Go on printing what is logged from now on
    #[arg(long, short)]
    pub follow: bool,
}

/// `offline-world`
#[derive(Args, Debug)]
pub struct OfflineWorld {
    /// Have this package too, by its name on PyPI; may be given several times
    #[arg(long, value_name = "PACKAGE")]
    pub with: Vec<String>,
    /// Make a base image of this Debian release, too, such as `trixie`; may be given several times
    #[arg(long, value_name = "SUITE")]
    pub base: Vec<String>,
}

/// `announce`
#[derive(Args, Debug)]
pub struct Announce {
    /// The port of this machine; the token comes from the environment
    pub port: u16,
    /// The process without which there is nothing to announce
    pub parent: u32,
}

fn variable(text: &str) -> Result<String, String> {
    let name = text.split('=').next().unwrap_or_default();
    if name.is_empty() || name.contains(char::is_whitespace) {
        return Err("write NAME=VALUE, or NAME for the value that it has here".to_owned());
    }
    Ok(text.to_owned())
}
