//! What an image was made from, as a label of it, by which a stale one is known.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use crate::base::digest::digest;
use crate::base::files::Files;
use crate::image::generated_paths::NOT_OF_THE_IMAGE;
use crate::image::inputs::Inputs;
use crate::machine::epoch::EPOCH;
use crate::machine::mirrors::{BASE_IMAGE, INSTALLER};
use crate::machine::user::User;
use crate::project::lock::Lock;

/// Something that an image is made from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// A file of docker/, by its name, or of lock/, by its path.
    File(String),
    /// The base image, if it is not that of the settings.
    BaseImage,
    /// Conda's installer, if it is not that of the template.
    Installer,
    /// The time of the image's files, if it is not that of the template.
    Epoch,
    /// The project's files that postBuild may read.
    BuildFiles,
    /// The platform, if it is not the engine's own.
    Platform,
    /// The account.
    User,
}

impl Part {
    /// The part of this name.
    fn named(name: &str) -> Self {
        let others =
            [Self::BaseImage, Self::Installer, Self::Epoch, Self::BuildFiles, Self::Platform, Self::User];
        others.into_iter().find(|part| part.name() == name).unwrap_or_else(|| Self::File(name.to_owned()))
    }

    /// How a person calls it.
    fn word(&self) -> &str {
        match self {
            Self::BaseImage => "the base image",
            Self::Epoch => "the date of the image's files",
            _ => self.name(),
        }
    }

    /// How the label calls it.
    fn name(&self) -> &str {
        match self {
            Self::File(name) => name,
            Self::BaseImage => BASE_IMAGE,
            Self::Installer => INSTALLER,
            Self::Epoch => EPOCH,
            Self::BuildFiles => "build-files",
            Self::Platform => "platform",
            Self::User => "user",
        }
    }
}

impl Ord for Part {
    fn cmp(&self, other: &Self) -> Ordering {
        self.name().cmp(other.name())
    }
}

impl PartialOrd for Part {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// Why an image is not the one that would be built now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// A part of it is another one.
    Of(Part),
    /// The lock, from which it would be built, is out of date itself.
    OlderLock,
}

/// All that changed, in the words of a person: `environment.yml and postBuild changed`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changes(pub Vec<Change>);

impl Changes {
    /// Whether nothing changed.
    pub fn are_none(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether the image was built on another base image.
    pub fn have_base_image(&self) -> bool {
        self.0.contains(&Change::Of(Part::BaseImage))
    }
}

impl fmt::Display for Changes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<String> = self.0.iter().map(Change::to_string).collect();
        match names.as_slice() {
            [one] => write!(f, "{one} changed"),
            [many @ .., last] => write!(f, "{} and {last} changed", many.join(", ")),
            [] => f.write_str("a change"),
        }
    }
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Of(part) => f.write_str(part.word()),
            Self::OlderLock => f.write_str("the Conda files, which are newer than lock/,"),
        }
    }
}

/// What an image was made from: a short digest of each part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fingerprint(BTreeMap<Part, String>);

impl Fingerprint {
    /// Of the image that these values make.
    pub fn new(inputs: &Inputs, platform: Option<&str>) -> Self {
        let is_read =
            |path: &str| path != "docker/Dockerfile.dockerignore" && !NOT_OF_THE_IMAGE.contains(&path);
        let files = inputs.slim_files.as_ref().unwrap_or(&inputs.files);
        let read = files.iter().filter(|(path, _)| is_read(path.as_str()));
        let mut texts: BTreeMap<&str, String> = BTreeMap::new();
        for (path, text) in read {
            let name = match path.file_name().unwrap_or_default() {
                // It has what environment.yml asks for, and a person knows that file.
                "history" => "environment.yml",
                name => name,
            };
            texts.entry(name).or_default().push_str(text);
        }
        let texts = texts.into_iter();
        let mut parts: BTreeMap<Part, String> =
            texts.map(|(name, text)| (Part::File(name.to_owned()), digest(&text))).collect();
        for (path, text) in inputs.lock.as_ref().map_or_else(Files::new, Lock::files) {
            parts.insert(Part::File(path.into_string()), digest(&text));
        }
        let User { name, uid, gid } = &inputs.account;
        parts.insert(Part::User, digest(&format!("{name} {uid} {gid}")));
        parts.extend(platform.map(|platform| (Part::Platform, digest(platform))));
        let arguments = inputs.overrides.arguments();
        parts.extend(arguments.map(|argument| (Part::named(&argument.name), digest(&argument.value))));
        parts.extend(inputs.build_files.clone().map(|digest| (Part::BuildFiles, digest)));
        Self(parts)
    }

    /// Reads back what [`fmt::Display`] wrote; anything else is an image of somebody else's, with no parts.
    pub fn parse(label: &str) -> Self {
        let parts = label.split(' ').filter_map(|part| part.split_once('='));
        Self(parts.map(|(name, digest)| (Part::named(name), digest.to_owned())).collect())
    }

    /// The parts in which the two differ.
    pub fn changes(&self, other: &Self) -> Vec<Change> {
        let parts: BTreeSet<&Part> = self.0.keys().chain(other.0.keys()).collect();
        let differ = parts.into_iter().filter(|part| self.0.get(*part) != other.0.get(*part));
        differ.map(|part| Change::Of(part.clone())).collect()
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parts: Vec<String> =
            self.0.iter().map(|(part, digest)| format!("{}={digest}", part.name())).collect();
        f.write_str(&parts.join(" "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fingerprint_survives_its_label_and_names_what_changed() {
        let of = |label: &str| Fingerprint::parse(label);
        let old = of("Dockerfile=1 environment.yml=2 postBuild=3");
        let new = of("Dockerfile=1 environment.yml=4 BASE_IMAGE=6 user=5");
        assert_eq!(Fingerprint::parse(&new.to_string()), new);
        let changes = Changes(new.changes(&old));
        assert_eq!(changes.to_string(), "the base image, environment.yml, postBuild and user changed");
        assert!(old.changes(&old).is_empty());
        assert_eq!(old.changes(&of("<no value>")).len(), 3);
    }

    #[test]
    fn each_kind_of_part_is_read_back_as_what_it_was() {
        let file = |name: &str| Part::File(name.to_owned());
        let parts = [
            file("Dockerfile"),
            file("lock/conda-linux-64.lock"),
            Part::BaseImage,
            Part::Installer,
            Part::Epoch,
            Part::BuildFiles,
            Part::Platform,
            Part::User,
        ];
        for part in parts {
            assert_eq!(Part::named(part.name()), part);
        }
    }

    #[test]
    fn a_change_is_told_in_words() {
        let changes = |changes: &[Change]| Changes(changes.to_vec()).to_string();
        assert_eq!(changes(&[Change::Of(Part::User)]), "user changed");
        assert_eq!(
            changes(&[Change::Of(Part::User), Change::OlderLock]),
            "user and the Conda files, which are newer than lock/, changed"
        );
        let parts = [Change::Of(Part::BaseImage), Change::Of(Part::Epoch)];
        assert_eq!(changes(&parts), "the base image and the date of the image's files changed");
    }
}
