//! What surrounds a command, and what it leaves to those behind it.

use super::command::{Command, Runs};
use super::effect::Effect;
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
    /// Whether what is behind is run.
    pub runs: Runs,
    /// Whether the folder is certainly that one, because nothing in front of a `cd` may fail.
    pub is_folder_sure: bool,
}

impl State {
    /// At the beginning of a script.
    pub fn new(errexit: bool) -> Self {
        let folder = Folder::Project("".into());
        Self { folder, errexit, pipefail: false, runs: Runs::Certainly, is_folder_sure: true }
    }

    /// What the command changes for those behind it; `is_sure` if it runs unless the script is over.
    pub fn follow(&mut self, command: &Command, is_sure: bool) {
        let words = command.own();
        let argument = || words.iter().skip(1).find(|word| word.text == "-" || !word.text.starts_with('-'));
        match words.first().map_or("", |word| word.text.as_str()) {
            "cd" => self.folder = self.folder.at(argument()),
            // Without a folder, or with a number, it turns the folders that it has in store.
            "pushd" => {
                let folder = argument().filter(|word| !word.text.starts_with('+'));
                let turns = words.iter().any(|word| word.text == "-n") || folder.is_none();
                self.folder = if turns { Folder::Unknown } else { self.folder.at(folder) };
            }
            "popd" => self.folder = Folder::Unknown,
            _ => {}
        }
        let effect = Effect::of(command);
        if effect.is_end && is_sure {
            self.runs = Runs::OnCondition;
        } else if effect.may_end {
            self.runs = self.runs.max(Runs::Perhaps);
        }
        for (is_on, name) in options(words) {
            let is_on = is_on && is_sure;
            match name {
                "errexit" => self.errexit = is_on,
                _ => self.pipefail = is_on,
            }
        }
    }

    /// What a function changes that is called.
    pub fn call(&mut self, effect: Effect) {
        if effect.moves {
            self.folder = Folder::Unknown;
        }
        if effect.sets {
            (self.errexit, self.pipefail) = (false, false);
        }
        if effect.may_end {
            self.runs = self.runs.max(Runs::Perhaps);
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
    pub runs: Runs,
    /// As there.
    pub is_last: bool,
    /// As there.
    pub reaches: bool,
    /// Where the commands that `&&` and `||` join stand in the text.
    pub span: (usize, usize),
}

impl Context {
    /// That of the script as a whole.
    pub const OUTERMOST: Self = Self {
        is_tried: false,
        is_joined: false,
        runs: Runs::Certainly,
        is_last: true,
        reaches: true,
        span: (0, 0),
    };

    /// What surrounds the commands of a shell within this one, as for `( … )`, where errexit holds or not.
    pub fn within(self, errexit: bool) -> Self {
        let is_fatal = self.is_last || (errexit && !self.is_tried && !self.is_joined);
        Self { reaches: self.reaches && is_fatal, is_last: true, ..self }
    }
}
