//! The words and operators of which a script consists.

/// A word, without the quotes around its parts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Word {
    /// Its text; what the shell replaces stands in it as it is written, such as `$HOME`.
    pub text: String,
    /// Whether the shell replaces a part of it: a variable, or a command's output.
    pub is_expanded: bool,
    /// Whether it is a pattern of names, or several words in braces.
    pub is_pattern: bool,
    /// Whether a part is quoted, so that it is no keyword.
    pub is_quoted: bool,
}

/// A word or an operator; the end of a line is the operator `\n`.
#[derive(Clone, Debug)]
pub enum Token {
    /// A word.
    Word(Word),
    /// An operator.
    Operator(&'static str),
}

/// A token with its place.
#[derive(Clone, Debug)]
pub struct Piece {
    /// The line, from 1.
    pub line: usize,
    /// Where it begins in the text.
    pub start: usize,
    /// Where it ends.
    pub end: usize,
    /// What it is.
    pub token: Token,
}

impl Token {
    /// Whether it belongs to a simple command.
    pub fn is_in_line(&self) -> bool {
        matches!(self, Self::Word(_)) || self.is_redirection()
    }

    /// Whether it leads the output or the input elsewhere.
    pub fn is_redirection(&self) -> bool {
        matches!(self, Self::Operator(operator) if operator.contains(['<', '>']))
    }
}

/// The length of what begins with a bracket, up to the one that closes it.
pub fn balanced(text: &str) -> Option<usize> {
    let mut open: Vec<char> = Vec::new();
    let mut characters = text.char_indices();
    while let Some((at, character)) = characters.next() {
        match (character, open.last()) {
            (other, Some(&last)) if other == last => {
                open.pop();
            }
            (_, Some('\'')) => {}
            ('\\', _) => {
                characters.next();
            }
            ('(', Some('"')) | ('\'', Some('"')) => {}
            ('(', _) => open.push(')'),
            ('{', _) => open.push('}'),
            ('\'' | '"', _) => open.push(character),
            _ => {}
        }
        if open.is_empty() {
            return Some(at + character.len_utf8());
        }
    }
    None
}
