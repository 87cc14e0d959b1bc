//! Changes the lines of one file of a project.

use anyhow::Result;
use camino::Utf8Path;

use super::line::Lines;
use super::listing::Entry;
use crate::base::error::Mistake;
use crate::base::overlay::Overlay;
use crate::base::source::Source;
use crate::base::wording::shown;

/// Changes the lines of a file, which is empty if it is not there.
///
/// # Errors
///
/// `BadInput` with this line if the change cannot be made.
pub fn rewrite(
    project: &mut Overlay,
    file: &Utf8Path,
    line: usize,
    change: impl Fn(&mut Lines) -> Option<()>,
) -> Result<()> {
    let mut lines = lines_of(project, file)?;
    change(&mut lines).ok_or_else(|| by_hand(file, line))?;
    project.instead.insert(file.to_owned(), lines.text());
    Ok(())
}

/// That no anchor or tag belongs to the entry: without it, these would be an empty item, or those of the next one.
///
/// # Errors
///
/// `BadInput` with the line.
pub fn require_untied(project: &Overlay, entry: &Entry) -> Result<()> {
    if lines_of(project, &entry.file)?.is_tied(entry.line, &entry.text) {
        let sentence = format!("`{}` has an anchor or a tag", shown(&entry.text));
        return Err(Mistake::new(sentence, "edit the line yourself").at(&entry.file, entry.line, 1));
    }
    Ok(())
}

fn lines_of(project: &Overlay, file: &Utf8Path) -> Result<Lines> {
    let none = Source { path: file.to_owned(), text: String::new() };
    Ok(Lines::of(&project.read(file)?.unwrap_or(none)))
}

/// The error for a line that only a person can edit.
pub fn by_hand(file: &Utf8Path, line: usize) -> anyhow::Error {
    let sentence =
        "the list is written so that this tool cannot edit it without changing more than is asked for";
    Mistake::new(sentence, "edit it yourself").at(file, line, 1)
}
