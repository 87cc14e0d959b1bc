//! What a command, and what a function that is called, does to the script around it.

use std::collections::{BTreeMap, BTreeSet};

use super::command::Command;
use super::options::options;
use super::token::Word;

/// What it does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Effect {
    /// Whether the folder is another behind it.
    pub moves: bool,
    /// Whether it sets or takes back errexit or pipefail.
    pub sets: bool,
    /// Whether it may end the script without a failure, or do anything else that cannot be told.
    pub may_end: bool,
    /// Whether nothing behind it is run.
    pub is_end: bool,
}

/// Whether the program is what a variable or a command says, which can be the shell's own command; one in a folder is not.
fn may_be_any(word: &Word) -> bool {
    let inner = word.text.trim_start_matches(['$', '{']);
    let rest = inner.trim_start_matches(|c: char| c.is_ascii_alphanumeric() || c == '_');
    word.text.starts_with(['$', '`']) && !rest.trim_start_matches('}').starts_with('/')
}

impl Effect {
    /// What the command does itself.
    pub fn of(command: &Command) -> Self {
        let words = command.own();
        let Some(first) = words.first() else { return Self::default() };
        let name = first.text.as_str();
        // What `exec` runs can be nothing, as in `exec "$@"`.
        let is_exec = name == "exec" && words.len() > 1;
        let fails = name == "exit" && words.len() == 2 && words[1].text.parse::<u8>().is_ok_and(|it| it != 0);
        let stops_reading = name == "set"
            && words.iter().skip(1).any(|word| word.text.starts_with('-') && word.text.contains(['n', 't']));
        Self {
            moves: command.moves(),
            sets: !options(words).is_empty(),
            may_end: (name == "exit" && !fails)
                || is_exec
                || stops_reading
                || ["return", "source", ".", "eval", "trap", "alias"].contains(&name)
                || (name == "shopt" && words.iter().any(|word| word.text == "lastpipe"))
                || may_be_any(first),
            is_end: name == "exit" || (is_exec && !words[1..].iter().any(|word| word.is_expanded)),
        }
    }

    fn and(self, other: Self) -> Self {
        Self {
            moves: self.moves || other.moves,
            sets: self.sets || other.sets,
            may_end: self.may_end || other.may_end,
            is_end: false,
        }
    }
}

/// The functions of a script, each with the commands in it.
#[derive(Default)]
pub struct Functions(BTreeMap<String, Vec<Command>>);

impl Functions {
    /// Adds one, or another of the same name.
    pub fn add(&mut self, name: &str, commands: &[Command]) {
        self.0.entry(name.to_owned()).or_default().extend_from_slice(commands);
    }

    pub fn names(&self) -> BTreeSet<String> {
        self.0.keys().cloned().collect()
    }

    /// What a call of this function does, with the functions that it calls; `None` if it is none.
    pub fn effect(&self, name: &str) -> Option<Effect> {
        self.0.get(name)?;
        let (mut seen, mut waiting) = (BTreeSet::new(), vec![name]);
        let mut all = Effect::default();
        while let Some(name) = waiting.pop() {
            if !seen.insert(name) {
                continue;
            }
            for command in self.0.get(name).into_iter().flatten() {
                let called = command.words.first().map_or("", |word| word.text.as_str());
                // `return` ends the function alone.
                if called != "return" {
                    all = all.and(Effect::of(command));
                }
                waiting.extend(self.0.get_key_value(called).map(|(name, _)| name.as_str()));
            }
        }
        Some(all)
    }
}
