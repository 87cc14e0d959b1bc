//! A change of the Conda files that is about to be made: checked, locked, written, and told.

use std::fs;

use anyhow::{Context as _, Result};
use camino::Utf8PathBuf;

use crate::base::diff::diff;
use crate::base::files::{Access, ignore_missing, replace};
use crate::base::overlay::Overlay;
use crate::base::regular::require_inside;
use crate::base::replace::replace_known;
use crate::base::source::Source;
use crate::base::wording::columns;
use crate::commands::{check, lock};
use crate::conda::CondaFiles;
use crate::conda::edit::Wanted;
use crate::task::Task;

/// The Conda files as they are to be.
pub struct Change {
    /// The project with the new texts.
    pub project: Overlay,
    /// The packages that the change is about.
    pub packages: Vec<Wanted>,
    /// Whether to make it although `check` finds an error.
    pub no_check: bool,
}

/// A file that changes.
struct File {
    name: Utf8PathBuf,
    /// The old text; `None` if the file is new.
    old: Option<String>,
    new: String,
}

impl Change {
    /// Makes it: all of it, or nothing.
    ///
    /// # Errors
    ///
    /// If `check` finds an error, there is no solution for the lock, or a file cannot be written.
    pub fn make(self, task: &Task) -> Result<()> {
        let files = self.files()?;
        if files.is_empty() {
            task.report.note("the Conda files are as they were");
            return Ok(());
        }
        check::first_of(task, self.project.clone(), self.no_check)?;
        if task.runner.dry_run {
            files.iter().for_each(|file| task.report.data(&file.diff()));
            return Ok(());
        }
        let conda = CondaFiles::read_in(&self.project)?.0;
        task.project.remove_left_overs_beside(&conda.pip_files);
        let old_lock = lock::old(task)?;
        let locked = match task.lock()? {
            None => None,
            Some(before) => {
                let free = lock::Free::named(self.packages.iter().map(|package| package.name.as_str()));
                let request = lock::Request { platform: Vec::new(), free };
                let after = lock::renewed(task, &conda, &before, &request)?;
                Some((before, after))
            }
        };
        write(task, &files)?;
        match locked {
            None => task.report.data(&lines(&files)),
            Some((before, after)) => {
                let table = lock::table(&before, &after);
                lock::write(task, conda, after, &old_lock)?;
                // Where nothing has moved, the lines are all that there is to show.
                task.report.data(if table.is_empty() { lines(&files) } else { table }.as_str());
            }
        }
        Ok(())
    }

    /// The files that differ from the disk.
    fn files(&self) -> Result<Vec<File>> {
        let mut files = Vec::new();
        for (name, new) in &self.project.instead {
            let old = Source::read(&self.project.root, name)?.map(|source| source.text);
            if old.as_ref() != Some(new) {
                files.push(File { name: name.clone(), old, new: new.clone() });
            }
        }
        Ok(files)
    }
}

impl File {
    fn diff(&self) -> String {
        let old = self.old.as_deref().unwrap_or_default();
        diff(&self.name, old, &self.new).replace('\r', "").trim_end_matches('\n').to_owned()
    }
}

/// Writes the files, each by one rename; if one cannot be written, those before it get their old text again.
fn write(task: &Task, files: &[File]) -> Result<()> {
    // A link stays a link: what it leads to is the file.
    let path = |file: &File| {
        let path = task.project.root.join(&file.name);
        path.canonicalize_utf8().unwrap_or(path)
    };
    for (index, file) in files.iter().enumerate() {
        let old = file.old.as_deref().map(str::as_bytes);
        let written = require_inside(&task.project.root, &file.name)
            .and_then(|()| replace_known(&path(file), old, file.new.as_bytes(), Access::Everybody));
        let Err(error) = written else { continue };
        for written in &files[..index] {
            let path = path(written);
            let back = match &written.old {
                Some(old) => replace(&path, old, Access::Everybody).map(drop),
                None => ignore_missing(fs::remove_file(&path)).map_err(Into::into),
            };
            back.with_context(|| format!("{} keeps its new text", written.name))?;
        }
        return Err(error);
    }
    let names: Vec<&str> = files.iter().map(|file| file.name.as_str()).collect();
    task.report.note(&format!("wrote {}", names.join(", ")));
    Ok(())
}

/// The lines that changed, each with its place, as it was and as it is.
fn lines(files: &[File]) -> String {
    let mut rows = Vec::new();
    for file in files {
        let old: Vec<&str> = file.old.as_deref().unwrap_or_default().lines().collect();
        let new: Vec<&str> = file.new.lines().collect();
        for (number, before, after) in changed(&old, &new) {
            let deed = match (before, after) {
                (None, Some(after)) => format!("added    {}", after.trim()),
                (Some(before), None) => format!("removed  {}", before.trim()),
                (Some(before), Some(after)) => format!("changed  {}  →  {}", before.trim(), after.trim()),
                (None, None) => continue,
            };
            rows.push(vec![format!("{}:{number}", file.name), deed]);
        }
    }
    columns(&rows)
}

/// The lines that differ: the number in the new text, or in the old one for a line that is gone; the old one; the new one.
fn changed<'t>(old: &[&'t str], new: &[&'t str]) -> Vec<(usize, Option<&'t str>, Option<&'t str>)> {
    let (mut rows, mut i, mut j) = (Vec::new(), 0, 0);
    while i < old.len() || j < new.len() {
        if old.get(i) == new.get(j) {
            (i, j) = (i + 1, j + 1);
            continue;
        }
        // Edits are of single lines: one that comes again below was not changed.
        let comes = new[j.min(new.len())..].iter().position(|line| Some(line) == old.get(i));
        let goes = old[i.min(old.len())..].iter().position(|line| Some(line) == new.get(j));
        match (i < old.len(), j < new.len(), comes, goes) {
            (_, true, Some(_), _) | (false, ..) => {
                rows.push((j + 1, None, new.get(j).copied()));
                j += 1;
            }
            (true, _, _, Some(_)) | (_, false, ..) => {
                rows.push((i + 1, old.get(i).copied(), None));
                i += 1;
            }
            _ => {
                rows.push((j + 1, old.get(i).copied(), new.get(j).copied()));
                (i, j) = (i + 1, j + 1);
            }
        }
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_that_changes_comes_or_goes_has_its_number() {
        let table: [(&str, &str, &str); 6] = [
            ("a b c", "a b c", ""),
            ("a b c", "a x c", "f:2  changed  b  →  x"),
            ("a c", "a b c", "f:2  added    b"),
            ("a b c", "a c", "f:2  removed  b"),
            ("a b", "a b c d", "f:3  added    c\nf:4  added    d"),
            ("a b c", "x c d", "f:1  changed  a  →  x\nf:2  removed  b\nf:3  added    d"),
        ];
        for (old, new, expected) in table {
            let [old, new] = [old, new].map(|text| text.replace(' ', "\n"));
            let file = File { name: "f".into(), old: Some(old.clone()), new };
            assert_eq!(lines(&[file]), expected, "{old}");
        }
    }
}
