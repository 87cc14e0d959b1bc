//! The commands that run something in a container.

use camino::Utf8PathBuf;
use clap::Args;

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

/// `compose`
#[derive(Args, Debug)]
pub struct Compose {
    /// A command of Compose and what belongs to it, such as `up --detach`, `exec lab bash` or `down`
    #[arg(required = true, trailing_var_arg = true, allow_hyphen_values = true, value_name = "COMMAND")]
    pub args: Vec<String>,
}

/// `logs`
#[derive(Args, Debug)]
pub struct Logs {
    /// Go on printing what is logged from now on
    #[arg(long, short)]
    pub follow: bool,
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
