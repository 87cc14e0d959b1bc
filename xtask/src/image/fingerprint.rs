//! What an image was made from, as a label of it, by which a stale one is known.

use std::collections::BTreeMap;
use std::fmt;

use crate::base::digest::digest;
use crate::base::files::Files;
use crate::image::render::NOT_OF_THE_IMAGE;
use crate::machine::mirrors::{Override, Overrides};
use crate::machine::user::User;
use crate::project::lock::Lock;
use crate::project::settings::Settings;

/// What an image was made from: a short digest of each part, by name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fingerprint(BTreeMap<String, String>);

impl Fingerprint {
    /// Of the image that these values make. `files` are those for BuildKit, whatever the builder.
    pub fn new(
        files: &Files,
        lock: Option<&Lock>,
        settings: &Settings,
        user: &User,
        overrides: &Overrides,
    ) -> Self {
        let is_read =
            |path: &str| path != "docker/Dockerfile.dockerignore" && !NOT_OF_THE_IMAGE.contains(&path);
        let read = files.iter().filter(|(path, _)| is_read(path.as_str()));
        let mut parts: BTreeMap<String, String> =
            read.filter_map(|(path, text)| Some((path.file_name()?.to_owned(), digest(text)))).collect();
        for (path, text) in lock.map_or_else(Files::new, Lock::files) {
            parts.insert(path.into_string(), digest(&text));
        }
        parts.insert("user".to_owned(), digest(&format!("{} {} {}", user.name, user.uid, user.gid)));
        for Override { name, value, .. } in overrides.arguments() {
            parts.insert(name.clone(), digest(value));
        }
        parts.extend(settings.platform.iter().map(|platform| ("platform".to_owned(), digest(platform))));
        Self(parts)
    }

    /// Adds the digest of the project's files that postBuild may read, if there are any.
    #[must_use]
    pub fn with_build_files(mut self, digest: Option<String>) -> Self {
        self.0.extend(digest.map(|digest| ("build-files".to_owned(), digest)));
        self
    }

    /// Reads back what [`fmt::Display`] wrote; anything else is an image of somebody else's, with no parts.
    pub fn parse(label: &str) -> Self {
        Self(
            label
                .split(' ')
                .filter_map(|part| part.split_once('='))
                .map(|(k, v)| (k.to_owned(), v.to_owned()))
                .collect(),
        )
    }

    /// The names of the parts in which the two differ.
    pub fn changes(&self, other: &Self) -> Vec<String> {
        let names = self.0.keys().chain(other.0.keys()).collect::<std::collections::BTreeSet<_>>();
        names.into_iter().filter(|name| self.0.get(*name) != other.0.get(*name)).cloned().collect()
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parts: Vec<String> = self.0.iter().map(|(name, digest)| format!("{name}={digest}")).collect();
        f.write_str(&parts.join(" "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fingerprint_survives_its_label_and_names_what_changed() {
        let parts = |pairs: &[(&str, &str)]| {
            Fingerprint(pairs.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect())
        };
        let old = parts(&[("Dockerfile", "1"), ("environment.yml", "2"), ("postBuild", "3")]);
        let new = parts(&[("Dockerfile", "1"), ("environment.yml", "4"), ("user", "5")]);
        assert_eq!(Fingerprint::parse(&old.to_string()), old);
        assert_eq!(new.changes(&old), ["environment.yml", "postBuild", "user"]);
        assert!(old.changes(&old).is_empty());
        assert_eq!(old.changes(&Fingerprint::parse("<no value>")).len(), 3);
    }
}
