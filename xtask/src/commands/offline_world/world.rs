//! A world that was made, as a value.

use std::collections::BTreeMap;

use anyhow::{Context as _, Result};
use camino::{Utf8Path, Utf8PathBuf};

use crate::base::digest::short;
use crate::base::json;
use crate::base::regular;
use crate::machine::host::Host;
use crate::machine::mirrors::{BASE_IMAGE, MirrorFolder, Origin, Override, Overrides};
use crate::project::folder::repository;

/// What make.py wrote into world.json.
#[derive(Debug)]
pub struct World {
    /// Where it is.
    folder: Utf8PathBuf,
    base_image: String,
    /// Its base images, by their names.
    images: BTreeMap<String, Image>,
    installer: String,
    installer_sha256: String,
    /// The port of its server.
    pub port: u16,
    /// The packages of the operating system that it was asked for.
    apt: Vec<String>,
    /// What it was made by; there is none while it is being made anew, or if that was interrupted.
    stamp: Option<String>,
}

/// A base image, which no registry has.
#[derive(Debug)]
pub struct Image {
    /// The archive, in the folder of the world.
    pub archive: String,
    /// The digest of its only layer.
    pub layer: String,
}

impl World {
    /// The world in this user's cache; `None` if there is none, or its description is damaged: it is then made anew.
    ///
    /// # Errors
    ///
    /// If its description cannot be read.
    pub fn read(host: &Host) -> Result<Option<Self>> {
        let folder = Self::dir(host)?;
        let document = regular::read(Utf8Path::new(""), &folder.join("world.json"))?;
        Ok(document.and_then(|document| Self::parse(&document, folder).ok()))
    }

    fn parse(document: &[u8], folder: Utf8PathBuf) -> Result<Self> {
        let world = json::read(document)?;
        let mut images = BTreeMap::new();
        for (name, image) in world["images"].as_mapping().into_iter().flatten() {
            let image = Image { archive: json::text(image, "archive")?, layer: json::text(image, "layer")? };
            images.insert(name.as_str().unwrap_or_default().to_owned(), image);
        }
        Ok(Self {
            folder,
            base_image: json::text(&world, "base_image")?,
            images,
            installer: json::text(&world, "installer")?,
            installer_sha256: json::text(&world, "installer_sha256")?,
            port: json::number(&world, "port")?.try_into()?,
            apt: json::elements(&world, "apt").filter_map(|name| Some(name.as_str()?.to_owned())).collect(),
            stamp: json::text(&world, "stamp").ok(),
        })
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
        let ours = |name: &str, value: &str| Override::new(name, value, Origin::OfflineWorld);
        let mirror_folder = MirrorFolder { address: server.clone(), folder: self.folder.join("www") };
        Overrides {
            mirror_folder: Some(mirror_folder),
            base_image: Some(ours(BASE_IMAGE, &self.base_image)),
            build_variables: vec![
                ours("APT_SOURCES", &format!("deb [trusted=yes] {server}/apt ./")),
                ours("MINIFORGE_URL", &format!("{server}/{}", self.installer)),
                ours("MINIFORGE_SHA256", &self.installer_sha256),
                ours("CONDA_CHANNEL_ALIAS", &server),
                ours("PIP_INDEX_URL", &format!("{server}/simple/")),
            ],
            host_network: true,
            ..Overrides::default()
        }
    }
}

/// The folder with the programs that make and serve it.
///
/// # Errors
///
/// If the project cannot be found.
pub fn programs(host: &Host) -> Result<Utf8PathBuf> {
    Ok(repository(host)?.join("xtask/offline-world"))
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
        let bytes = regular::read(Utf8Path::new(""), &path)?.unwrap_or_default();
        hash.update(format!("{}\0{}\0", path.file_name().unwrap_or_default(), bytes.len()));
        hash.update(bytes);
    }
    Ok(short(&hash.finalize()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const DOCUMENT: &str = r#"{"base_image": "a:b", "installer": "c", "installer_sha256": "d", "port": 8765,
        "images": {"a:b": {"archive": "b.tar", "layer": "sha256:e"}}, "apt": ["git", "curl"], "stamp": "s"}"#;

    #[test]
    fn a_world_is_read_whole_or_not_at_all() {
        let parse = |port: &str| World::parse(DOCUMENT.replace("8765", port).as_bytes(), "/world".into());
        let world = parse("8765").unwrap();
        assert_eq!(world.overrides().base_image.unwrap().value, "a:b");
        let pip = "PIP_INDEX_URL=file:///opt/offline-world/simple/";
        assert_eq!(world.overrides().at_run_time().last().unwrap(), pip);
        assert_eq!(world.image("a:b").unwrap().layer, "sha256:e");
        assert!(parse("65536").is_err());
        assert_eq!(parse("\"x\"").unwrap_err().to_string(), "it has no number `port`");
    }

    #[test]
    fn a_world_is_too_old_if_other_programs_made_it_it_lacks_a_package_or_a_file_or_was_not_finished() {
        let folder = tempfile::tempdir().unwrap();
        let dir = Utf8Path::from_path(folder.path()).unwrap();
        std::fs::create_dir(dir.join("www")).unwrap();
        std::fs::write(dir.join("www/c"), "").unwrap();
        let is_current = |document: &str, stamp: &str, package: &str| {
            World::parse(document.as_bytes(), dir.to_owned()).unwrap().is_current(
                stamp,
                &[package.to_owned()],
                dir,
            )
        };
        assert!(!is_current(DOCUMENT, "s", "git"), "there is no archive");
        std::fs::write(dir.join("b.tar"), "").unwrap();
        assert!(is_current(DOCUMENT, "s", "git"));
        assert!(!is_current(DOCUMENT, "t", "git"));
        assert!(!is_current(DOCUMENT, "s", "tree"));
        assert!(!is_current(&DOCUMENT.replace(", \"stamp\": \"s\"", ""), "s", "git"));
    }

    #[test]
    fn the_stamp_changes_with_each_program_and_not_with_what_is_written_about_them() {
        let folder = tempfile::tempdir().unwrap();
        let dir = Utf8Path::from_path(folder.path()).unwrap();
        std::fs::create_dir(dir.join("conda_files")).unwrap();
        let after = |name: &str, text: &str| {
            std::fs::write(dir.join(name), text).unwrap();
            stamp(dir).unwrap()
        };
        let one = after("make.py", "1");
        assert_eq!(after("README.md", "2"), one);
        let two = after("make.py", "2");
        assert_ne!(two, one);
        assert_ne!(after("conda_files/activate", "3"), two);
    }
}
