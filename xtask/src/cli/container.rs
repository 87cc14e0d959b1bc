//! The commands that run something in a container.

use clap::{Arg, ArgMatches, Command, value_parser};

use super::words::{another_command, command, flag, no_build, no_check, option, options, slim, texts, words};

/// `lab`
#[derive(Debug)]
pub struct Lab {
    /// The port of this machine.
    pub port: Option<u16>,
    /// Whether to leave it running in the background.
    pub detach: bool,
    /// Whether to open no browser.
    pub no_browser: bool,
    /// Whether to use the image as it is.
    pub no_build: bool,
    /// Whether to start what `check` calls an error.
    pub no_check: bool,
    /// Variables for the lab: NAME=VALUE, or NAME for the value that it has here.
    pub env: Vec<String>,
    /// Further arguments of `jupyter lab`.
    pub jupyter_args: Vec<String>,
}

impl Lab {
    pub(super) fn grammar() -> Command {
        let port = "The port of this machine [default: the setting `port`, or the next one that is free]";
        command("lab", "Build the image if something changed, and open JupyterLab").args([
            option("port", "N", port).value_parser(value_parser!(u16).range(1..)),
            flag("detach", "Leave the lab running in the background; `cargo xtask stop` ends it"),
            env("A variable for the lab: NAME=VALUE, or NAME for the value that it has here"),
            flag("no-browser", "Open no browser; where there is no screen, none is opened in any case"),
            no_build(),
            no_check(),
            words("JUPYTER ARGS", "Further arguments of `jupyter lab`").last(true),
        ])
    }

    pub(super) fn from_matches(matches: &mut ArgMatches) -> Self {
        Self {
            port: matches.remove_one("port"),
            detach: matches.get_flag("detach"),
            no_browser: matches.get_flag("no-browser"),
            no_build: matches.get_flag("no-build"),
            no_check: matches.get_flag("no-check"),
            env: texts(matches, "env"),
            jupyter_args: texts(matches, "JUPYTER ARGS"),
        }
    }
}

/// `run`
#[derive(Debug)]
pub struct Run {
    /// Variables for the command: NAME=VALUE, or NAME for the value that it has here.
    pub env: Vec<String>,
    /// Whether to use the image as it is.
    pub no_build: bool,
    /// Whether to use the image for deployment.
    pub slim: bool,
    /// The command and its arguments.
    pub command: Vec<String>,
}

impl Run {
    pub(super) fn grammar() -> Command {
        command("run", "Run a command in the container").args([
            env("A variable for the command: NAME=VALUE, or NAME for the value that it has here"),
            no_build(),
            slim("Use the image for deployment, as `docker-build --slim` builds it"),
            another_command("CMD", "The command and its arguments"),
        ])
    }

    pub(super) fn from_matches(matches: &mut ArgMatches) -> Self {
        Self {
            env: texts(matches, "env"),
            no_build: matches.get_flag("no-build"),
            slim: matches.get_flag("slim"),
            command: texts(matches, "CMD"),
        }
    }
}

/// `--env`, which may be given several times.
fn env(help: &'static str) -> Arg {
    options("env", "K[=V]", help).value_parser(variable)
}

fn variable(text: &str) -> Result<String, String> {
    let name = text.split('=').next().unwrap_or_default();
    if name.is_empty() || name.contains(char::is_whitespace) {
        return Err("write NAME=VALUE, or NAME for the value that it has here".to_owned());
    }
    Ok(text.to_owned())
}

/// `shell`
#[derive(Debug)]
pub struct Shell {
    /// Whether to open it in the lab that runs.
    pub lab: bool,
    /// Whether to use the image as it is.
    pub no_build: bool,
}

impl Shell {
    pub(super) fn grammar() -> Command {
        let lab = flag("lab", "Open it in the container of the lab that runs").conflicts_with("no-build");
        command("shell", "Open a shell in the container").args([lab, no_build()])
    }

    pub(super) fn from_matches(matches: &ArgMatches) -> Self {
        Self { lab: matches.get_flag("lab"), no_build: matches.get_flag("no-build") }
    }
}

/// `compose`
#[derive(Debug)]
pub struct Compose {
    /// A command of Compose and what belongs to it.
    pub args: Vec<String>,
}

impl Compose {
    pub(super) fn grammar() -> Command {
        let args =
            "A command of Compose and what belongs to it, such as `up --detach`, `exec lab bash` or `down`";
        command("compose", "Run Docker Compose with this project's image, folders and a free port")
            .arg(another_command("COMMAND", args).allow_hyphen_values(true))
    }

    pub(super) fn from_matches(matches: &mut ArgMatches) -> Self {
        Self { args: texts(matches, "COMMAND") }
    }
}
