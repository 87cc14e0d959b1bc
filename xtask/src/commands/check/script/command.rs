//! A command of a script, with what its failure does.

use super::place::Folder;
use super::token::Word;

/// A program with its words.
#[derive(Clone, Debug)]
pub struct Command {
    /// The line, from 1.
    pub line: usize,
    /// Its text on one line.
    pub text: String,
    /// Where the commands begin in the text with which `&&` and `||` join it.
    pub chain: usize,
    /// The text of all these.
    pub whole: String,
    /// The words without quotes, the program first; redirections and `NAME=value` are left out.
    pub words: Vec<Word>,
    /// `NAME=value` in front of them.
    pub variables: Vec<Word>,
    /// The files that it is given to read.
    pub reads: Vec<Word>,
    /// The files into which its output goes.
    pub writes: Vec<Word>,
    /// The folder in which it runs.
    pub folder: Folder,
    /// Whether errexit certainly holds.
    pub errexit: bool,
    /// Whether its failure is expected: in a condition, behind `!`, in front of `||`.
    pub is_tried: bool,
    /// Whether errexit passes over its failure besides: in front of `&&` or `|`, in a function, beside the script.
    pub is_joined: bool,
    /// Whether it is run on a condition, in a function, or not at all.
    pub may_not_run: bool,
    /// Whether its failure is that of the script, which ends with it.
    pub is_last: bool,
}

impl Command {
    /// The program: the first word without its folder.
    pub fn program(&self) -> &str {
        self.words.first().map_or("", |word| word.text.rsplit('/').next().unwrap_or_default())
    }

    /// The text of each word behind the program.
    pub fn arguments(&self) -> impl Iterator<Item = &str> {
        self.words.iter().skip(1).map(|word| word.text.as_str())
    }

    /// Whether it changes the folder.
    pub fn moves(&self) -> bool {
        ["cd", "pushd", "popd"].contains(&self.program())
    }

    /// Whether the script certainly ends with a failure where this command fails.
    pub fn ends_script(&self) -> bool {
        !self.may_not_run && (self.is_last || (self.errexit && !self.is_tried && !self.is_joined))
    }
}
