//! The structure of a script: lists, pipelines, conditions, loops and functions.

use super::cursor::Cursor;
use super::token::{Piece, Token};
use super::tree::{Chain, List, Node, Pipeline};

/// A script that is nested deeper is no person's.
const DEEPEST: usize = 40;

/// The structure; `None` if it is not that of a script.
pub fn parse(pieces: &[Piece]) -> Option<List> {
    let mut parser = Parser { cursor: Cursor { pieces, at: 0 }, depth: 0 };
    let list = parser.list(&[])?;
    (parser.cursor.at == pieces.len()).then_some(list)
}

struct Parser<'p> {
    cursor: Cursor<'p>,
    depth: usize,
}

impl Parser<'_> {
    fn list(&mut self, ends: &[&str]) -> Option<List> {
        let mut list = List::new();
        self.cursor.skip(&["\n", ";"]);
        while self.cursor.piece().is_some() && !ends.contains(&self.cursor.mark()) {
            list.push(self.chain()?);
            self.cursor.skip(&["\n", ";", "&"]);
        }
        Some(list)
    }

    fn chain(&mut self) -> Option<Chain> {
        let (start, mut parts, mut is_or) = (self.cursor.piece()?.start, Vec::new(), false);
        loop {
            parts.push((is_or, self.pipeline()?));
            if !self.cursor.is_operator(&["&&", "||"]) {
                break;
            }
            is_or = self.cursor.mark() == "||";
            self.cursor.at += 1;
            self.cursor.skip(&["\n"]);
        }
        let end = self.cursor.pieces.get(self.cursor.at.checked_sub(1)?)?.end;
        Some(Chain { parts, is_beside: self.cursor.is_operator(&["&"]), span: (start, end) })
    }

    fn pipeline(&mut self) -> Option<Pipeline> {
        let mut is_negated = false;
        while ["!", "time"].contains(&self.cursor.mark()) {
            is_negated |= self.cursor.mark() == "!";
            self.cursor.at += 1;
        }
        let mut nodes = vec![self.node()?];
        while self.cursor.is_operator(&["|", "|&"]) {
            self.cursor.at += 1;
            self.cursor.skip(&["\n"]);
            nodes.push(self.node()?);
        }
        Some(Pipeline { is_negated, nodes })
    }

    fn node(&mut self) -> Option<Node> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return None;
        }
        let node = self.compound()?;
        self.depth -= 1;
        if !matches!(node, Node::Simple(_) | Node::Function(..)) {
            // Redirections of the whole.
            self.cursor.simple()?;
        }
        Some(node)
    }

    fn compound(&mut self) -> Option<Node> {
        let mark = self.cursor.mark();
        if !["if", "while", "until", "for", "select", "case", "{", "(", "function"].contains(&mark) {
            return self.simple_or_function();
        }
        self.cursor.at += 1;
        match mark {
            "if" => self.condition(),
            "while" | "until" => {
                let condition = self.list(&["do"])?;
                self.body(condition)
            }
            "for" | "select" => {
                // `for ((i = 0; i < 3; i++))`
                while self.cursor.mark() != "do" && self.cursor.is_operator(&["("]) {
                    self.cursor.skip_to(")")?;
                    self.cursor.skip(&[")"]);
                }
                while self.cursor.piece()?.token.is_in_line() {
                    self.cursor.at += 1;
                }
                self.cursor.skip(&["\n", ";"]);
                self.body(List::new())
            }
            "case" => self.case(),
            "{" => self.closed("}").map(Node::Group),
            "(" if self.is_doubled() => {
                self.cursor.skip_to(")")?;
                self.cursor.expect(")")?;
                Some(Node::Group(List::new()))
            }
            "(" => self.closed(")").map(Node::Subshell),
            _ => {
                let name = self.cursor.word()?.text.clone();
                self.cursor.at += 1;
                self.cursor.skip(&["(", ")", "\n"]);
                Some(Node::Function(name, Box::new(self.node()?)))
            }
        }
    }

    /// Whether the bracket stands right behind the one before, as in `((`.
    fn is_doubled(&self) -> bool {
        let before = self.cursor.at.checked_sub(1).and_then(|at| self.cursor.pieces.get(at));
        self.cursor.mark() == "(" && self.cursor.piece().map(|it| it.start) == before.map(|it| it.end)
    }

    fn closed(&mut self, end: &str) -> Option<List> {
        let list = self.list(&[end])?;
        self.cursor.expect(end)?;
        Some(list)
    }

    fn body(&mut self, condition: List) -> Option<Node> {
        self.cursor.expect("do")?;
        Some(Node::Loop(condition, self.closed("done")?))
    }

    fn condition(&mut self) -> Option<Node> {
        let (mut conditions, mut branches) = (self.list(&["then"])?, List::new());
        loop {
            let mark = self.cursor.mark();
            self.cursor.at += 1;
            match mark {
                "then" | "else" => branches.extend(self.list(&["elif", "else", "fi"])?),
                "elif" => conditions.extend(self.list(&["then"])?),
                "fi" => return Some(Node::If(conditions, branches)),
                _ => return None,
            }
        }
    }

    fn case(&mut self) -> Option<Node> {
        let mut bodies = List::new();
        self.cursor.skip_to("in")?;
        loop {
            self.cursor.skip(&["\n", ";;", ";&", ";;&"]);
            if self.cursor.mark() == "esac" {
                self.cursor.at += 1;
                return Some(Node::Case(bodies));
            }
            self.cursor.skip_to(")")?;
            bodies.extend(self.list(&[";;", ";&", ";;&", "esac"])?);
        }
    }

    fn simple_or_function(&mut self) -> Option<Node> {
        if let [Piece { token: Token::Word(word), .. }, open, close, ..] =
            &self.cursor.pieces[self.cursor.at.min(self.cursor.pieces.len())..]
        {
            let is = |piece: &Piece, wanted| matches!(piece.token, Token::Operator(operator) if operator == wanted);
            if is(open, "(") && is(close, ")") {
                self.cursor.at += 3;
                self.cursor.skip(&["\n"]);
                return Some(Node::Function(word.text.clone(), Box::new(self.node()?)));
            }
        }
        let before = self.cursor.at;
        let simple = self.cursor.simple()?;
        (self.cursor.at > before).then_some(Node::Simple(simple))
    }
}
