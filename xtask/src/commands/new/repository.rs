//! The git repository that `new --here` works in: what it must be like before, the one commit, and the way back.

use anyhow::{Result, anyhow};
use camino::{Utf8Path, Utf8PathBuf};
use xshell::cmd;

use super::first_commit::MESSAGE;
use super::parts::{PARTS, Part};
use crate::base::error::BadInput;
use crate::machine::git::Git;
use crate::task::Task;

/// The branch that keeps the history so far, with `--fresh-history`.
pub const OLD_HISTORY: &str = "template-history";

/// The commit of the template's files where there is none yet, as in a downloaded archive.
const AS_IT_CAME: &str = "The template as it came";

/// What is there before.
pub struct Repository {
    /// For its commands.
    pub git: Git,
    /// The folder of the project.
    pub root: Utf8PathBuf,
    /// Whether there is one.
    pub exists: bool,
    /// The commit that is checked out, if there is one.
    pub head: Option<String>,
}

impl Repository {
    /// The one of this folder, or the place for one.
    ///
    /// # Errors
    ///
    /// If git is not installed, or the folder is a part of another repository.
    pub fn find(task: &Task) -> Result<Self> {
        let root = task.project.root.clone();
        let Some(git) = Git::find(&task.runner, &root)? else {
            return Err(anyhow!(
                "git is not installed, without which nothing could be undone; install it and try again, or make a project \
                 in a folder of its own with `cargo xtask new DIR`"
            ));
        };
        let shell = &git.shell;
        let exists = root.join(".git").exists();
        // Another owner, for instance, is a reason for git to say nothing.
        let top = match exists {
            true => Some(git.run(cmd!(shell, "git rev-parse --show-toplevel"))?),
            false => git.ask(cmd!(shell, "git rev-parse --show-toplevel")),
        };
        if let Some(top) = top.filter(|_| !exists) {
            return Err(BadInput::new(format!(
                "{root}: this lies in the git repository {top}, so it is no clone to be made your own; make a project in a \
                 folder of its own with `cargo xtask new DIR`"
            )));
        }
        let head =
            git.ask(cmd!(shell, "git rev-parse --verify --quiet HEAD")).filter(|head| !head.is_empty());
        Ok(Self { git, root, exists, head })
    }

    /// The commit to go back to; where there is none, the template's files make one first, and so do these.
    ///
    /// # Errors
    ///
    /// If git fails; then there is no repository, as before.
    pub fn start(&self, files: &[Utf8PathBuf]) -> Result<String> {
        if let Some(head) = &self.head {
            return Ok(head.clone());
        }
        let started = self.commit_the_template(files);
        if started.is_err() {
            self.remove();
        }
        started
    }

    fn commit_the_template(&self, files: &[Utf8PathBuf]) -> Result<String> {
        let (git, shell) = (&self.git, &self.git.shell);
        git.run(cmd!(shell, "git init --quiet"))?;
        // The user's own work may lie beside it, and is not ours to commit.
        let paths =
            PARTS.iter().filter(|(_, part)| *part != Part::Generated).map(|(path, part)| match part {
                Part::Folder => Utf8Path::new(path).join(".gitkeep"),
                _ => path.into(),
            });
        let is_there = |path: &Utf8PathBuf| self.root.join(path).exists();
        let (folders, mut all): (Vec<_>, Vec<_>) =
            paths.filter(is_there).partition(|path| self.root.join(path).is_dir());
        all.extend(files.iter().cloned());
        git.add(&all)?;
        // In a folder, what git is told to ignore is not of the template.
        git.run(cmd!(shell, "git add -- {folders...}"))?;
        git.run(cmd!(shell, "git commit --quiet --no-verify --message {AS_IT_CAME}"))?;
        git.run(cmd!(shell, "git rev-parse HEAD"))
    }

    /// Commits what is staged, as the child of `before` or as the first commit of a new history.
    ///
    /// # Errors
    ///
    /// If git fails; then no branch has changed.
    pub fn commit(&self, before: &str, fresh_history: bool) -> Result<()> {
        let (git, shell) = (&self.git, &self.git.shell);
        if !fresh_history {
            return git.run(cmd!(shell, "git commit --quiet --no-verify --message {MESSAGE}")).map(drop);
        }
        let tree = git.run(cmd!(shell, "git write-tree"))?;
        let commit = git.run(cmd!(shell, "git commit-tree {tree} -m {MESSAGE}"))?;
        // Both at once, or neither.
        let moves = format!("create refs/heads/{OLD_HISTORY} {before}\nupdate HEAD {commit} {before}\n");
        git.run(cmd!(shell, "git update-ref -m {MESSAGE} --stdin").stdin(moves)).map(drop)
    }

    /// Makes everything as it was, as far as git knows it; `made` are files that it does not know.
    pub fn undo(&self, before: &str, made: &[Utf8PathBuf]) {
        let (git, shell) = (&self.git, &self.git.shell);
        // The error that led here is the one to report.
        let _ = git.run(cmd!(shell, "git reset --hard --quiet {before}"));
        for path in made {
            let _ = shell.remove_path(self.root.join(path));
        }
        if self.head.is_none() {
            self.remove();
        }
    }

    /// Removes the first commit, and the repository if it is made here.
    fn remove(&self) {
        let (git, shell) = (&self.git, &self.git.shell);
        if !self.exists {
            let _ = shell.remove_path(self.root.join(".git"));
            return;
        }
        let _ = git.run(cmd!(shell, "git update-ref -d HEAD"));
        // Nothing was staged before: that is refused.
        let _ = git.run(cmd!(shell, "git read-tree --empty"));
    }

    /// Where the history so far is.
    pub fn about_old_history(&self) -> String {
        let kept = match self.head {
            Some(_) => "the one so far is kept",
            None => "the template's files as they came are kept",
        };
        format!("the history begins anew; {kept} under the branch `{OLD_HISTORY}`")
    }

    /// What the user had better do next with the new commit.
    pub fn advice(&self) -> Option<String> {
        let is_on_branch = self.git.ask(cmd!(self.git.shell, "git symbolic-ref --quiet HEAD")).is_some();
        (!is_on_branch).then(|| {
            "the new commit is on no branch, as HEAD was before; `git switch --create NAME` gives it one"
                .to_owned()
        })
    }
}
