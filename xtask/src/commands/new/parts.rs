//! What a new project gets of this repository.

/// What a new project gets of a path of this one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The file, or the folder with all that is in it.
    Copied,
    /// The file, but in `xtask/`: it is about the tool. What stands in the root is about the project.
    OfTheTool,
    /// The settings, with the new name.
    Settings,
    /// The manifest of the tool, without the tests that a new project does not get.
    ToolManifest,
    /// A new one.
    Readme,
    /// The folder, empty.
    Folder,
    /// What `generate` writes.
    Generated,
    /// Nothing: it is about the development of this repository.
    Ours,
}

/// Every path of this repository; of two rows that fit, the longer counts. A test compares the table with what git knows,
/// so that nothing is forgotten.
pub const PARTS: [(&str, Part); 34] = [
    (".cargo/config.toml", Part::Copied),
    (".ci", Part::Ours),
    (".devcontainer", Part::Generated),
    (".gitattributes", Part::Copied),
    (".gitignore", Part::Copied),
    ("ARCHITECTURE.md", Part::OfTheTool),
    ("CHANGELOG.md", Part::OfTheTool),
    ("CONTRIBUTING.md", Part::OfTheTool),
    ("Cargo.lock", Part::Copied),
    ("Cargo.toml", Part::Settings),
    ("LICENSE-APACHE", Part::OfTheTool),
    ("LICENSE-MIT", Part::OfTheTool),
    ("README.md", Part::Readme),
    ("bin", Part::Folder),
    ("clippy.toml", Part::Ours),
    ("data", Part::Folder),
    ("deny.toml", Part::Ours),
    ("doc", Part::Folder),
    ("doc/jupyterlab.png", Part::Ours),
    ("docker", Part::Generated),
    ("environment.yml", Part::Copied),
    ("notebooks", Part::Folder),
    ("postBuild", Part::Copied),
    ("requirements.txt", Part::Copied),
    ("results", Part::Folder),
    ("rustfmt.toml", Part::Ours),
    ("src", Part::Folder),
    ("template", Part::Copied),
    ("xtask/Cargo.toml", Part::ToolManifest),
    ("xtask/bench", Part::Ours),
    ("xtask/docs", Part::Copied),
    ("xtask/offline-world", Part::Copied),
    ("xtask/src", Part::Copied),
    ("xtask/tests", Part::Ours),
];

/// The paths of this kind.
pub fn all(part: Part) -> impl Iterator<Item = &'static str> {
    PARTS.iter().filter(move |(_, of)| *of == part).map(|(path, _)| *path)
}
