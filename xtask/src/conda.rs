//! Gathers what the Conda files say: `environment.yml`, `requirements.txt`, `apt.txt`, `postBuild` and `start`.
//!
//! They lie where repo2docker looks for them, and mean what they mean to it.
//! Everything is checked here, where line and column are known, so that a mistake costs a second and not a build.
//! What comes out is normalised: a comment, a blank line or another order changes nothing, and so rebuilds nothing.

mod apt;
mod binder;
mod conda_files;
pub mod edit;
mod environment;
mod examine;
mod foreign_files;
mod image_variables;
mod jupyterlab;
pub mod package_file;
mod pip;
mod requirements_alone;
mod saved_as;
mod script;
mod spec;
mod system_libraries;
mod warning;
mod which_file;
mod yaml;

#[cfg(test)]
pub mod tests;

pub use apt::{AptItem, is_package as is_apt_package, listed as apt_listed};
pub use binder::{BinderPython, Refusal};
pub use conda_files::{CondaFiles, apt_packages};
pub use examine::{Document, Examined, Item, Recoded, examine};
pub use image_variables::is_of_the_image;
pub use jupyterlab::{HasLab, Wanted, has_lab};
pub use pip::{PipLine, Requirement, ignored_words, normalised_name, unreadable_version};
pub use script::is_for_a_shell;
pub use spec::{Spec, cuda, of_own_spelling};
pub use system_libraries::packages_of_library;
pub use warning::{About, Warning};
pub use which_file::FILES;
