//! What a new project gets of this repository.

/// What a new project gets of a path of this one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The file, or the folder with all that is in it.
    Copied,
    /// The file, but beside the tool that it is the licence of: the project's own is its owner's choice.
    License,
    /// The settings, with the new name.
    Settings,
    /// A new one.
    Readme,
    /// The folder, empty.
    Folder,
    /// What `generate` writes.
    Generated,
    /// Nothing: it is about the development of this repository.
    Ours,
}

/// Every path of this repository. A test compares the table with what git knows, so that nothing is forgotten.
pub const PARTS: [(&str, Part); 33] = [
    (".cargo", Part::Copied),
    (".ci", Part::Ours),
    (".devcontainer", Part::Generated),
    (".gitattributes", Part::Copied),
    (".gitignore", Part::Copied),
    ("ARCHITECTURE.md", Part::Ours),
    ("CHANGELOG.md", Part::Ours),
    ("CONTRIBUTING.md", Part::Ours),
    ("Cargo.lock", Part::Copied),
    ("Cargo.toml", Part::Settings),
    ("LICENSE-APACHE", Part::License),
    ("LICENSE-MIT", Part::License),
    ("README.md", Part::Readme),
    ("bin", Part::Folder),
    ("clippy.toml", Part::Ours),
    ("data", Part::Folder),
    ("deny.toml", Part::Ours),
    ("doc", Part::Folder),
    ("docker", Part::Generated),
    ("environment.yml", Part::Copied),
    ("notebooks", Part::Folder),
    ("postBuild", Part::Copied),
    ("requirements.txt", Part::Copied),
    ("results", Part::Folder),
    ("rustfmt.toml", Part::Ours),
    ("src", Part::Folder),
    ("template", Part::Copied),
    ("xtask/Cargo.toml", Part::Copied),
    ("xtask/bench", Part::Ours),
    ("xtask/docs", Part::Copied),
    ("xtask/offline-world", Part::Copied),
    ("xtask/src", Part::Copied),
    ("xtask/tests", Part::Ours),
];
