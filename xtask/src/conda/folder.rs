//! The folder in which the Conda files lie: the root of the project, or `binder/` or `.binder/`, as repo2docker has it.

use anyhow::Result;
use camino::{Utf8Path, Utf8PathBuf};

use crate::error::BadInput;

/// The folders that take the place of the root.
const FOLDERS: [&str; 2] = ["binder", ".binder"];

/// The files that are looked for in it.
const FILES: [&str; 6] =
    ["environment.yml", "environment.yaml", "requirements.txt", "apt.txt", "postBuild", "start"];

/// The folder, relative to the root; empty for the root itself. That it is there counts, and not what is in it.
///
/// # Errors
///
/// `BadInput` if both are there.
pub(crate) fn find(root: &Utf8Path) -> Result<Utf8PathBuf> {
    match FOLDERS.map(|folder| root.join(folder).is_dir()) {
        [true, true] => Err(BadInput::new(
            ".binder: the folder binder is there as well, and only one of them can have the Conda files; move all into one",
        )),
        [binder, dot_binder] => {
            let folder = if binder { FOLDERS[0] } else { FOLDERS[1] };
            Ok(if binder || dot_binder { folder.into() } else { Utf8PathBuf::new() })
        }
    }
}

/// The warning about files in the root that are not read because of this folder.
pub(super) fn passed_over(root: &Utf8Path, folder: &Utf8Path) -> Option<String> {
    if folder == "" {
        return None;
    }
    let files: Vec<&str> = FILES.into_iter().filter(|file| root.join(file).is_file()).collect();
    let files = match files.as_slice() {
        [] => return None,
        [one] => format!("{one} in the root is"),
        [many @ .., last] => format!("{} and {last} in the root are", many.join(", ")),
    };
    Some(format!(
        "{folder}: the Conda files are those of this folder alone, as on Binder, so {files} not read"
    ))
}
