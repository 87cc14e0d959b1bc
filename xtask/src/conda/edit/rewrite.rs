//! Changes the lines of one file of a project.

use anyhow::Result;
use camino::Utf8Path;

use super::line::Lines;
use crate::base::error::Mistake;
use crate::base::overlay::Overlay;
use crate::base::source::Source;

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
    let none = Source { path: file.to_owned(), text: String::new() };
    let mut lines = Lines::of(&project.read(file)?.unwrap_or(none));
    change(&mut lines).ok_or_else(|| by_hand(file, line))?;
    project.instead.insert(file.to_owned(), lines.text());
    Ok(())
}

/// The error for a line that only a person can edit.
pub fn by_hand(file: &Utf8Path, line: usize) -> anyhow::Error {
    let sentence =
        "the list is written so that this tool cannot edit it without changing more than is asked for";
    Mistake::new(sentence, "edit it yourself").at(file, line, 1)
}
