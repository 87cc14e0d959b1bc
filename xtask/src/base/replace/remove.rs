//! Removes a file, unless somebody has saved it since it was read.

use std::fs;
use std::io;

use anyhow::{Context as _, Result};
use camino::Utf8Path;

use super::turn::turn;
use super::{ChangedMeanwhile, read};

/// Removes a file that was read before; `old` is what it said. It may be gone already.
///
/// # Errors
///
/// [`ChangedMeanwhile`] if it says something else by now; if it cannot be removed.
pub fn remove_known(path: &Utf8Path, old: &[u8]) -> Result<()> {
    let _turn = turn(path);
    match read(path)? {
        Some(now) if now != old => Err(ChangedMeanwhile(path.to_string()).into()),
        _ => ignore_missing(fs::remove_file(path)).with_context(|| format!("cannot remove `{path}`")),
    }
}

/// What became of removing something that need not be there.
///
/// # Errors
///
/// The one that it has, if that is another than that nothing was there.
pub fn ignore_missing(removed: io::Result<()>) -> io::Result<()> {
    removed.or_else(|error| if error.kind() == io::ErrorKind::NotFound { Ok(()) } else { Err(error) })
}
