//! Where a package goes that is not listed yet.

use anyhow::Result;

use super::line::Lines;
use super::listing::{Listing, Manager};
use super::{Wanted, by_hand, edit};
use crate::base::error::Mistake;
use crate::base::overlay::Overlay;
use crate::base::source::Source;

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
        return edit(project, entry, |lines| lines.insert_behind(entry.line, &entry.text, &wanted.text));
    }
    match wanted.manager {
        Manager::Conda => above_pip(project, before, wanted),
        Manager::Pip => {
            let none = Source { path: before.requirements.clone(), text: String::new() };
            let mut lines = Lines::of(&project.read(&before.requirements)?.unwrap_or(none));
            lines.insert(lines.last(), &wanted.text);
            project.instead.insert(before.requirements.clone(), lines.text());
            Ok(())
        }
    }
}

/// The first Conda package, in a file that has a list for pip alone.
fn above_pip(project: &mut Overlay, before: &Listing, wanted: &Wanted) -> Result<()> {
    let Some(file) = &before.environment else {
        let advice = "create it with a list `dependencies`, or give --pip";
        return Err(Mistake::new("the file does not exist", advice).in_file(before.file_of(wanted)));
    };
    let key = before.pip_key.ok_or_else(|| by_hand(file, 1))?;
    let source = project.read(file)?.ok_or_else(|| by_hand(file, key))?;
    let mut lines = Lines::of(&source);
    lines.insert_above(key, &wanted.text).ok_or_else(|| by_hand(file, key))?;
    project.instead.insert(file.clone(), lines.text());
    Ok(())
}
