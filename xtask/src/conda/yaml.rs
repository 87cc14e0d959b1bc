//! Reads YAML strictly: each value by what may stand at its place, and each mistake with its line and column.

mod expect;
mod find_key;
mod found;
mod key;
mod parse;
mod place;
mod tree;

pub use expect::{Expect, Failure, Notes};
pub use find_key::find_key;
pub use found::Found;
pub use key::Key;
pub use parse::{is_yaml, parse};
pub use tree::{Node, Scalar, tree};
