//! What every room needs and no room owns: commands as values, processes, errors, files, quoting, words for a person.

pub mod argv;
pub mod bytes;
pub mod diff;
pub mod digest;
pub mod error;
pub mod files;
pub mod folder_size;
pub mod json;
pub mod mark;
pub mod moment;
pub mod overlay;
pub mod place;
pub mod process;
pub mod quote;
pub mod regular;
pub mod replace;
pub mod report;
pub mod source;
pub mod together;
pub mod uninterrupted;
pub mod wording;
