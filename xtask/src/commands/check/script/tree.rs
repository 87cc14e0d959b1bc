//! What a script is made of: lists, pipelines, conditions, loops and functions.

use super::token::Word;

/// Commands one behind the other.
pub type List = Vec<Chain>;

/// Pipelines with `&&` and `||` between them.
#[derive(Debug)]
pub struct Chain {
    /// Each pipeline, and whether `||` stands in front of it.
    pub parts: Vec<(bool, Pipeline)>,
    /// Whether it runs beside the script.
    pub is_beside: bool,
    /// Where it stands in the text.
    pub span: (usize, usize),
}

/// Commands with `|` between them.
#[derive(Debug)]
pub struct Pipeline {
    /// Whether `!` stands in front of it.
    pub is_negated: bool,
    /// The commands.
    pub nodes: Vec<Node>,
}

/// One command, or what has commands in it.
#[derive(Debug)]
pub enum Node {
    /// A program with its words.
    Simple(Simple),
    /// `{ … }`
    Group(List),
    /// `( … )`
    Subshell(List),
    /// `if`: the conditions, and the branches.
    If(List, List),
    /// A loop: its condition, and its body.
    Loop(List, List),
    /// What is run if a word fits.
    Case(List),
    /// A function.
    Function(String, Box<Node>),
}

/// A program with its words.
#[derive(Debug, Default)]
pub struct Simple {
    /// The line.
    pub line: usize,
    /// Where it stands in the text.
    pub span: (usize, usize),
    /// The words, the program first.
    pub words: Vec<Word>,
    /// `NAME=value` in front of them.
    pub variables: Vec<Word>,
    /// The files that it is given to read.
    pub reads: Vec<Word>,
    /// The files into which its output goes.
    pub writes: Vec<Word>,
}

/// What stands in front of `&&`, as to the command behind it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Front {
    /// It succeeds.
    Succeeds,
    /// It does something, and may fail.
    Does,
    /// It asks a question.
    Asks,
}

/// Programs whose success answers a question.
const ASKERS: [&str; 25] = [
    "[",
    "[[",
    "test",
    "which",
    "type",
    "hash",
    "grep",
    "egrep",
    "fgrep",
    "zgrep",
    "id",
    "diff",
    "cmp",
    "expr",
    "pgrep",
    "ping",
    "let",
    "false",
    "getent",
    "mountpoint",
    "nvidia-smi",
    "read",
    "dpkg-query",
    "pidof",
    "declare",
];

/// Programs that do not fail.
const SUCCEEDING: [&str; 3] = ["true", ":", "echo"];

impl Simple {
    fn front(&self) -> Front {
        let Some(first) = self.words.first() else {
            let is_plain = |word: &Word| !word.text.contains(['$', '`']);
            let succeeds =
                self.writes.is_empty() && self.reads.is_empty() && self.variables.iter().all(is_plain);
            return if succeeds { Front::Succeeds } else { Front::Does };
        };
        let has =
            |option: &[&str]| self.words.get(1).is_some_and(|word| option.contains(&word.text.as_str()));
        match first.text.as_str() {
            name if ASKERS.contains(&name) => Front::Asks,
            "command" if has(&["-v", "-V"]) => Front::Asks,
            "dpkg" if has(&["-s", "-l", "--status"]) => Front::Asks,
            name if SUCCEEDING.contains(&name) && self.writes.is_empty() && self.reads.is_empty() => {
                Front::Succeeds
            }
            _ => Front::Does,
        }
    }
}

impl Pipeline {
    /// What it is in front of `&&`.
    pub fn front(&self) -> Front {
        match self.nodes.as_slice() {
            _ if self.is_negated => Front::Asks,
            [node] => node.front(),
            [.., last] if last.front() == Front::Asks => Front::Asks,
            _ => Front::Does,
        }
    }
}

impl Node {
    fn front(&self) -> Front {
        match self {
            Self::Simple(simple) => simple.front(),
            // Nothing is in it where it calculates, as in `(( 1 > 2 ))`.
            Self::Group(list) | Self::Subshell(list) => {
                let last = list.last().and_then(|chain| chain.parts.last());
                match last.map(|(_, pipeline)| pipeline.front()) {
                    None | Some(Front::Asks) => Front::Asks,
                    Some(_) => Front::Does,
                }
            }
            Self::Function(..) => Front::Succeeds,
            _ => Front::Does,
        }
    }
}
