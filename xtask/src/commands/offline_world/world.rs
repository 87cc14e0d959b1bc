//! A world that was made, as a value.

use std::collections::BTreeMap;

use anyhow::{Context as _, Result};
use camino::{Utf8Path, Utf8PathBuf};
use serde::Deserialize;

use crate::base::digest::short;
use crate::machine::host::Host;
use crate::machine::mirrors::Overrides;

/// What make.py wrote into world.json.
#[derive(Debug, Deserialize)]
pub struct World {
    base_image: String,
    /// Its base images, by their names.
    #[serde(default)]
    images: BTreeMap<String, Image>,
    installer: String,
    installer_sha256: String,
    /// The port of its server.
    pub port: u16,
    /// The packages of the operating system that it was asked for.
    #[serde(default)]
    apt: Vec<String>,
    /// What it was made by; there is none while it is being made anew, or if that was interrupted.
    stamp: Option<String>,
}

/// A base image, which no registry has.
#[derive(Debug, Deserialize)]
pub struct Image {
    /// The archive, in the folder of the world.
    pub archive: String,
    /// The digest of its only layer.
    pub layer: String,
}

impl World {
    /// The world in this user's cache, if there is one.
    ///
    /// # Errors
    ///
    /// If its description cannot be read.
    pub fn read(host: &Host) -> Result<Option<Self>> {
        let file = Self::dir(host)?.join("world.json");
        if !file.exists() {
            return Ok(None);
        }
        let text = std::fs::read_to_string(&file).with_context(|| format!("cannot read `{file}`"))?;
        // JSON is YAML.
        serde_yaml::from_str(&text)
            .with_context(|| format!("cannot read `{file}`; delete that file, and `--offline` makes it anew"))
    }

    /// The folder in which it is made.
    ///
    /// # Errors
    ///
    /// If there is no place for a cache.
    pub fn dir(host: &Host) -> Result<Utf8PathBuf> {
        Ok(host.cache_dir()?.join("offline-world"))
    }

    /// Whether it was made by the programs with this stamp, has all these packages of the operating system, and is still in
    /// its folder.
    pub fn is_current(&self, stamp: &str, packages: &[String], dir: &Utf8Path) -> bool {
        let archives = self.images.values().map(|image| dir.join(&image.archive));
        self.stamp.as_deref() == Some(stamp)
            && packages.iter().all(|package| self.apt.contains(package))
            && archives.chain([dir.join("www").join(&self.installer)]).all(|file| file.is_file())
    }

    /// The names of its base images.
    pub fn base_images(&self) -> impl Iterator<Item = &str> {
        self.images.keys().map(String::as_str)
    }

    /// The image of this name.
    pub fn image(&self, name: &str) -> Option<&Image> {
        self.images.get(name)
    }

    /// The name of the image that takes the place of the setting `base-image`.
    pub fn base_image(&self) -> &str {
        &self.base_image
    }

    /// The world's addresses, in the place of the internet's.
    pub fn overrides(&self) -> Overrides {
        let server = format!("http://127.0.0.1:{}", self.port);
        // Only on the host's own network does 127.0.0.1 mean this machine.
        let mut overrides = Overrides {
            base_image: Some(self.base_image.clone()),
            network: Some("host".to_owned()),
            ..Overrides::default()
        };
        overrides.set("APT_SOURCES", &format!("deb [trusted=yes] {server}/apt ./"));
        overrides.set("MINIFORGE_URL", &format!("{server}/{}", self.installer));
        overrides.set("MINIFORGE_SHA256", &self.installer_sha256);
        overrides.set("CONDA_CHANNEL_ALIAS", &server);
        overrides.set("PIP_INDEX_URL", &format!("{server}/simple/"));
        overrides
    }
}

/// What tells the programs in this folder from other versions of them.
///
/// # Errors
///
/// If one cannot be read.
pub fn stamp(programs: &Utf8Path) -> Result<String> {
    let mut names = Vec::new();
    for folder in [programs.to_owned(), programs.join("conda_files")] {
        let entries = folder.read_dir_utf8().with_context(|| format!("cannot read `{folder}`"))?;
        for entry in entries {
            let path = entry?.into_path();
            if path.is_file() && path.extension() != Some("md") {
                names.push(path);
            }
        }
    }
    names.sort();
    let mut hash = hmac_sha256::Hash::new();
    for path in names {
        let bytes = std::fs::read(&path).with_context(|| format!("cannot read `{path}`"))?;
        hash.update(format!("{}\0{}\0", path.file_name().unwrap_or_default(), bytes.len()));
        hash.update(bytes);
    }
    Ok(short(&hash.finalize()))
}
