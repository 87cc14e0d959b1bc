//! Adds packages to the Conda files, and takes them out, as a person would: comments, order, indentation and line ends stay.
//!
//! Nothing is written here: a project comes in, and the same project with other texts goes out.

mod insert;
mod kept;
mod line;
mod listing;
mod manager;
mod rewrite;
mod wanted;

#[cfg(test)]
mod tests;

use anyhow::Result;
use camino::Utf8Path;

use crate::base::error::{BadInput, Mistake};
use crate::base::overlay::Overlay;
use crate::base::wording::{nearest, shown};
use listing::{Entry, Listing};
pub use manager::Manager;
use rewrite::{by_hand, require_untied, rewrite};
pub use wanted::Wanted;

/// What was done to a package's line, and what is worth a word about it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Edited {
    /// A fact, such as that the package was listed before.
    pub note: Option<String>,
    /// Something that is probably not meant.
    pub warning: Option<String>,
}

/// What the files list, as it stands there.
///
/// # Errors
///
/// `BadInput` with the first mistake in the files.
pub fn listed(project: &Overlay) -> Result<Vec<Wanted>> {
    let of = |Entry { manager, name, text, .. }: Entry| Wanted { manager, name, text };
    Ok(Listing::read(project)?.entries.into_iter().map(of).collect())
}

/// Lists the package; where it is listed already, its spec is replaced on its line.
///
/// # Errors
///
/// `BadInput` for files that cannot be read, and for a line that only a person can edit.
pub fn add(project: &mut Overlay, wanted: &Wanted) -> Result<Edited> {
    let before = Listing::read(project)?;
    let mut edited = Edited::default();
    if let Some(other) = before.of(wanted.manager.other(), &wanted.name).first() {
        let remove = wanted.manager.other().command("remove", &other.name);
        edited.warning = Some(format!(
            "{} is listed for {}, too, in {}:{}; `{remove}` takes it out there",
            shown(&wanted.name),
            other.manager.name(),
            other.file,
            other.line
        ));
    }
    let listed = before.one(wanted)?;
    if let Some(other) = before.of(wanted.manager, &wanted.name).first().filter(|_| listed.is_none()) {
        let (name, near) = (shown(&wanted.name), shown(&other.name));
        let (manager, file, line) = (wanted.manager.name(), &other.file, other.line);
        edited.warning =
            Some(format!("{name} is another package than {near} for {manager}, which {file}:{line} lists"));
    }
    let expected = match listed {
        Some(entry) => {
            let (wanted, without_hash) = kept::with_what_stays(wanted, entry);
            edited.note = Some(note(entry, &wanted, without_hash));
            if entry.text == wanted.text {
                return Ok(edited);
            }
            rewrite(project, &entry.file, entry.line, |lines| {
                lines.replace(entry.line, &entry.text, &wanted.text)
            })?;
            before.with(Some(entry), Some(&wanted))
        }
        None => {
            insert::insert(project, &before, wanted)?;
            before.with(None, Some(wanted))
        }
    };
    require(project, &expected, before.file_of(wanted))?;
    Ok(edited)
}

/// What becomes of the line on which the package is listed already.
fn note(entry: &Entry, wanted: &Wanted, without_hash: bool) -> String {
    let (name, old, new) = (shown(&wanted.name), shown(&entry.text), shown(&wanted.text));
    let place = format!("{}:{}", entry.file, entry.line);
    if entry.text == wanted.text {
        return format!("{new} is listed already, in {place}");
    }
    let hash = if without_hash { "; the hash was of what it said before" } else { "" };
    format!("{name} is listed already: {place} says `{new}` now, and no longer `{old}`{hash}")
}

/// Takes the package out.
///
/// # Errors
///
/// `BadInput` if it is not listed, with names that are near; for files that cannot be read; for a line that only a person
/// can edit.
pub fn remove(project: &mut Overlay, wanted: &Wanted) -> Result<()> {
    let before = Listing::read(project)?;
    let Some(entry) = before.one(wanted)? else { return Err(not_listed(&before, wanted)) };
    require_untied(project, entry)?;
    require_another(&before, entry)?;
    let expected = before.with(Some(entry), None);
    let is_last_of_pip = before.is_last_below_pip(entry);
    rewrite(project, &entry.file, entry.line, |lines| lines.remove(entry.line, &entry.text))?;
    if is_last_of_pip {
        // An empty list would be left, which says nothing.
        if let Some(key) = before.pip_key {
            rewrite(project, &entry.file, entry.line, |lines| lines.remove_key(key))?;
        }
    }
    require(project, &expected, &entry.file)
}

/// The edit must have done what it was for and nothing else, whatever the file looked like.
fn require(project: &Overlay, expected: &[(Manager, String)], file: &Utf8Path) -> Result<()> {
    // What could be read before and cannot be now has no mistake of the user's in it.
    match Listing::read(project) {
        Ok(after) if after.said() == expected => Ok(()),
        _ => Err(by_hand(file, 1)),
    }
}

/// That environment.yml lists something besides the entry: Conda makes no environment of nothing.
fn require_another(before: &Listing, entry: &Entry) -> Result<()> {
    let is_there = |file: &Utf8Path| Some(file) == before.environment.as_deref();
    if is_there(&entry.file) && before.entries.iter().filter(|entry| is_there(&entry.file)).count() == 1 {
        let sentence = format!("`{}` is the only package that is listed here", shown(&entry.text));
        return Err(Mistake::new(sentence, "add another one first").at(&entry.file, entry.line, 1));
    }
    Ok(())
}

fn not_listed(before: &Listing, wanted: &Wanted) -> anyhow::Error {
    let (name, manager) = (shown(&wanted.name), wanted.manager);
    let is_misspelt = !before.of(manager, &wanted.name).is_empty();
    if let Some(other) = before.of(manager.other(), &wanted.name).first().filter(|_| !is_misspelt) {
        let (file, line, remove) = (&other.file, other.line, manager.other().command("remove", &other.name));
        return BadInput::new(format!(
            "{name} is listed for {}, in {file}:{line}; `{remove}` takes it out",
            manager.other().name()
        ));
    }
    let names: Vec<&str> = before.names().collect();
    // Such as `matplotlib-base` for `matplotlib`: what somebody imports is often only the beginning of the package's name.
    let longer = || names.iter().copied().find(|name| name.starts_with(&format!("{}-", wanted.name)));
    let near = nearest(&wanted.name, &names).or_else(longer);
    let meant = near.map_or(String::new(), |near| format!("; did you mean `{near}`?"));
    BadInput::new(format!("{name} is not listed in the Conda files{meant}"))
}
