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

/// Programs whose success is nothing that a script asks for.
const DOING: [&str; 18] = [
    "cd", "pushd", "popd", "mkdir", "echo", "export", "set", "pip", "pip3", "conda", "mamba", "apt-get",
    "jupyter", "rm", "touch", "cp", "mv", "true",
];

impl Simple {
    /// Whether a script that runs it goes on only if it succeeds because the rest needs what it does, and not to ask a question.
    pub fn is_doing(&self) -> bool {
        self.words.first().is_none_or(|word| DOING.contains(&word.text.as_str()))
    }
}
