//! A place in a script's tokens: what stands there, and the simple command that begins there.

use super::token::{Piece, Token, Word};
use super::tree::Simple;

/// The place.
pub struct Cursor<'p> {
    /// All tokens.
    pub pieces: &'p [Piece],
    /// The next one.
    pub at: usize,
}

impl<'p> Cursor<'p> {
    pub fn piece(&self) -> Option<&'p Piece> {
        self.pieces.get(self.at)
    }

    pub fn word(&self) -> Option<&'p Word> {
        match &self.piece()?.token {
            Token::Word(word) => Some(word),
            Token::Operator(_) => None,
        }
    }

    /// The keyword or operator that stands next; nothing at the end, or for another word.
    pub fn mark(&self) -> &'p str {
        match self.piece().map(|piece| &piece.token) {
            Some(Token::Operator(operator)) => operator,
            Some(Token::Word(word)) if !word.is_quoted => &word.text,
            _ => "",
        }
    }

    pub fn is_operator(&self, operators: &[&str]) -> bool {
        self.word().is_none() && operators.contains(&self.mark())
    }

    pub fn skip(&mut self, marks: &[&str]) {
        while marks.contains(&self.mark()) {
            self.at += 1;
        }
    }

    pub fn expect(&mut self, mark: &str) -> Option<()> {
        (self.mark() == mark).then(|| self.at += 1)
    }

    /// Goes behind the next such mark.
    pub fn skip_to(&mut self, mark: &str) -> Option<()> {
        while self.mark() != mark {
            self.piece()?;
            self.at += 1;
        }
        self.at += 1;
        Some(())
    }

    /// Takes the words and redirections up to the next operator; there may be none.
    pub fn simple(&mut self) -> Option<Simple> {
        let mut simple = Simple::default();
        let Some(first) = self.piece() else { return Some(simple) };
        (simple.line, simple.span) = (first.line, (first.start, first.end));
        while let Some(piece) = self.piece().filter(|piece| piece.token.is_in_line()) {
            self.at += 1;
            match &piece.token {
                Token::Operator(operator) => self.redirection(operator, &mut simple)?,
                Token::Word(_) if self.is_descriptor(piece) => {}
                Token::Word(word) if simple.words.is_empty() && is_variable(word) => {
                    if self.mark() == "(" && self.piece().is_some_and(|next| next.start == piece.end) {
                        self.skip_to(")")?;
                    }
                    simple.variables.push(word.clone());
                }
                Token::Word(word) => simple.words.push(word.clone()),
            }
            if simple.words.len() == 1 && simple.words[0].text == "[[" {
                while self.mark() != "]]" {
                    self.piece()?;
                    simple.words.extend(self.word().cloned());
                    self.at += 1;
                }
            }
            simple.span.1 = self.pieces[self.at - 1].end;
        }
        Some(simple)
    }

    /// Whether the word is the `2` of `2>`.
    fn is_descriptor(&self, word: &Piece) -> bool {
        let Token::Word(Word { text, .. }) = &word.token else { return false };
        let next = self.piece().filter(|next| next.start == word.end);
        text.chars().all(|c| c.is_ascii_digit()) && next.is_some_and(|next| next.token.is_redirection())
    }

    fn redirection(&mut self, operator: &str, simple: &mut Simple) -> Option<()> {
        let file = self.word()?.clone();
        self.at += 1;
        match operator {
            "<" => simple.reads.push(file),
            ">" | ">>" | ">|" | "&>" | "&>>" => simple.writes.push(file),
            _ => {}
        }
        Some(())
    }
}

fn is_variable(word: &Word) -> bool {
    let Some((name, _)) = word.text.split_once('=') else { return false };
    let name = name.trim_end_matches('+');
    name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && name.chars().all(|c| c.is_ascii_alphanumeric() || "_[]".contains(c))
}
