//! The commands that make something beside the image.

use camino::Utf8PathBuf;
use clap::{ArgMatches, Command, value_parser};

use super::words::{command, flag, option, options, path, text, texts, word};

/// `new`
#[derive(Debug)]
pub struct New {
    /// The folder to make; with none, this clone is meant.
    pub dir: Option<Utf8PathBuf>,
    /// The name of the project and its image.
    pub name: Option<String>,
    /// Whether `origin` is the template's.
    pub rename_origin: bool,
    /// Whether the history begins anew.
    pub fresh_history: bool,
}

impl New {
    pub(super) fn grammar() -> Command {
        let name =
            "The name of the project and its image [default: asked for on a terminal, else the folder's]";
        command("new", "Start a new project with the tool, the template and the environment of this one")
            .arg(word("DIR", "The folder to make").required_unless_present("here").required(false))
            .arg(flag("here", "Make this clone of the template your own project").conflicts_with("DIR"))
            .args([
                option("name", "NAME", name),
                flag(
                    "rename-origin",
                    "Call the remote repository `origin` `template` from now on, and ask nobody",
                )
                .requires("here"),
                flag(
                    "fresh-history",
                    "Begin the history anew; the branch `template-history` keeps the one so far",
                )
                .requires("here"),
            ])
    }

    pub(super) fn from_matches(matches: &mut ArgMatches) -> Self {
        Self {
            dir: path(matches, "DIR"),
            name: text(matches, "name"),
            rename_origin: matches.get_flag("rename-origin"),
            fresh_history: matches.get_flag("fresh-history"),
        }
    }
}

/// `offline-world`
#[derive(Debug, Default)]
pub struct OfflineWorld {
    /// Further packages of PyPI.
    pub with: Vec<String>,
    /// Further packages of Debian.
    pub apt: Vec<String>,
    /// Debian releases to make a base image of, too.
    pub base: Vec<String>,
}

impl OfflineWorld {
    pub(super) fn grammar() -> Command {
        let about =
            "Make all that a build downloads, for machines that cannot reach Docker Hub and conda-forge";
        let base = "Add a base image of this Debian release, such as `trixie`; may be given several times";
        command("offline-world", about).args([
            options("with", "PACKAGE", "Add this package, by its name on PyPI; may be given several times"),
            options("apt", "PACKAGE", "Add this Debian package; may be given several times"),
            options("base", "SUITE", base),
        ])
    }

    pub(super) fn from_matches(matches: &mut ArgMatches) -> Self {
        Self { with: texts(matches, "with"), apt: texts(matches, "apt"), base: texts(matches, "base") }
    }
}

/// `bench`
#[derive(Debug)]
pub struct Bench {
    /// The groups to measure; none for those of a whole pass.
    pub only: Vec<String>,
    /// How many passes to measure.
    pub repeat: u16,
    /// Whether the published page gets what was measured.
    pub write_page: bool,
}

impl Bench {
    pub(super) fn grammar() -> Command {
        let about =
            "Measure this tool beside the lesson's recipe, repo2docker and plain Conda, and print tables";
        let only = "Measure this group alone; may be given several times";
        let groups = ["builds", "user", "edits", "environment", "starts", "tool", "files", "compile"];
        let repeat = "Measure so many passes, and show the median and how far they lie apart";
        let write_page = "Write the tables and the chart of a whole run into xtask/docs/benchmarks.md";
        command("bench", about).args([
            options("only", "GROUP", only).value_parser(groups),
            option("repeat", "N", repeat).value_parser(value_parser!(u16).range(1..)).default_value("1"),
            flag("write-page", write_page).conflicts_with("only"),
        ])
    }

    pub(super) fn from_matches(matches: &mut ArgMatches) -> Self {
        let repeat = matches.remove_one("repeat").unwrap_or(1);
        Self { only: texts(matches, "only"), repeat, write_page: matches.get_flag("write-page") }
    }
}
