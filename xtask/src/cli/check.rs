//! The commands that look for what is wrong.

use camino::Utf8PathBuf;
use clap::{ArgMatches, Command};

use super::words::{command, flag, no_build, option, path, slim, text};

/// `check`
#[derive(Debug)]
pub struct Check {
    /// Whether to mend the files.
    pub fix: bool,
    /// Whether to print JSON.
    pub json: bool,
    /// Whether to print the rules, and look at nothing.
    pub rules: bool,
}

impl Check {
    pub(super) fn grammar() -> Command {
        let about = "Find what in the Conda files will fail, or differ elsewhere; builds nothing";
        command("check", about).args([
            flag("fix", "Correct what is safe to correct in your files, and print the difference; with --dry-run only \
                 print it"),
            flag("json", "Print one JSON document"),
            flag("rules", "Print the table of rules, and look at nothing"),
        ])
    }

    pub(super) fn from_matches(matches: &ArgMatches) -> Self {
        Self {
            fix: matches.get_flag("fix"),
            json: matches.get_flag("json"),
            rules: matches.get_flag("rules"),
        }
    }
}

/// `verify`
#[derive(Debug)]
pub struct Verify {
    /// Whether to install packages through every door.
    pub install: bool,
    /// The folder of an environment of this machine, to compare the image with.
    pub prefix: Option<Utf8PathBuf>,
    /// The name of one.
    pub name: Option<String>,
    /// Whether to print JSON.
    pub json: bool,
    /// Whether to use the image as it is.
    pub no_build: bool,
    /// Whether to look at the image for deployment.
    pub slim: bool,
}

impl Verify {
    pub(super) fn grammar() -> Command {
        let about = "Check that the environment is the same by every way in, and is what the files ask for";
        let install =
            "Install two small packages by every way in, into containers that are thrown away; takes minutes";
        let prefix = "Compare the image with the Conda environment in this folder of this machine, too";
        command("verify", about).args([
            flag("install", install),
            option("prefix", "DIR", prefix).conflicts_with("name"),
            option("name", "ENV", "Compare the image with the Conda environment of this name, too"),
            flag("json", "Print one JSON document instead of the table"),
            no_build(),
            slim("Look at the image for deployment, beside the one in which one works")
                .conflicts_with("install"),
        ])
    }

    pub(super) fn from_matches(matches: &mut ArgMatches) -> Self {
        Self {
            install: matches.get_flag("install"),
            prefix: path(matches, "prefix"),
            name: text(matches, "name"),
            json: matches.get_flag("json"),
            no_build: matches.get_flag("no-build"),
            slim: matches.get_flag("slim"),
        }
    }
}
