//! The folder in which the Conda files lie: the root of the project, or `binder/` or `.binder/`, as repo2docker has it.

use std::collections::BTreeSet;

use anyhow::Result;
use camino::{Utf8Path, Utf8PathBuf};

use super::warning::{About, Warning};
use crate::base::error::BadInput;
use crate::base::source::Folder;

/// The folders that take the place of the root.
const FOLDERS: [&str; 2] = ["binder", ".binder"];

/// The files that are looked for in it.
pub(crate) const FILES: [&str; 6] =
    ["environment.yml", "environment.yaml", "requirements.txt", "apt.txt", "postBuild", "start"];

/// The folder, relative to the project; empty for the root itself. That it is there counts, and not what is in it.
///
/// # Errors
///
/// `BadInput` if both are there.
pub(super) fn find(project: &Folder) -> Result<Utf8PathBuf> {
    match FOLDERS.map(|folder| project.is_dir(folder.into())) {
        [true, true] => Err(BadInput::new(
            ".binder: the folder binder is there as well, and only one of them can have the Conda files; move all into one",
        )),
        [binder, dot_binder] => {
            let folder = if binder { FOLDERS[0] } else { FOLDERS[1] };
            Ok(if binder || dot_binder { folder.into() } else { Utf8PathBuf::new() })
        }
    }
}

/// The warning about files in the root that are not read because of this folder; `read` are the files of pip's that are.
pub(super) fn passed_over(
    project: &Folder,
    folder: &Utf8Path,
    read: &BTreeSet<Utf8PathBuf>,
) -> Option<Warning> {
    if folder == "" {
        return None;
    }
    // Those in the folder may include one of the root.
    let is_passed_over = |file: &&str| {
        let file = Utf8Path::new(file);
        project.is_file(file) && !read.contains(file)
    };
    let files: Vec<&str> = FILES.into_iter().filter(is_passed_over).collect();
    let (files, advice) = match files.as_slice() {
        [] => return None,
        [one] => (format!("{one} in the root is"), "move it there, or delete it"),
        [many @ .., last] => {
            (format!("{} and {last} in the root are", many.join(", ")), "move them there, or delete them")
        }
    };
    let sentence =
        format!("the Conda files are those of this folder alone, as on Binder, so {files} not read");
    Some(Warning::new(About::PassedOver, folder, sentence, advice))
}
