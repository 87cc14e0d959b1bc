//! Which packages of a lock may get another version although nothing asks for one.

use std::collections::BTreeSet;

use anyhow::Result;

use crate::base::error::BadInput;
use crate::base::wording::{nearest, shown};
use crate::conda::normalised_name;
use crate::project::lock::requirements::{Locked, PipLock};
use crate::project::lock::{Lock, PlatformLock};

/// The packages that need not keep their versions.
pub enum Free {
    /// Every one.
    All,
    /// Those of these names, as [`normalised_name`] spells them.
    Named(BTreeSet<String>),
}

impl Free {
    /// What `--upgrade` asks for.
    ///
    /// # Errors
    ///
    /// `BadInput` for a package that the lock does not have.
    pub fn of(upgrade: Option<&[String]>, before: &Lock) -> Result<Self> {
        let names = match upgrade {
            Some([]) => return Ok(Self::All),
            names => names.unwrap_or_default(),
        };
        let locked: BTreeSet<String> = before.0.values().flat_map(names_of).collect();
        let unknown = |name: &&String| !locked.contains(&normalised_name(name));
        if let Some(name) = names.iter().find(unknown) {
            let locked: Vec<&str> = locked.iter().map(String::as_str).collect();
            let meant =
                nearest(name, &locked).map_or(String::new(), |near| format!("; did you mean `{near}`?"));
            return Err(BadInput::new(format!(
                "--upgrade {}: the lock has no such package{meant}",
                shown(name)
            )));
        }
        Ok(Self::named(names.iter().map(String::as_str)))
    }

    /// The packages of these names.
    pub fn named<'a>(names: impl Iterator<Item = &'a str>) -> Self {
        Self::Named(names.map(normalised_name).collect())
    }

    /// Whether the package is one of them.
    pub fn has(&self, name: &str) -> bool {
        match self {
            Self::All => true,
            Self::Named(names) => names.contains(&normalised_name(name)),
        }
    }

    /// Whether Conda installs one of them.
    pub fn has_conda_s(&self, lock: &PlatformLock) -> bool {
        lock.packages.iter().any(|package| self.has(package.name()))
    }

    /// Whether pip installs one of them.
    pub fn has_pip_s(&self, pip: &PipLock) -> bool {
        pip.locked().any(|locked| self.has(locked.name))
    }

    /// The packages of pip's that keep their versions, each as `name==version`; none unless some are named, since pip's
    /// requirements are resolved together otherwise.
    pub fn kept(&self, pip: &PipLock) -> Vec<String> {
        match self {
            Self::Named(names) if !names.is_empty() => {
                let kept = pip.locked().filter(|locked| !locked.is_url && !self.has(locked.name));
                kept.map(|Locked { name, version, .. }| format!("{name}=={version}")).collect()
            }
            _ => Vec::new(),
        }
    }
}

/// The names in the lock of a platform.
fn names_of(lock: &PlatformLock) -> Vec<String> {
    let conda = lock.packages.iter().map(|package| package.name());
    let pip = lock.pip.iter().flat_map(PipLock::locked).map(|locked| locked.name);
    conda.chain(pip).map(normalised_name).collect()
}
