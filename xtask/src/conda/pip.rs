//! What pip is to install: reads requirements as pip does, and joins all files into two.

mod address;
mod flatten;
mod include;
mod line;
mod lines;
mod marker;
mod options;
mod part;
mod pep440;
mod replaced;
mod requirement;
mod version;

pub use flatten::Flattener;
pub use line::ignored_words;
#[cfg(test)]
pub use options::Role;
pub use part::{PipLine, PipPart};
pub use pep440::unreadable_version;
pub use replaced::{Replaced, replaced};
pub use requirement::{Requirement, check as check_requirement, name, normalised_name};
