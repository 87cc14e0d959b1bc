//! What surrounds a command, and what it leaves to those behind it.

use super::command::Command;
use super::options::options;
use super::place::Folder;

/// What a command leaves to the next.
#[derive(Clone, PartialEq, Eq)]
pub struct State {
    /// The folder.
    pub folder: Folder,
    /// Whether errexit holds.
    pub errexit: bool,
    /// Whether a pipeline fails with each of its commands.
    pub pipefail: bool,
    /// Whether nothing behind is run.
    pub is_over: bool,
}

impl State {
    /// At the beginning of a script.
    pub fn new(errexit: bool) -> Self {
        Self { folder: Folder::Project("".into()), errexit, pipefail: false, is_over: false }
    }

    /// What the command changes for those behind it.
    pub fn follow(&mut self, command: &Command) {
        let words = &command.words;
        match command.program() {
            "cd" | "pushd" => {
                let folder =
                    words.iter().skip(1).find(|word| word.text == "-" || !word.text.starts_with('-'));
                self.folder = self.folder.at(folder);
            }
            "popd" => self.folder = Folder::Unknown,
            "source" | "." | "eval" => self.errexit = false,
            "exit" | "return" if !command.may_not_run => self.is_over = true,
            "exec" if !command.may_not_run && words.len() > 1 => self.is_over = true,
            _ => {}
        }
        for (is_on, name) in options(words) {
            let is_on = is_on && !command.may_not_run;
            match name {
                "errexit" => self.errexit = is_on,
                _ => self.pipefail = is_on,
            }
        }
    }
}

/// What surrounds a command; [`Command`] says what each means.
#[derive(Clone, Copy)]
pub struct Context {
    /// As there.
    pub is_tried: bool,
    /// As there.
    pub is_joined: bool,
    /// As there.
    pub may_not_run: bool,
    /// As there.
    pub is_last: bool,
    /// Where the commands that `&&` and `||` join stand in the text.
    pub span: (usize, usize),
}

impl Context {
    /// That of the script as a whole.
    pub const OUTERMOST: Self =
        Self { is_tried: false, is_joined: false, may_not_run: false, is_last: true, span: (0, 0) };
}
