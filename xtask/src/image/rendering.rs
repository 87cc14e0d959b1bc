//! The kinds of a Dockerfile that template/ makes.

/// For what the files are rendered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Rendering {
    /// The image in which one works, by a builder that has mounts.
    #[default]
    Full,
    /// The same by Docker's legacy builder.
    Legacy,
    /// The image for deployment, by a builder that has mounts.
    Slim,
}
