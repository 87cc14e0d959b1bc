//! Which of two folders that hold one name is the project, and which is a copy of it.
//!
//! | the file names | its mark is of | the project in this folder is |
//! | --- | --- | --- |
//! | this folder | this folder, or of nothing on this disk, or there is none | the original |
//! | this folder | another folder of this disk | a copy in the place of one that was moved |
//! | another folder | this folder | the original, which was moved; a copy if the other one was used by the name since |
//! | another folder that has the name | that folder, or nothing | a copy |
//! | another folder that is itself a copy | nothing on this disk | the original, from another disk |
//! | a folder that is gone, or has another name | nothing on this disk, or there is none | the original, from another disk |
//! | a folder into which nobody can look | something else, or there is none | a copy |
//! | any other folder | another folder of this disk | a copy |

use camino::Utf8Path;

use super::written::{Written, cannot_look};
use crate::base::mark::Mark;
use crate::base::place::is_same;

/// Whether the project in `root`, whose file says this, is the one that has the name.
pub fn is_original(written: &Written, root: &Utf8Path) -> bool {
    let (folder, here) = (&written.folder, Mark::of(root));
    if folder == root || is_same(folder, root) {
        return stays(written.mark, here);
    }
    let other = Written::read(folder).filter(|other| other.name == written.name);
    let there = Mark::of(folder);
    if is_of(written.mark, here) {
        // What stands at the old place has the mark of this one, unless it was used there.
        return !other.is_some_and(|other| is_of(other.mark, there));
    }
    let is_the_other_s = is_of(written.mark, there) || other.is_some_and(|other| keeps(&other, folder));
    !is_the_other_s && !is_beside(written.mark, here) && !cannot_look(folder)
}

/// Whether the project in `folder`, whose file says this, has the name, as far as can be said without a look at others.
pub fn keeps(written: &Written, folder: &Utf8Path) -> bool {
    let here = Mark::of(folder);
    match written.folder == folder || is_same(&written.folder, folder) {
        true => stays(written.mark, here),
        false => is_of(written.mark, here) || !is_beside(written.mark, here),
    }
}

/// Whether a folder which has the name by its path is the marked one. The number of a disk changes, so a mark of another
/// disk tells nothing; and some disks number their folders anew each time that they are mounted.
fn stays(marked: Option<Mark>, here: Option<Mark>) -> bool {
    let is_as_old = || marked.zip(here).is_some_and(|(marked, here)| marked.is_as_old_as(here));
    !is_beside(marked, here) || is_of(marked, here) || is_as_old()
}

fn is_of(marked: Option<Mark>, folder: Option<Mark>) -> bool {
    marked.zip(folder).is_some_and(|(marked, folder)| marked.is_of(folder))
}

fn is_beside(marked: Option<Mark>, folder: Option<Mark>) -> bool {
    marked.zip(folder).is_some_and(|(marked, folder)| marked.is_beside(folder))
}
