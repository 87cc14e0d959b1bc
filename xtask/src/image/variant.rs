//! The variants of an image: images of the same project that have less in them, or more.

/// A variant.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Variant {
    /// The image in which one works.
    #[default]
    Full,
    /// Without Conda.
    Slim,
    /// With the project's files.
    Project,
    /// Without Conda, and with the project's files.
    SlimProject,
}

impl Variant {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Full, Self::Slim, Self::Project, Self::SlimProject];

    /// Its word, which is in its tag.
    pub fn word(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::Slim => "slim",
            Self::Project => "project",
            Self::SlimProject => "slim-project",
        }
    }

    /// The one that the flag `--slim` asks for.
    pub fn of(slim: bool) -> Self {
        if slim { Self::Slim } else { Self::Full }
    }

    /// Whether it is one for deployment, without Conda.
    pub fn is_slim(self) -> bool {
        matches!(self, Self::Slim | Self::SlimProject)
    }

    /// What stands behind the name of the full image: a tag, or what is added to its tag.
    pub fn suffix(self, image: &str) -> String {
        // A colon in front of a `/` is that of a registry's port.
        let has_tag = image.rsplit_once(':').is_some_and(|(_, tag)| !tag.contains('/'));
        match self {
            Self::Full => String::new(),
            _ => format!("{}{}", if has_tag { '-' } else { ':' }, self.word()),
        }
    }
}

/// The names of an image and of its variants.
pub fn names(image: &str) -> Vec<String> {
    Variant::ALL.iter().map(|variant| format!("{image}{}", variant.suffix(image))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_variant_has_a_tag_of_its_own_or_adds_to_the_user_s() {
        assert_eq!(names("lab"), ["lab", "lab:slim", "lab:project", "lab:slim-project"]);
        assert_eq!(names("a:1.0"), ["a:1.0", "a:1.0-slim", "a:1.0-project", "a:1.0-slim-project"]);
        assert_eq!(names("host:5000/a")[1], "host:5000/a:slim");
        assert_eq!(names("host:5000/a:1")[1], "host:5000/a:1-slim");
    }
}
