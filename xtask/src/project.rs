//! What the user wrote: the project's folder, its settings, the files that a build borrows from it, and its lock.

pub mod folder;
pub mod lent_files;
pub mod lock;
pub mod settings;
