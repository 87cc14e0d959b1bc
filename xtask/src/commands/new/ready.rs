//! What `new --here` refuses before it changes anything, because it could not be undone or would stop halfway.

use anyhow::Result;
use camino::Utf8Path;
use xshell::cmd;

use super::record::RECORD;
use super::repository::{OLD_HISTORY, Repository};
use crate::base::error::BadInput;
use crate::machine::git::INTRODUCE;

/// What git has in its folder while a command of several steps has not ended, and what that command is called.
const UNFINISHED: [(&str, &str); 5] = [
    ("MERGE_HEAD", "merge"),
    ("CHERRY_PICK_HEAD", "cherry-pick"),
    ("REVERT_HEAD", "revert"),
    ("rebase-merge", "rebase"),
    ("rebase-apply", "rebase"),
];

impl Repository {
    /// Refuses a project that is the user's own already.
    ///
    /// # Errors
    ///
    /// `BadInput` that says by which file that is known.
    pub fn require_template(&self) -> Result<()> {
        if self.root.join(RECORD).symlink_metadata().is_err() {
            return Ok(());
        }
        if self.exists && !self.tracks(RECORD) {
            return Err(BadInput::new(format!(
                "{RECORD}: git does not have this file, which a run of this command leaves if it is interrupted; remove it and \
                 try again"
            )));
        }
        Err(BadInput::new(format!(
            "{}: this is a project of your own already, as {RECORD} says, so nothing is changed; its name is the setting `image` \
             in Cargo.toml",
            self.root
        )))
    }

    /// Refuses a repository from whose last commit the present state could not be made again.
    ///
    /// # Errors
    ///
    /// `BadInput` with the file that differs from the commit; if git does not know its user, or the branch for the old
    /// history is there.
    pub fn require_ready(&self, fresh_history: bool) -> Result<()> {
        let (git, shell) = (&self.git, &self.git.shell);
        if self.exists {
            self.require_nothing_unfinished()?;
            self.require_no_changes()?;
        }
        if !git.knows_its_user() {
            return Err(BadInput::new(format!(
                "git does not know who you are, so nothing could be committed; run {INTRODUCE}, and try again"
            )));
        }
        let branch = format!("refs/heads/{OLD_HISTORY}");
        if fresh_history && git.ask(cmd!(shell, "git rev-parse --verify --quiet {branch}")).is_some() {
            return Err(BadInput::new(format!(
                "there is a branch `{OLD_HISTORY}` already; rename it, or leave out --fresh-history"
            )));
        }
        Ok(())
    }

    /// Refuses a merge that has not ended, for example: the new commit would be its result.
    fn require_nothing_unfinished(&self) -> Result<()> {
        let (git, shell) = (&self.git, &self.git.shell);
        for (name, command) in UNFINISHED {
            let path = git.run(cmd!(shell, "git rev-parse --git-path {name}"))?;
            if self.root.join(path).exists() {
                return Err(BadInput::new(format!(
                    "{}: a {command} has not ended here; run `git {command} --continue` or `git {command} --abort`, and try \
                     again",
                    self.root
                )));
            }
        }
        Ok(())
    }

    /// Refuses a tracked file that differs from the commit, and one of which git would not say so.
    fn require_no_changes(&self) -> Result<()> {
        let (git, shell) = (&self.git, &self.git.shell);
        let hidden = git.run(cmd!(shell, "git ls-files -v -z"))?;
        let is_hidden = |line: &&str| line.starts_with(|tag: char| tag.is_ascii_lowercase() || tag == 'S');
        if let Some(file) = hidden.split('\0').find(is_hidden).and_then(|line| line.get(2..)) {
            return Err(BadInput::new(format!(
                "{file}: git is told not to look for changes in this file, so they could be lost; run `git update-index \
                 --no-assume-unchanged --no-skip-worktree` with its name, and try again"
            )));
        }
        if let Some(file) = self.change()? {
            return Err(BadInput::new(format!(
                "{file}: this has changes that are not committed; commit them, or put them aside with `git stash`, and try \
                 again"
            )));
        }
        Ok(())
    }

    /// A tracked file that differs from the commit.
    ///
    /// # Errors
    ///
    /// What git says if it fails.
    pub fn change(&self) -> Result<Option<String>> {
        let shell = &self.git.shell;
        let changed =
            self.git.run(cmd!(shell, "git status --porcelain -z --no-renames --untracked-files=no"))?;
        Ok(changed.split('\0').next().and_then(|line| line.get(3..)).map(str::to_owned))
    }

    /// Refuses a file that is to be changed and that git could not bring back.
    ///
    /// # Errors
    ///
    /// `BadInput` with the file.
    pub fn require_tracked<'a>(&self, mut files: impl Iterator<Item = &'a Utf8Path>) -> Result<()> {
        // Without a commit, these files are committed as they are first.
        if self.head.is_none() {
            return Ok(());
        }
        match files.find(|file| !self.tracks(file.as_str())) {
            None => Ok(()),
            Some(file) => Err(BadInput::new(format!(
                "{file}: git does not have this file, so it could not be brought back; commit it or move it away, and try again"
            ))),
        }
    }

    fn tracks(&self, file: &str) -> bool {
        self.git.has(file.into())
    }
}
