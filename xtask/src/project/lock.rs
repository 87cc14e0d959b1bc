//! The lock of a project: reads its files, writes them, and knows when they are out of date.

pub mod heads;
pub mod package;
pub mod requirements;
mod usable;

use std::collections::BTreeMap;

use anyhow::Result;
use camino::{Utf8Path, Utf8PathBuf};

use self::heads::{LOCK, conda_name, path, pip_name};
use self::package::{Package, packages_text, parse_packages};
use self::requirements::{PipLock, parse_requirements};
use crate::base::digest::digest;
use crate::base::error::Mistake;
use crate::base::files::Files;
use crate::base::source::Source;
use crate::conda::CondaFiles;
use crate::machine::platform::Platform;

/// What lock/ has for one platform.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlatformLock {
    /// The digest of the Conda part that it was solved for.
    pub made_from: String,
    /// The packages, in the order in which they are installed.
    pub packages: Vec<Package>,
    /// What pip installs, if anything.
    pub pip: Option<PipLock>,
}

/// The lock of a project: what it has for each platform.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lock(pub BTreeMap<Platform, PlatformLock>);

impl Lock {
    /// Reads lock/ in `root`; `None` if there is no file of a lock in it.
    ///
    /// # Errors
    ///
    /// `BadInput` with file and line for what `cargo xtask lock` did not write.
    pub fn read(root: &Utf8Path) -> Result<Option<Self>> {
        Self::read_from(|path| Source::read(root, path))
    }

    /// The same from somewhere else: `read` gives the file of a path in the project, or `None` if there is none.
    ///
    /// # Errors
    ///
    /// As [`Lock::read`], and those of `read`.
    pub fn read_from(read: impl Fn(&Utf8Path) -> Result<Option<Source>>) -> Result<Option<Self>> {
        let mut platforms = BTreeMap::new();
        for platform in Platform::ALL {
            let conda = read(&path(&conda_name(platform)))?;
            let pip = read(&path(&pip_name(platform)))?;
            let Some(conda) = conda else {
                if let Some(pip) = pip {
                    let conda = conda_name(platform);
                    let sentence =
                        format!("{LOCK}/{conda} is missing, and this file is of no use without it");
                    return Err(Mistake::new(sentence, "run `cargo xtask lock`").in_file(&pip.path));
                }
                continue;
            };
            let (made_from, packages) = parse_packages(&conda)?;
            let pip = pip.as_ref().map(parse_requirements).transpose()?;
            platforms.insert(platform, PlatformLock { made_from, packages, pip });
        }
        Ok((!platforms.is_empty()).then_some(Self(platforms)))
    }

    /// The files, by path in the project.
    pub fn files(&self) -> Files {
        let mut files = Files::new();
        for (&platform, lock) in &self.0 {
            files.insert(
                path(&conda_name(platform)),
                packages_text(platform, &lock.made_from, &lock.packages),
            );
            if let Some(pip) = &lock.pip {
                files.insert(path(&pip_name(platform)), pip.text());
            }
        }
        files
    }

    /// Every path that a file of the lock can have.
    pub fn known() -> Vec<Utf8PathBuf> {
        let names = Platform::ALL.into_iter().flat_map(|platform| [conda_name(platform), pip_name(platform)]);
        names.map(|name| path(&name)).collect()
    }

    /// The Conda files that have changed since: a sentence's worth for each file of lock/ that is out of date.
    pub fn stale(&self, conda: &CondaFiles) -> Vec<String> {
        let mut stale = Vec::new();
        for (&platform, lock) in &self.0 {
            if lock.made_from != conda_digest(conda) {
                stale.push(format!("{LOCK}/{}", conda_name(platform)));
            }
            let pip = lock.pip.as_ref().map(|pip| pip.made_from.as_str());
            if pip != pip_digest(conda, &lock.packages).as_deref() {
                stale.push(format!("{LOCK}/{}", pip_name(platform)));
            }
        }
        stale
    }
}

/// What the packages of a lock are solved from.
pub fn conda_digest(conda: &CondaFiles) -> String {
    let environment = &conda.environment;
    digest(&format!("{}\n\n{}", environment.channels.join("\n"), environment.dependencies.join("\n")))
}

/// What the requirements of a lock are resolved from; `None` if pip has nothing to install.
pub fn pip_digest(conda: &CondaFiles, packages: &[Package]) -> Option<String> {
    if conda.pip.is_empty() {
        return None;
    }
    let installed: Vec<&str> = packages.iter().map(Package::file).collect();
    let parts = [conda.pip.requirements.join("\n"), conda.pip.constraints.join("\n"), installed.join("\n")];
    Some(digest(&parts.join("\n\n")))
}
