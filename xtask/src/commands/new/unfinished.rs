//! A new project is made beside its place and renamed last: a run that is killed leaves no half of one in it.

use std::fs;
use std::time::Duration;

use anyhow::{Context as _, Result};
use camino::Utf8Path;

use crate::base::error::BadInput;
use crate::base::replace::{ignore_missing, left_over, unfinished};
use crate::base::uninterrupted::{require_not_asked_to_end, uninterrupted};
use crate::project::identity;
use crate::project::paths::LOCAL_ENV;
use crate::task::Task;

/// Makes the folder, which messages name `dir`, by what `fill` does in one beside it.
///
/// # Errors
///
/// Those of `fill`; if it cannot be made, or somebody else has made it meanwhile. All is then as before.
pub fn make(folder: &Utf8Path, dir: &Utf8Path, fill: impl FnOnce(&Utf8Path) -> Result<()>) -> Result<()> {
    let beside = unfinished(folder);
    uninterrupted(|| {
        fs::create_dir(&beside).with_context(|| format!("cannot make the folder `{beside}`"))?;
        let done = fill(&beside)
            .and_then(|()| forget_the_folder(&beside))
            .and_then(|()| put_in_place(&beside, folder, dir));
        if done.is_err() {
            // The first error is the one to report.
            let _ = fs::remove_dir_all(&beside);
        }
        done
    })
}

/// Removes what has the folder's name in it, since it is about to get another.
fn forget_the_folder(beside: &Utf8Path) -> Result<()> {
    for file in [LOCAL_ENV, identity::FILE].map(|file| beside.join(file)) {
        ignore_missing(fs::remove_file(&file)).with_context(|| format!("cannot remove `{file}`"))?;
    }
    Ok(())
}

fn put_in_place(beside: &Utf8Path, folder: &Utf8Path, dir: &Utf8Path) -> Result<()> {
    require_not_asked_to_end()?;
    let is_free = || folder.symlink_metadata().is_err();
    // A folder with something in it is not replaced by a rename.
    let renamed = is_free().then(|| fs::rename(beside, folder));
    match renamed {
        Some(Ok(())) => Ok(()),
        Some(Err(error)) if is_free() => {
            Err(error).with_context(|| format!("cannot make the folder `{folder}`"))
        }
        _ => Err(BadInput::new(format!(
            "{dir}: somebody else has made this meanwhile, and it stays as it is; choose another name"
        ))),
    }
}

/// Removes what a run for the same folder left when it was killed, or names it if that run may go on.
pub fn remove(task: &Task, folder: &Utf8Path) {
    let Some((parent, name)) = folder.parent().zip(folder.file_name()) else { return };
    for entry in parent.read_dir_utf8().into_iter().flatten().flatten() {
        let Some((of, process)) = left_over(entry.file_name()).filter(|(of, _)| *of == name) else {
            continue;
        };
        let path = entry.path();
        if has_ended(process) && is_removed(path) {
            task.report.note(&format!(
                "removed {path}, which a run of this command for {of} left when it was killed"
            ));
        } else {
            task.report
                .warning(&format!("{path} is of another run of this command; if that was killed, remove it"));
        }
    }
}

/// Removes a folder in which a git whose parent was killed may still write for a moment.
fn is_removed(folder: &Utf8Path) -> bool {
    (0..40).any(|_| {
        let removed = fs::remove_dir_all(folder).is_ok();
        if !removed {
            std::thread::sleep(Duration::from_millis(50));
        }
        removed
    })
}

/// Whether there is certainly no process of this id.
fn has_ended(process: u32) -> bool {
    let processes = Utf8Path::new("/proc");
    processes.join("self").exists() && !processes.join(process.to_string()).exists()
}
