//! Reads YAML into a tree in which every scalar knows its place.

use std::cell::RefCell;

use serde::de::{Error as _, MapAccess, SeqAccess};

use super::expect::{Expect, Failure, Notes};
use super::found::Found;
use super::parse::parse;
use super::place::line_on_the_way;
use crate::base::source::Source;

/// A scalar, and the line on which it begins.
#[derive(Debug, Clone, Default)]
pub struct Scalar {
    pub line: usize,
    /// The text; numbers and truth values as Python spells them.
    pub text: String,
}

/// What stands in a file.
#[derive(Debug, Clone)]
pub enum Node {
    Scalar(Scalar),
    List(Vec<Node>),
    Mapping(Vec<(Scalar, Node)>),
}

/// The tree of the only document of a file; `None` if it is no YAML, or has tags.
pub fn tree(source: &Source) -> Option<Node> {
    let last = RefCell::new(None);
    parse(source, Tree(&last)).ok()
}

/// Reads any value.
///
/// The library tells places only in errors. So each scalar is handed over in the cell and then made an error, which the
/// list or mapping around it takes for what it is: by then the library has left the scalar behind and goes on.
#[derive(Clone, Copy)]
struct Tree<'c>(&'c RefCell<Option<String>>);

impl<'de> Expect<'de> for Tree<'_> {
    type Value = Node;

    fn wrong(&self, _: &Found<'_>) -> Failure {
        Failure::here("", "")
    }

    fn scalar(self, found: Found<'_>) -> Result<Node, Failure> {
        self.0.replace(Some(found.text().into_owned()));
        Err(self.wrong(&found))
    }

    fn list<A: SeqAccess<'de>>(self, notes: &Notes, mut list: A) -> Result<Node, A::Error> {
        let mut nodes = Vec::new();
        loop {
            match list.next_element_seed(notes.at(self)) {
                Ok(Some(node)) => nodes.push(node),
                Ok(None) => return Ok(Node::List(nodes)),
                Err(error) => nodes.push(Node::Scalar(self.caught(error)?)),
            }
        }
    }

    fn mapping<A: MapAccess<'de>>(self, notes: &Notes, mut map: A) -> Result<Node, A::Error> {
        let mut nodes = Vec::new();
        loop {
            let key = match map.next_key_seed(notes.at(self)) {
                Ok(Some(_)) => return Err(A::Error::custom("a list or mapping as key")),
                Ok(None) => return Ok(Node::Mapping(nodes)),
                Err(error) => self.caught(error)?,
            };
            let value = match map.next_value_seed(notes.at(self)) {
                Ok(node) => node,
                Err(error) => Node::Scalar(self.caught(error)?),
            };
            nodes.push((key, value));
        }
    }
}

impl Tree<'_> {
    /// The scalar that this error stands for; the error itself if it is a real one.
    fn caught<E: serde::de::Error>(self, error: E) -> Result<Scalar, E> {
        let line = line_on_the_way(&error);
        // The very beginning of the file is no place to the library.
        self.0.take().map(|text| Scalar { line: line.unwrap_or(1), text }).ok_or(error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(node: &Node) -> Vec<(usize, String)> {
        match node {
            Node::Scalar(scalar) => vec![(scalar.line, scalar.text.clone())],
            Node::List(nodes) => nodes.iter().flat_map(lines).collect(),
            Node::Mapping(pairs) => {
                let pair = |(key, value): &(Scalar, Node)| {
                    [vec![(key.line, key.text.clone())], lines(value)].concat()
                };
                pairs.iter().flat_map(pair).collect()
            }
        }
    }

    #[test]
    fn every_scalar_of_any_style_has_its_line() {
        let text = "0: 0\na: 1\n\nb:\n- x\n- [y,\n   'z']\n-\n  - \"q\n    r\"\nc: {d: ~,\n  e: true}\n";
        let source = Source { path: "f.yml".into(), text: text.to_owned() };
        let found = lines(&tree(&source).unwrap());
        let found: Vec<_> = found.iter().map(|(line, text)| (*line, text.as_str())).collect();
        let expected = [
            (1, "0"),
            (1, "0"),
            (2, "a"),
            (2, "1"),
            (4, "b"),
            (5, "x"),
            (6, "y"),
            (7, "z"),
            (9, "q r"),
            (11, "c"),
            (11, "d"),
            (11, ""),
            (12, "e"),
            (12, "True"),
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn what_is_no_yaml_or_has_a_tag_or_bites_its_own_tail_has_no_tree() {
        for text in ["a: [", "a: !t 1\n", "- &a [*a]\n", "a: 1\n---\nb: 2\n", "? [x]\n: 1\n", "x"] {
            assert!(tree(&Source { path: "f.yml".into(), text: text.to_owned() }).is_none(), "{text}");
        }
    }
}
