//! The words that the grammar of each command is written in, and how their values are taken out.

use camino::Utf8PathBuf;
use clap::{Arg, ArgAction, ArgMatches, Command};

/// A command with the sentence that `--help` has for it.
pub fn command(name: &'static str, about: &'static str) -> Command {
    Command::new(name).about(about)
}

/// `--NAME`
pub fn flag(name: &'static str, help: &'static str) -> Arg {
    Arg::new(name).long(name).help(help).action(ArgAction::SetTrue)
}

/// `--NAME VALUE`
pub fn option(name: &'static str, value: &'static str, help: &'static str) -> Arg {
    Arg::new(name).long(name).help(help).value_name(value)
}

/// `--NAME`, behind which any number of values may stand.
pub fn some(name: &'static str, value: &'static str, help: &'static str) -> Arg {
    option(name, value, help).num_args(0..)
}

/// `--NAME VALUE`, which may be given several times.
pub fn options(name: &'static str, value: &'static str, help: &'static str) -> Arg {
    option(name, value, help).action(ArgAction::Append)
}

/// A word without a name, which has to be there.
pub fn word(name: &'static str, help: &'static str) -> Arg {
    Arg::new(name).help(help).required(true)
}

/// Any number of words without a name.
pub fn words(name: &'static str, help: &'static str) -> Arg {
    Arg::new(name).help(help).action(ArgAction::Append).num_args(1..)
}

/// A command of another program, which has to be there; all behind it is its own.
pub fn another_command(name: &'static str, help: &'static str) -> Arg {
    words(name, help).required(true).trailing_var_arg(true)
}

/// `--no-build`, of every command that may find an image that is out of date.
pub fn no_build() -> Arg {
    flag("no-build", "Use the image as it is, even if the Conda files have changed since")
}

/// `--slim`, of every command that builds the image for deployment or looks at it.
pub fn slim(help: &'static str) -> Arg {
    flag("slim", help)
}

/// `--no-check`, of every command that looks at the Conda files first.
pub fn no_check() -> Arg {
    flag("no-check", "Go on where `cargo xtask check` finds an error")
}

/// The text, if it was given.
pub fn text(matches: &mut ArgMatches, name: &str) -> Option<String> {
    matches.remove_one(name)
}

/// Every text that was given.
pub fn texts(matches: &mut ArgMatches, name: &str) -> Vec<String> {
    matches.remove_many(name).map(Iterator::collect).unwrap_or_default()
}

/// The path, if it was given.
pub fn path(matches: &mut ArgMatches, name: &str) -> Option<Utf8PathBuf> {
    text(matches, name).map(Utf8PathBuf::from)
}
