//! What stands where in `environment.yml`, for those who have something to say about a line.

use std::collections::BTreeSet;

use crate::base::source::Source;
use crate::conda::spec::Spec;
use crate::conda::yaml::{Node, Scalar, tree};

/// A value, and the line on which it begins.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Item {
    /// The line, from 1.
    pub line: usize,
    /// The text without quotes.
    pub text: String,
}

/// The parts of the file, each in its order. What Conda would not take is left out.
#[derive(Debug, Clone, Default)]
pub struct Document {
    /// The keys of the file.
    pub keys: Vec<Item>,
    /// The key `name` with its value.
    pub name: Option<Item>,
    /// The key `prefix` with its value.
    pub prefix: Option<Item>,
    /// The channels.
    pub channels: Vec<Item>,
    /// The Conda packages.
    pub specs: Vec<(Item, Spec)>,
    /// The key `pip` in the list `dependencies`.
    pub pip_key: Option<Item>,
    /// The lines below it.
    pub pip: Vec<Item>,
    /// The variables: names and values.
    pub variables: Vec<(Item, String)>,
}

impl Document {
    /// The parts of the file but for those on the lines that were refused; `None` if it is not YAML or no mapping.
    pub fn new(source: &Source, refused: &BTreeSet<usize>) -> Option<Self> {
        let Node::Mapping(pairs) = tree(source)? else { return None };
        let mut document = Self::default();
        for (key, value) in pairs {
            document.add(&key, value);
            document.keys.push(item(key));
        }
        let is_there = |item: &Item| !refused.contains(&item.line);
        document.prefix = document.prefix.filter(is_there);
        document.channels.retain(is_there);
        document.pip.retain(is_there);
        document.specs.retain(|(item, _)| is_there(item));
        Some(document)
    }

    /// The key of this name.
    pub fn key(&self, name: &str) -> Option<&Item> {
        self.keys.iter().find(|key| key.text == name)
    }

    /// The spec of this package.
    pub fn spec(&self, name: &str) -> Option<&(Item, Spec)> {
        self.specs.iter().find(|(_, spec)| spec.name == name)
    }

    fn add(&mut self, key: &Scalar, value: Node) {
        match (key.text.as_str(), value) {
            ("prefix", Node::Scalar(scalar)) => {
                self.prefix = Some(Item { line: key.line, text: scalar.text });
            }
            ("name", Node::Scalar(scalar)) => self.name = Some(Item { line: key.line, text: scalar.text }),
            ("channels", Node::List(nodes)) => self.channels = nodes.into_iter().filter_map(scalar).collect(),
            ("dependencies", Node::List(nodes)) => nodes.into_iter().for_each(|node| self.dependency(node)),
            ("variables", Node::Mapping(pairs)) => {
                for (name, value) in pairs {
                    let value = scalar(value).unwrap_or_default();
                    self.variables.push((item(name), value.text));
                }
            }
            _ => {}
        }
    }

    fn dependency(&mut self, node: Node) {
        match node {
            Node::Scalar(scalar) => {
                if let Some(spec) = Spec::parse(&scalar.text) {
                    self.specs.push((item(scalar), spec));
                }
            }
            Node::Mapping(pairs) => {
                for (key, value) in pairs.into_iter().filter(|(key, _)| key.text == "pip") {
                    self.pip_key = Some(item(key));
                    if let Node::List(nodes) = value {
                        self.pip.extend(nodes.into_iter().filter_map(scalar));
                    }
                }
            }
            Node::List(_) => {}
        }
    }
}

fn item(scalar: Scalar) -> Item {
    Item { line: scalar.line, text: scalar.text.trim().to_owned() }
}

fn scalar(node: Node) -> Option<Item> {
    match node {
        Node::Scalar(scalar) if !scalar.text.trim().is_empty() => Some(item(scalar)),
        _ => None,
    }
}
