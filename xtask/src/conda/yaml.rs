//! Reads YAML strictly: each value by what may stand at its place, and each mistake with its line and column.

mod expect;
mod find_key;
mod found;
mod key;
mod parse;
mod place;
mod tree;

pub(crate) use expect::{Expect, Failure, Notes};
pub(crate) use find_key::find_key;
pub(crate) use found::Found;
pub(crate) use key::Key;
pub(crate) use parse::parse;
pub(crate) use tree::{Node, Scalar, tree};
