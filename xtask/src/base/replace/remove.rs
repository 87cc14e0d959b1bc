//! Removes a file, unless somebody has saved it since it was read.

use std::fs;
use std::io;

use anyhow::{Context as _, Result};
use camino::{Utf8Path, Utf8PathBuf};

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

/// The name that a folder has while it is removed: whoever looks for it meanwhile finds none, and no part of one.
pub fn removed(folder: &Utf8Path) -> Utf8PathBuf {
    const SUFFIX: &str = ".removed";
    if folder.as_str().ends_with(SUFFIX) { folder.to_owned() } else { format!("{folder}{SUFFIX}").into() }
}

/// Removes a folder of this tool's own with all that is in it. It may be gone already.
///
/// # Errors
///
/// If something in it cannot be removed; what is left is then under the name of [`removed`].
pub fn remove_folder(folder: &Utf8Path) -> Result<()> {
    let gone = removed(folder);
    let remove = || {
        if gone != folder {
            ignore_missing(fs::remove_dir_all(&gone))?;
            ignore_missing(fs::rename(folder, &gone))?;
        }
        ignore_missing(fs::remove_dir_all(&gone))
    };
    remove().with_context(|| format!("cannot remove `{folder}`"))
}

/// What became of removing something that need not be there.
///
/// # Errors
///
/// The one that it has, if that is another than that nothing was there.
pub fn ignore_missing(removed: io::Result<()>) -> io::Result<()> {
    removed.or_else(|error| if error.kind() == io::ErrorKind::NotFound { Ok(()) } else { Err(error) })
}
