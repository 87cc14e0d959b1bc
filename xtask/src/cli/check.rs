//! What is typed for `check`.

use clap::{ArgMatches, Command};

use super::words::{command, flag};

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
