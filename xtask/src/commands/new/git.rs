//! git in one folder: questions whose answer may be no, and commands that have to succeed.

use anyhow::{Result, anyhow};
use camino::Utf8Path;
use xshell::{Cmd, Shell, cmd};

use crate::base::process::{Runner, reason, text};

/// A shell in the folder, for git.
pub struct Git {
    /// What its commands are made with.
    pub shell: Shell,
}

impl Git {
    /// In this folder; `None` if git is not installed.
    ///
    /// # Errors
    ///
    /// If there is no current folder.
    pub fn find(runner: &Runner, folder: &Utf8Path) -> Result<Option<Self>> {
        let shell = runner.shell(folder)?;
        // What it says is looked at.
        shell.set_var("LC_ALL", "C");
        let installed = cmd!(shell, "git --version").quiet().ignore_stdout().run().is_ok();
        Ok(installed.then_some(Self { shell }))
    }

    /// What the command prints; `None` if it fails.
    pub fn ask(&self, command: Cmd<'_>) -> Option<String> {
        let output = command.quiet().ignore_status().output().ok()?;
        output.status.success().then(|| text(&output.stdout))
    }

    /// What the command prints.
    ///
    /// # Errors
    ///
    /// What git says if it fails.
    pub fn run(&self, command: Cmd<'_>) -> Result<String> {
        let command = command.quiet().ignore_status();
        let output = command.output()?;
        if output.status.success() {
            return Ok(text(&output.stdout));
        }
        Err(anyhow!("`{command}` failed: {}", reason(&text(&output.stderr))))
    }

    /// Whether git knows in whose name to commit.
    pub fn knows_its_user(&self) -> bool {
        let shell = &self.shell;
        [cmd!(shell, "git var GIT_AUTHOR_IDENT"), cmd!(shell, "git var GIT_COMMITTER_IDENT")]
            .into_iter()
            .all(|question| self.ask(question).is_some())
    }
}

/// How to tell git in whose name to commit.
pub const INTRODUCE: &str =
    "`git config --global user.name NAME` and `git config --global user.email ADDRESS`";
