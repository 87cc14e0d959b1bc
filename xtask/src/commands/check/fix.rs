//! Applies the edits of findings, in memory.

use std::collections::BTreeMap;

use anyhow::Result;
use camino::{Utf8Path, Utf8PathBuf};

use super::emptied::completed;
use super::finding::{Edit, Finding};
use super::rules::findings;
use super::subject::Subject;
use crate::base::diff::diff;
use crate::base::together::Replacement;

/// Fixing one thing may bring another to light; nothing needs more rounds than this.
const ROUNDS: usize = 5;

/// A file as it is and as it is to be.
#[derive(Debug)]
pub struct Fixed {
    /// The file, relative to the project.
    pub file: Utf8PathBuf,
    /// What it says on the disk.
    bytes: Vec<u8>,
    old: String,
    new: String,
}

/// The project with all edits made, in memory: what is left to find, and the files that changed.
///
/// # Errors
///
/// When a file that is there cannot be read.
pub fn fixed(subject: &Subject) -> Result<(Vec<Finding>, Vec<Fixed>)> {
    // Files in another encoding are decoded in this project already, and so are not found any longer.
    let before = &subject.examined.project;
    let mut subject = Subject::read(before.clone(), &subject.surroundings)?;
    let mut left = findings(&subject);
    for _ in 0..ROUNDS {
        let texts = edited(&subject, &left);
        if texts.is_empty() {
            break;
        }
        let mut project = subject.examined.project.clone();
        project.instead.extend(texts);
        let next = Subject::read(project, &subject.surroundings)?;
        // No edit is to break what could be read: then rather none.
        if next.examined.refusals.len() > subject.examined.refusals.len() {
            break;
        }
        left = findings(&next);
        subject = next;
    }
    let after = &subject.examined.project;
    let changed = after.instead.iter().filter_map(|(file, new)| {
        let old = before.read(file).ok().flatten()?.text;
        let bytes = before.bytes(file).ok().flatten()?;
        Some(Fixed { file: file.clone(), bytes, old, new: new.clone() })
    });
    let changed = changed.collect();
    Ok((left, changed))
}

/// The texts of the files that the edits of these findings change.
fn edited(subject: &Subject, findings: &[Finding]) -> Vec<(Utf8PathBuf, String)> {
    let mut edits: BTreeMap<&Utf8Path, Vec<&Edit>> = BTreeMap::new();
    for finding in findings.iter().filter(|finding| !finding.edits.is_empty()) {
        edits.entry(&finding.file).or_default().extend(&finding.edits);
    }
    let texts = edits.into_iter().filter_map(|(file, edits)| {
        let old = subject.source(file)?.text;
        let is_yaml = matches!(file.extension(), Some("yml" | "yaml"));
        let new = if is_yaml {
            apply(&old, &completed(&old, &edits).iter().collect::<Vec<_>>())
        } else {
            apply(&old, &edits)
        };
        (new != old).then(|| (file.to_owned(), new))
    });
    texts.collect()
}

/// The text with these edits, whose lines are those of the text as it was.
fn apply(text: &str, edits: &[&Edit]) -> String {
    let ended = text.ends_with('\n');
    let carriage = if text.contains("\r\n") { "\r" } else { "" };
    let text =
        if ended { text.strip_suffix('\n').unwrap_or(text).to_owned() } else { format!("{text}{carriage}") };
    let mut lines: Vec<Option<String>> = text.split('\n').map(|line| Some(line.to_owned())).collect();
    let mut below: BTreeMap<usize, Vec<String>> = BTreeMap::new();
    let mut unix = false;
    for edit in edits {
        match edit {
            Edit::Delete(line) => lines[line - 1] = None,
            Edit::Replace { line, old, new } => {
                if let Some(text) = &mut lines[line - 1] {
                    *text = text.replacen(old, new, 1);
                }
            }
            Edit::Insert { after, text } => {
                let text = text.lines().map(|line| format!("{line}{carriage}"));
                below.entry(*after).or_default().extend(text);
            }
            Edit::LineEnds => unix = true,
            Edit::Encoding => {}
        }
    }
    let insert = |line: usize| below.get(&line).into_iter().flatten().cloned();
    let mut result: Vec<String> = insert(0).collect();
    for (index, line) in lines.into_iter().enumerate() {
        result.extend(line);
        result.extend(insert(index + 1));
    }
    if unix {
        result.iter_mut().for_each(|line| line.truncate(line.trim_end_matches('\r').len()));
    }
    let result: String = result.iter().map(|line| format!("{line}\n")).collect();
    if ended || unix || !below.is_empty() {
        return result;
    }
    let shorter = result.len().saturating_sub(carriage.len() + 1);
    result[..shorter].to_owned()
}

impl Fixed {
    /// What changes, as a unified diff without the last line end.
    pub fn diff(&self) -> String {
        let diff = diff(&self.file, &self.old, &self.new).replace('\r', "");
        if diff.is_empty() {
            return format!("--- a/{0}\n+++ b/{0}\n(the encoding becomes UTF-8)", self.file);
        }
        diff.trim_end_matches('\n').to_owned()
    }

    /// The file as it is to be written.
    pub fn replacement(&self) -> Replacement {
        let (old, new) = (Some(self.bytes.clone()), Some(self.new.clone().into_bytes()));
        Replacement { file: self.file.clone(), old, new }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::overlay::Overlay;
    use crate::base::together;
    use crate::commands::check::surroundings::Surroundings;

    #[test]
    fn a_file_that_is_saved_while_it_is_looked_at_stays_as_it_was_saved() {
        let dir = tempfile::tempdir().unwrap();
        let root = Utf8Path::from_path(dir.path()).unwrap();
        let file = root.join("environment.yml");
        let text = "channels: [conda-forge]\ndependencies:\n- python=3.12\n- jupyterlab\nprefix: /x\n";
        std::fs::write(&file, text).unwrap();
        let subject = Subject::read(Overlay::new(root), &Surroundings::default()).unwrap();
        // Shorter, so that a line of the old text is none of this.
        let saved = "dependencies: [jupyterlab]\n";
        std::fs::write(&file, saved).unwrap();
        let (_, changed) = fixed(&subject).unwrap();
        let [changed] = changed.as_slice() else { panic!("{changed:?}") };
        assert_eq!(
            (changed.old.as_str(), changed.new.as_str()),
            (text, &text.replace("prefix: /x\n", "")[..])
        );
        assert_eq!(
            together::write(root, vec![changed.replacement()]).unwrap_err().to_string(),
            "environment.yml was changed while this command ran, and stays so; run the command again"
        );
        assert_eq!(std::fs::read_to_string(&file).unwrap(), saved);
    }

    #[test]
    fn lines_are_those_of_the_text_before_any_edit() {
        let edits = [
            Edit::Delete(2),
            Edit::Insert { after: 2, text: "x\ny".to_owned() },
            Edit::Replace { line: 3, old: "c".to_owned(), new: "d".to_owned() },
            Edit::Insert { after: 0, text: "#!".to_owned() },
        ];
        assert_eq!(apply("a\nb\nc\n", &edits.iter().collect::<Vec<_>>()), "#!\na\nx\ny\nd\n");
    }

    #[test]
    fn a_file_keeps_its_line_ends_unless_they_are_what_is_wrong() {
        let insert = Edit::Insert { after: 1, text: "x".to_owned() };
        assert_eq!(apply("a\r\nb\r\n", &[&insert]), "a\r\nx\r\nb\r\n");
        assert_eq!(apply("a\r\nb", &[&insert]), "a\r\nx\r\nb\r\n");
        assert_eq!(apply("a\r\nb", &[&Edit::Delete(1)]), "b");
        assert_eq!(apply("a\r\nb\r\n", &[&insert, &Edit::LineEnds]), "a\nx\nb\n");
    }
}
