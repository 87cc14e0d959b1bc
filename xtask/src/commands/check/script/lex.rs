//! The words and operators of a script, without comments, here-documents and continued lines.

use super::token::{Piece, Token, Word, balanced};

/// Longest first. `{`, `}`, `!` and `[[` are words.
const OPERATORS: [&str; 22] = [
    ";;&", "&>>", "<<<", "<<-", "&&", "||", ";;", ";&", "|&", "&>", "<<", ">>", ">&", "<&", ">|", "<>", "|",
    "&", ";", "(", ")", "<",
];

/// The tokens; `None` if a quote or a bracket is open at the end.
pub fn lex(text: &str) -> Option<Vec<Piece>> {
    let mut lexer = Lexer { text, at: 0, line: 1, documents: Vec::new() };
    let mut pieces: Vec<Piece> = Vec::new();
    while let Some(piece) = lexer.next()? {
        if let [.., Piece { token: Token::Operator(operator @ ("<<" | "<<-")), .. }] = pieces.as_slice() {
            if let Token::Word(word) = &piece.token {
                lexer.documents.push((word.text.clone(), *operator == "<<-"));
            }
        }
        pieces.push(piece);
    }
    Some(pieces)
}

struct Lexer<'t> {
    text: &'t str,
    at: usize,
    line: usize,
    /// The ends of the here-documents that begin on the next line, and whether tabs may stand in front.
    documents: Vec<(String, bool)>,
}

impl<'t> Lexer<'t> {
    fn rest(&self) -> &'t str {
        &self.text[self.at..]
    }

    /// Goes on behind this, which stands next.
    fn take(&mut self, length: usize) -> &'t str {
        let taken = &self.rest()[..length];
        self.line += taken.matches('\n').count();
        self.at += length;
        taken
    }

    /// The next token, `Some(None)` at the end.
    fn next(&mut self) -> Option<Option<Piece>> {
        self.skip_blanks();
        let (line, start) = (self.line, self.at);
        let rest = self.rest();
        let token = if rest.is_empty() {
            return Some(None);
        } else if rest.starts_with('\n') {
            self.take(1);
            self.skip_documents();
            Token::Operator("\n")
        } else if let Some(operator) = operator(rest) {
            self.take(operator.len());
            Token::Operator(operator)
        } else {
            Token::Word(self.word()?)
        };
        Some(Some(Piece { line, start, end: self.at, token }))
    }

    fn skip_blanks(&mut self) {
        loop {
            let rest = self.rest();
            if rest.starts_with([' ', '\t', '\r']) {
                self.take(1);
            } else if rest.starts_with("\\\n") {
                self.take(2);
            } else if rest.starts_with("\\\r\n") {
                self.take(3);
            } else if rest.starts_with('#') {
                self.take(rest.find('\n').unwrap_or(rest.len()));
            } else {
                return;
            }
        }
    }

    fn skip_documents(&mut self) {
        for (end, has_tabs) in std::mem::take(&mut self.documents) {
            while !self.rest().is_empty() {
                let rest = self.rest();
                let line =
                    self.take(rest.find('\n').map_or(rest.len(), |at| at + 1)).trim_end_matches(['\n', '\r']);
                if (if has_tabs { line.trim_start_matches('\t') } else { line }) == end {
                    break;
                }
            }
        }
    }

    fn word(&mut self) -> Option<Word> {
        let mut word = Word::default();
        while let Some(character) = self.rest().chars().next() {
            let rest = self.rest();
            let is_process = rest.starts_with("<(") || rest.starts_with(">(");
            if is_process || rest.starts_with(['$', '`']) {
                self.expansion(&mut word)?;
            } else if character.is_whitespace() || operator(rest).is_some() {
                break;
            } else if character == '\\' {
                let escaped = rest.chars().nth(1).map_or(0, char::len_utf8);
                let escaped = &self.take(1 + escaped)[1..];
                word.text += escaped.trim_matches('\n');
                word.is_quoted = true;
            } else if character == '\'' {
                let length = rest[1..].find('\'')?;
                word.text += &self.take(length + 2)[1..=length];
                word.is_quoted = true;
            } else if character == '"' {
                self.quoted(&mut word)?;
            } else {
                word.is_pattern |= "*?[{".contains(character);
                word.text += self.take(character.len_utf8());
            }
        }
        Some(word)
    }

    fn quoted(&mut self, word: &mut Word) -> Option<()> {
        self.take(1);
        word.is_quoted = true;
        loop {
            match self.rest().chars().next()? {
                '"' => {
                    self.take(1);
                    return Some(());
                }
                '\\' => {
                    let escaped = self.rest().chars().nth(1)?;
                    let both = self.take(1 + escaped.len_utf8());
                    word.text +=
                        if "\"\\$`".contains(escaped) { &both[1..] } else { both.trim_end_matches("\\\n") };
                }
                '$' | '`' => self.expansion(word)?,
                other => word.text += self.take(other.len_utf8()),
            }
        }
    }

    /// What the shell replaces: `$x`, `${x}`, `$(x)`, `<(x)` and a command in backticks.
    fn expansion(&mut self, word: &mut Word) -> Option<()> {
        let rest = self.rest();
        let length = if let Some(command) = rest.strip_prefix('`') {
            command.find('`')? + 2
        } else if rest[1..].starts_with(['(', '{']) {
            1 + balanced(&rest[1..])?
        } else {
            let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
            let name = rest[1..].find(|c| !is_name(c)).unwrap_or(rest.len() - 1);
            let special =
                rest[1..].chars().next().filter(|c| "@*#?$!-".contains(*c)).map_or(0, char::len_utf8);
            1 + name.max(special)
        };
        word.text += self.take(length);
        word.is_expanded = true;
        Some(())
    }
}

fn operator(rest: &str) -> Option<&'static str> {
    let operator = OPERATORS.into_iter().chain([">"]).find(|operator| rest.starts_with(operator))?;
    let is_process = (rest.starts_with("<(") || rest.starts_with(">(")) && operator.len() == 1;
    (!is_process).then_some(operator)
}
