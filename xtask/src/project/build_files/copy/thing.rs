//! What stands at a place: a folder, a link, or a file with its bytes.

use std::fs::{self, Permissions};
use std::io;
use std::path::PathBuf;

use anyhow::{Context as _, Result};
use camino::Utf8Path;

use crate::base::digest::{digest, short};
use crate::base::regular;
use crate::base::replace::{Access, remove_known, replace_known};

/// What stands at a place.
pub enum Thing {
    /// A folder, whatever is in it.
    Folder,
    /// A link, and what it says.
    Link(PathBuf),
    /// A file.
    File(Vec<u8>, Permissions),
    /// Nothing that can be copied, such as a socket.
    Other,
}

impl Thing {
    /// What is at `root/path`; a link is not followed.
    ///
    /// # Errors
    ///
    /// If it cannot be read.
    pub fn at(root: &Utf8Path, path: &Utf8Path) -> Result<Option<Self>> {
        let full = root.join(path);
        let kind = match fs::symlink_metadata(&full) {
            Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
                return Ok(None);
            }
            kind => kind.with_context(|| format!("cannot read `{full}`"))?,
        };
        Ok(Some(if kind.is_dir() {
            Self::Folder
        } else if kind.is_symlink() {
            Self::Link(fs::read_link(&full).with_context(|| format!("cannot read `{full}`"))?)
        } else if kind.is_file() {
            Self::File(regular::read(root, path)?.unwrap_or_default(), kind.permissions())
        } else {
            Self::Other
        }))
    }

    /// What tells it from another thing at the same place.
    pub fn digest(&self) -> String {
        match self {
            Self::Folder => digest("folder"),
            Self::Link(goal) => digest(&format!("link to {}", goal.display())),
            Self::File(bytes, _) => short(&hmac_sha256::Hash::hash(bytes)),
            Self::Other => digest("other"),
        }
    }

    /// Whether the other one is of the same kind and says the same.
    pub fn is_as(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Folder, Self::Folder) => true,
            (Self::Link(one), Self::Link(other)) => one == other,
            (Self::File(one, _), Self::File(other, _)) => one == other,
            _ => false,
        }
    }

    /// Makes it at this path, where `old` stands. A file changes by a rename, and only if it still says the same.
    ///
    /// # Errors
    ///
    /// If it cannot be written; if somebody else has changed what stands there.
    pub fn make(&self, old: Option<&Self>, to: &Utf8Path) -> Result<()> {
        if let (Self::File(bytes, mode), Some(Self::File(..)) | None) = (self, old) {
            let before = old
                .and_then(|old| if let Self::File(bytes, _) = old { Some(bytes.as_slice()) } else { None });
            replace_known(to, before, bytes, Access::Everybody)?;
            return Ok(fs::set_permissions(to, mode.clone())?);
        }
        if let Some(old) = old {
            old.remove(to)?;
        }
        match self {
            Self::File(..) => self.make(None, to),
            Self::Folder => Ok(fs::create_dir_all(to)?),
            Self::Link(goal) => {
                if let Some(parent) = to.parent() {
                    fs::create_dir_all(parent)?;
                }
                link(goal, to)
            }
            Self::Other => Ok(()),
        }
    }

    /// Removes it; a folder only if it is empty.
    ///
    /// # Errors
    ///
    /// If it cannot be removed; if somebody else has changed the file.
    pub fn remove(&self, at: &Utf8Path) -> Result<()> {
        let removed = match self {
            Self::File(bytes, _) => return remove_known(at, bytes),
            Self::Folder => fs::remove_dir(at),
            Self::Link(_) | Self::Other => fs::remove_file(at),
        };
        removed.with_context(|| format!("cannot remove `{at}`"))
    }
}

#[cfg(unix)]
fn link(goal: &std::path::Path, to: &Utf8Path) -> Result<()> {
    Ok(std::os::unix::fs::symlink(goal, to)?)
}

#[cfg(not(unix))]
fn link(goal: &std::path::Path, to: &Utf8Path) -> Result<()> {
    Ok(fs::write(to, goal.to_string_lossy().as_bytes())?)
}
