//! What becomes of the remote repository `origin`, which is the template's after a clone and the user's after a copy.

use anyhow::Result;
use xshell::cmd;

use super::question;
use crate::base::argv::Argv;
use crate::base::error::BadInput;
use crate::machine::git::Git;
use crate::task::Task;

/// The name that the template's repository gets.
const TEMPLATE: &str = "template";

/// The remote `origin`, and what is to be done with it.
pub enum Origin {
    /// There is none.
    Missing,
    /// It is the user's own.
    Own,
    /// Nobody has said whose it is; its address.
    Unknown(String),
    /// It is the template's, and gets the name `template`.
    Template,
}

impl Origin {
    /// By the flag, or else by an answer.
    ///
    /// # Errors
    ///
    /// If it is to be renamed, and is not there, or the new name is taken.
    pub fn decide(task: &Task, git: &Git, rename: bool) -> Result<Self> {
        let shell = &git.shell;
        let Some(address) = git.ask(cmd!(shell, "git remote get-url origin")) else {
            return match rename {
                true => {
                    Err(BadInput::new("there is no remote `origin` to be renamed; leave out --rename-origin"))
                }
                false => Ok(Self::Missing),
            };
        };
        let origin = match rename {
            true => Self::Template,
            false => match question::is_own(task, &address)? {
                Some(true) => Self::Own,
                Some(false) => Self::Template,
                None => Self::Unknown(address),
            },
        };
        if matches!(origin, Self::Template) && git.ask(cmd!(shell, "git remote get-url {TEMPLATE}")).is_some()
        {
            return Err(BadInput::new(format!(
                "there is a remote `{TEMPLATE}` already, so `origin` cannot get that name; rename the one with `git remote \
                 rename {TEMPLATE} NAME`, and try again"
            )));
        }
        Ok(origin)
    }

    /// Renames it, if it is the template's. Returns the commands that undo this.
    ///
    /// # Errors
    ///
    /// If git fails; then it has its name as before.
    pub fn rename(&self, git: &Git) -> Result<Vec<Argv>> {
        let shell = &git.shell;
        if !matches!(self, Self::Template) {
            return Ok(Vec::new());
        }
        let command = |args: &[&str]| Argv::new("git").args(args.iter().copied());
        let upstream = "@{upstream}";
        let upstream = git.ask(cmd!(shell, "git rev-parse --symbolic-full-name {upstream}"));
        let upstream = upstream.as_deref().and_then(|name| name.strip_prefix("refs/remotes/"));
        git.run(cmd!(shell, "git remote rename origin {TEMPLATE}"))?;
        let mut undo = vec![command(&["remote", "rename", TEMPLATE, "origin"])];
        // A plain `git push` would go to the template.
        if let Some(upstream) = upstream.filter(|name| name.starts_with("origin/")) {
            git.run(cmd!(shell, "git branch --unset-upstream")).inspect_err(|_| {
                undo.iter().for_each(|command| drop(git.run_argv(command)));
            })?;
            undo.push(command(&["branch", "--set-upstream-to", upstream]));
        }
        Ok(undo)
    }

    /// What the user is told.
    pub fn sentence(&self) -> Option<String> {
        match self {
            Self::Missing | Self::Own => None,
            Self::Unknown(address) => Some(format!(
                "`origin` is {address}, as before; if that is not your own repository, run `git remote rename origin \
                 {TEMPLATE}`"
            )),
            Self::Template => Some(format!(
                "`origin` is now called `{TEMPLATE}`; `git remote add origin ADDRESS` names a repository of your own"
            )),
        }
    }
}
