//! The whole command line: what is typed, what `--help` says, and the types it parses into.

mod check;
mod container;
mod image;
mod project;

use camino::Utf8PathBuf;
use clap::{Args, Parser, Subcommand};

use crate::docker::engine_kind::EngineKind;

pub use check::Check;
pub use container::{Announce, Compose, Lab, Logs, Run, Shell, Verify};
pub use image::{DockerBuild, Explain, Generate, Lock};
pub use project::{Bench, New, OfflineWorld};

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
    /// What runs the containers [default: the variable CONTAINER_ENGINE, or the first of the two that answers]
    #[arg(long, global = true, value_name = "NAME")]
    pub engine: Option<EngineKind>,
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
    /// Run Docker Compose with this project's image, folders and a free port
    Compose(Compose),
    /// Stop this project's lab
    Stop,
    /// Say whether a lab of this project runs, and whether its image is current
    Status,
    /// Show what this project's lab has logged
    Logs(Logs),
    /// Build the image
    DockerBuild(DockerBuild),
    /// Write docker/ and .devcontainer/ from template/, the Conda files and the settings
    Generate(Generate),
    /// Write into lock/ which packages the Conda files mean, each with its checksum
    Lock(Lock),
    /// Say what an edit of a file builds again
    Explain(Explain),
    /// Make all that a build downloads from Debian's packages and PyPI, for machines without Docker Hub and conda-forge
    OfflineWorld(OfflineWorld),
    /// Measure this tool beside the lesson's recipe, repo2docker and plain Conda, and print a table
    Bench(Bench),
    /// Start a new project with the tool, the template and the environment of this one
    New(New),
    /// Print the address of a lab once it answers
    #[command(hide = true)]
    Announce(Announce),
}
