//! What pip is to install: reads requirements as pip does, and joins all files into two.

mod address;
mod flatten;
mod include;
mod lines;
mod marker;
mod options;
mod part;
mod requirement;
mod version;

pub(crate) use flatten::Flattener;
#[cfg(test)]
pub(crate) use options::Role;
pub(crate) use part::{PipLine, PipPart};
pub(crate) use requirement::{Requirement, name, normalised};
