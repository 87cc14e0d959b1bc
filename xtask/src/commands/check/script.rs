//! A shell script as the rules see it: its commands, and of each whether its failure ends the script, and in which folder it runs.
//!
//! It is simple and certain: where it cannot tell, it says so. What is inside `$(…)`, `eval` or another script is not looked at.

mod command;
mod cursor;
mod lex;
mod options;
mod parse;
mod place;
mod state;
mod token;
mod tree;
mod walk;

pub use command::Command;
pub use place::Folder;
pub use token::Word;
pub use walk::Script;

#[cfg(test)]
mod tests;
