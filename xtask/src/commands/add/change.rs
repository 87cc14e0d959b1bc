//! A change of the Conda files that is about to be made: checked, locked, written, and told.

use anyhow::Result;
use camino::Utf8PathBuf;

use crate::base::diff::diff;
use crate::base::overlay::Overlay;
use crate::base::together::{self, Replacement};
use crate::base::wording::columns;
use crate::commands::{check, lock};
use crate::conda::CondaFiles;
use crate::conda::edit::Wanted;
use crate::project::lock::Lock;
use crate::project::lock::heads::LOCK;
use crate::task::Task;

/// The Conda files as they are to be.
pub struct Change {
    /// The project with the new texts.
    pub project: Overlay,
    /// The packages that the change is about.
    pub packages: Vec<Wanted>,
    /// Whether to make it although `check` finds an error.
    pub no_check: bool,
    /// What comes next where there is no lock, for which the packages would have been looked up.
    pub next: String,
}

/// A file that changes.
struct File {
    name: Utf8PathBuf,
    /// The old text; `None` if the file is new.
    old: Option<String>,
    /// What it says on the disk, perhaps in another encoding.
    bytes: Option<Vec<u8>>,
    new: String,
}

impl Change {
    /// Makes it: all of it, or nothing. What keeps it from being made is said before anything is written, and in a dry run, too.
    ///
    /// # Errors
    ///
    /// If `check` finds an error, there is no solution for the lock, or a file cannot be written.
    pub fn make(self, task: &Task) -> Result<()> {
        let files = self.files()?;
        let before = task.lock()?;
        let conda = CondaFiles::read_in(&self.project)?.0;
        if files.is_empty() {
            task.report.note("the Conda files are as they were");
            if before.as_ref().is_none_or(|lock| lock.stale(&conda).is_empty()) {
                return Ok(());
            }
            // Such as after a command that was killed when it had written these files, and not yet the lock.
            task.report
                .note(&format!("{LOCK}/ is from before they changed, so the packages are locked again"));
        }
        check::first_of(task, self.project.clone(), self.no_check)?;
        let edits: Vec<Replacement> = files.iter().map(File::replacement).collect();
        edits.iter().try_for_each(|edit| edit.require_writable(&self.project.root))?;
        if before.is_some() {
            lock::require_writable(task, &conda, before.as_ref())?;
        }
        if task.runner.dry_run {
            let hidden = check::hidden(task, self.project.clone())?;
            files.iter().for_each(|file| task.report.data(&hidden.from(file.diff())));
            return Ok(());
        }
        task.project.remove_left_overs_beside(&conda.pip_files);
        let is_looked_up = before.is_some();
        let table = match before {
            None => {
                let written = together::write(&self.project.root, edits)?;
                task.report.note(&written.changed().to_string());
                String::new()
            }
            Some(before) => self.lock_and_write(task, conda, &before, edits)?,
        };
        // Where nothing has moved, the lines are all that there is to show.
        let told = if table.is_empty() { lines(&files) } else { table };
        if !told.is_empty() {
            task.report.data(&told);
        }
        if !is_looked_up {
            task.report.note(&self.next);
        }
        Ok(())
    }

    /// Locks the packages again, and writes the files together with the lock. Returns the table of what has moved.
    fn lock_and_write(
        &self,
        task: &Task,
        conda: CondaFiles,
        before: &Lock,
        edits: Vec<Replacement>,
    ) -> Result<String> {
        let old = lock::old(task)?;
        let free = lock::Free::named(self.packages.iter().map(|package| package.name.as_str()));
        let request = lock::Request { platform: Vec::new(), free };
        let after = lock::renewed(task, &conda, before, &request)?;
        let table = lock::table(before, &after);
        lock::write(task, conda, after, &old, edits)?;
        Ok(table)
    }

    /// The files that differ from what was read.
    fn files(&self) -> Result<Vec<File>> {
        let mut files = Vec::new();
        for (name, new) in &self.project.instead {
            // What the edit was made from: somebody may have saved another text since.
            let old = self.project.on_disk(name)?.map(|source| source.text);
            if old.as_ref() != Some(new) {
                let bytes = self.project.bytes(name)?;
                files.push(File { name: name.clone(), old, bytes, new: new.clone() });
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

    fn replacement(&self) -> Replacement {
        let new = Some(self.new.clone().into_bytes());
        Replacement { file: self.name.clone(), old: self.bytes.clone(), new }
    }
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
            let file = File { name: "f".into(), old: Some(old.clone()), bytes: None, new };
            assert_eq!(lines(&[file]), expected, "{old}");
        }
    }
}
