//! A shell script as the rules see it: its commands, and of each whether its failure ends the script, and in which folder it runs.
//!
//! Only what certainly runs and certainly ends the script is called so. Where that cannot be told, such as behind an `exit` on a condition or
//! behind `source`, a command runs perhaps ([`Runs`]), and its folder can be [`Folder::Unknown`]. What is inside `$(…)`, `eval`, a
//! here-document or another script is not looked at; in what is no script, each line is looked at alone, and nothing is certain.

mod command;
mod cursor;
mod effect;
mod lex;
mod options;
mod parse;
mod place;
mod state;
mod token;
mod tree;
mod walk;

pub use command::{Command, Runs};
pub use place::Folder;
pub use token::Word;

use std::collections::BTreeSet;

use crate::conda::is_for_a_shell;
use options::{errexit_of_first_line, options, starts};
use walk::Walk;

#[cfg(test)]
mod tests;

/// A script.
#[derive(Clone, Debug, Default)]
pub struct Script {
    /// Its commands; none if it is not for a shell.
    pub commands: Vec<Command>,
    /// The functions and the other names for commands that it defines.
    pub names: BTreeSet<String>,
    /// Whether errexit is set anywhere, be it for a part.
    pub sets_errexit: bool,
}

impl Script {
    /// The commands of a script's text.
    pub fn new(text: &str) -> Self {
        let trimmed = text.trim_start();
        let first = trimmed.lines().next().unwrap_or_default();
        if first.starts_with("#!") && !is_for_a_shell(trimmed) {
            return Self::default();
        }
        let errexit = errexit_of_first_line(first);
        let walk = Walk::through(text, errexit, starts(first));
        let sets = |command: &Command| options(&command.words).contains(&(true, "errexit"));
        let sets_errexit = errexit || walk.commands.iter().any(sets);
        let aliases = walk.commands.iter().filter(|command| command.program() == "alias");
        let names = aliases.flat_map(|command| command.arguments().filter_map(|word| word.split_once('=')));
        let names = names.map(|(name, _)| name.to_owned()).chain(walk.functions.names()).collect();
        Self { commands: walk.commands, names, sets_errexit }
    }
}
