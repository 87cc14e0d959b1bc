//! Where a package goes that is not listed yet.

use anyhow::Result;

use super::listing::Listing;
use super::manager::Manager;
use super::rewrite::{by_hand, rewrite};
use super::wanted::Wanted;
use crate::base::error::Mistake;
use crate::base::overlay::Overlay;

/// Lists the package behind the last one of its kind.
///
/// # Errors
///
/// `BadInput` if there is no list for it, or none that can be edited.
pub fn insert(project: &mut Overlay, before: &Listing, wanted: &Wanted) -> Result<()> {
    // Below `pip:` only if that is the one place where pip's packages are.
    let in_environment = wanted.manager == Manager::Conda || !project.is_file(&before.requirements);
    let is_neighbour = |manager, file| manager == wanted.manager && Some(file) == before.environment.as_ref();
    let neighbour =
        before.entries.iter().rfind(|entry| in_environment && is_neighbour(entry.manager, &entry.file));
    if let Some(entry) = neighbour {
        return rewrite(project, &entry.file, entry.line, |lines| {
            lines.insert_behind(entry.line, &entry.text, &wanted.text)
        });
    }
    if wanted.manager == Manager::Pip {
        return rewrite(project, &before.requirements, 1, |lines| {
            lines.insert(lines.last(), &wanted.text);
            Some(())
        });
    }
    // The first Conda package, in a file that has a list for pip alone.
    let Some(file) = &before.environment else {
        let advice = "create it with a list `dependencies`, or give --pip";
        return Err(Mistake::new("the file does not exist", advice).in_file(before.file_of(wanted)));
    };
    let key = before.pip_key.ok_or_else(|| by_hand(file, 1))?;
    rewrite(project, file, key, |lines| lines.insert_above(key, &wanted.text))
}
