//! A command of a script, with what its failure does.

use super::place::Folder;
use super::token::Word;

/// Whether a command is run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Runs {
    /// It is, unless the script has failed before.
    Certainly,
    /// The script may have ended before without a failure, or a command in front of `&&` may fail.
    Perhaps,
    /// Only if the script finds that it has to: on a condition, in a function, or behind its end.
    OnCondition,
}

/// What runs the program that is named behind it, and fails if that does.
const WRAPPERS: [&str; 7] = ["exec", "nohup", "env", "time", "nice", "timeout", "command"];

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
    /// Whether it is certainly that one, because each `cd` before was certain.
    pub is_folder_sure: bool,
    /// Whether errexit certainly holds.
    pub errexit: bool,
    /// Whether its failure is expected: in a condition, behind `!`, in front of `||`.
    pub is_tried: bool,
    /// Whether errexit passes over its failure besides: in front of `&&` or `|`, in a function, beside the script.
    pub is_joined: bool,
    /// Whether it is run.
    pub runs: Runs,
    /// Whether its failure is that of the shell that runs it, which ends with it.
    pub is_last: bool,
    /// Whether the script certainly fails where that shell does, be it the script's own or that of `( … )`.
    pub reaches: bool,
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

    /// The words from the program on that is run in the end, behind such as `exec` and `timeout 60`.
    pub fn inner(&self) -> &[Word] {
        let mut words = self.words.as_slice();
        while let [first, rest @ ..] = words {
            let is_asked = first.text == "command" && rest.first().is_some_and(|it| it.text.starts_with('-'));
            if is_asked || !WRAPPERS.contains(&first.text.as_str()) {
                break;
            }
            let has_number = ["nice", "timeout"].contains(&first.text.as_str());
            let leads = |word: &Word| {
                word.text.starts_with('-')
                    || word.text.contains('=')
                    || (has_number && word.text.starts_with(|c: char| c.is_ascii_digit()))
            };
            words = &rest[rest.iter().take_while(|word| leads(word)).count()..];
        }
        words
    }

    /// The words from the shell's own command on, behind `command` and `builtin`.
    pub fn own(&self) -> &[Word] {
        let is_prefix = |word: &&Word| ["command", "builtin"].contains(&word.text.as_str());
        &self.words[self.words.iter().take_while(is_prefix).count()..]
    }

    /// Whether it changes the folder.
    pub fn moves(&self) -> bool {
        ["cd", "pushd", "popd"].contains(&self.own().first().map_or("", |word| word.text.as_str()))
    }

    /// Whether the script certainly ends with a failure where this command fails.
    pub fn ends_script(&self) -> bool {
        let fails_shell = self.is_last || (self.errexit && !self.is_tried && !self.is_joined);
        self.runs == Runs::Certainly && self.reaches && fails_shell
    }
}
