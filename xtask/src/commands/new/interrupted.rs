//! What is left of a run of `new --here` that was killed: a note in git's own folder says how to go back.

use anyhow::Result;
use camino::Utf8PathBuf;
use xshell::cmd;

use super::repository::Repository;
use crate::base::argv::Argv;
use crate::base::error::BadInput;
use crate::base::regular;

/// The note, in the folder of git: the commit before, and in a second line the command that goes back to it.
const NOTE: &str = "xtask-new";

impl Repository {
    /// Writes the note, before the first change.
    ///
    /// # Errors
    ///
    /// If it cannot be written.
    pub fn begin(&self, before: &str, made: &[Utf8PathBuf]) -> Result<()> {
        let note = self.note()?;
        let go = Argv::new("cd").arg(self.root.as_str());
        let reset = Argv::new("git").args(["reset", "--hard", before]);
        let made = made.iter().chain([&note]).map(|path| path.as_str());
        let remove = Argv::new("rm").args(["-f", "--"]).args(made);
        Ok(self.git.shell.write_file(&note, format!("{before}\n{go} && {reset} && {remove}\n"))?)
    }

    /// Removes the note, when all is changed and committed, or as it was.
    pub fn end(&self) {
        if let Ok(note) = self.note() {
            let _ = self.git.shell.remove_path(note);
        }
    }

    /// Refuses what a run that was killed has left.
    ///
    /// # Errors
    ///
    /// `BadInput` with the command that goes back.
    pub fn require_no_remains(&self) -> Result<()> {
        if !self.exists {
            return Ok(());
        }
        let text = regular::lenient(&self.note()?);
        match text.trim_end().split_once('\n') {
            // After another commit, or if all is as committed, it says nothing of what is there now.
            Some((before, back)) if self.head.as_deref() == Some(before) && self.change()?.is_some() => {
                Err(BadInput::new(format!(
                    "{}: a run of this command was killed here before it was done; `{back}` makes all as it was, without any edit \
                 that you have made since; run that, and try again",
                    self.root
                )))
            }
            _ => Ok(()),
        }
    }

    fn note(&self) -> Result<Utf8PathBuf> {
        let path = self.git.run(cmd!(self.git.shell, "git rev-parse --git-path {NOTE}"))?;
        Ok(self.root.join(path))
    }
}
