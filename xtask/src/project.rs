//! What the user wrote: the project's folder, its settings, the files that a build borrows from it, and its lock.

pub mod build_files;
pub mod env_file;
pub mod folder;
pub mod identity;
pub mod lock;
pub mod paths;
pub mod settings;
