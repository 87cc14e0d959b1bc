//! The commands about containers that run already.

use clap::{ArgMatches, Command, value_parser};

use super::words::{another_command, command, flag, texts, word};

/// `stop`
#[derive(Debug)]
pub struct Stop {
    /// Whether to end what `run` and `shell` started, too.
    pub runs: bool,
}

impl Stop {
    pub(super) fn grammar() -> Command {
        let runs = flag("runs", "Stop what `run` and `shell` started, too");
        command("stop", "Stop this project's labs").arg(runs)
    }

    pub(super) fn from_matches(matches: &ArgMatches) -> Self {
        Self { runs: matches.get_flag("runs") }
    }
}

/// `status`
#[derive(Debug)]
pub struct Status {
    /// Whether to show the containers of every project.
    pub all: bool,
    /// Whether to print it for a program.
    pub json: bool,
}

impl Status {
    pub(super) fn grammar() -> Command {
        let about = "Show this project's labs and what else runs, and whether the image is current";
        command("status", about).args([
            flag("all", "Show the containers of all projects, each with its folder"),
            flag("json", "Print it as JSON"),
        ])
    }

    pub(super) fn from_matches(matches: &ArgMatches) -> Self {
        Self { all: matches.get_flag("all"), json: matches.get_flag("json") }
    }
}

/// `logs`
#[derive(Debug)]
pub struct Logs {
    /// Whether to go on printing.
    pub follow: bool,
}

impl Logs {
    pub(super) fn grammar() -> Command {
        let follow = flag("follow", "Keep printing what is logged").short('f');
        command("logs", "Show what this project's lab has logged").arg(follow)
    }

    pub(super) fn from_matches(matches: &ArgMatches) -> Self {
        Self { follow: matches.get_flag("follow") }
    }
}

/// `clean`
#[derive(Debug)]
pub struct Clean {
    /// Whether to look at what all projects have.
    pub all: bool,
    /// Whether to remove volumes as well.
    pub volumes: bool,
    /// Whether to ask nobody.
    pub yes: bool,
}

impl Clean {
    pub(super) fn grammar() -> Command {
        let about = "Show what this project has left on this machine, such as older images, and remove it";
        command("clean", about).args([
            flag("all", "Also what other projects have left, the caches of this tool, and the images of projects that are gone"),
            flag("volumes", "Also volumes, with what was trusted and set in labs"),
            flag("yes", "Remove it without a question"),
        ])
    }

    pub(super) fn from_matches(matches: &ArgMatches) -> Self {
        Self {
            all: matches.get_flag("all"),
            volumes: matches.get_flag("volumes"),
            yes: matches.get_flag("yes"),
        }
    }
}

/// `announce`, which the tool itself starts beside a lab
#[derive(Debug)]
pub struct Announce {
    /// Whether to open a browser, too.
    pub browser: bool,
    /// The port of this machine; the token comes from the environment.
    pub port: u16,
    /// The process without which there is nothing to announce.
    pub parent: u32,
    /// The command that prints what the lab's server has noted of itself.
    pub note: Vec<String>,
}

impl Announce {
    pub(super) fn grammar() -> Command {
        command("announce", "Print the address of a lab once it answers").hide(true).args([
            flag("browser", "Open a browser, too"),
            word("PORT", "The port of this machine; the token comes from the environment")
                .value_parser(value_parser!(u16)),
            word("PARENT", "The process without which there is nothing to announce")
                .value_parser(value_parser!(u32)),
            another_command("NOTE", "The command that prints what the lab's server has noted of itself"),
        ])
    }

    pub(super) fn from_matches(matches: &mut ArgMatches) -> Option<Self> {
        Some(Self {
            browser: matches.get_flag("browser"),
            port: matches.remove_one("PORT")?,
            parent: matches.remove_one("PARENT")?,
            note: texts(matches, "NOTE"),
        })
    }
}
