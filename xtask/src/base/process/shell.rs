//! Shells of xshell: for literal commands, each written as it is typed, and for the files between them.

use anyhow::{Context as _, Result};
use camino::Utf8Path;
use xshell::{Shell, cmd};

use super::Runner;

impl Runner {
    /// A shell in `folder`. Its commands are not printed by `--dry-run`: whoever takes one leaves it alone then, or only asks.
    /// No other module makes a shell, so all programs are still started from here.
    ///
    /// # Errors
    ///
    /// If there is no current folder.
    pub fn shell(&self, folder: &Utf8Path) -> Result<Shell> {
        let shell = new()?;
        shell.change_dir(folder);
        Ok(shell)
    }
}

/// What `id` says with this option (`-u`, `-g`, `-un`) of an account, or of whoever runs this.
///
/// # Errors
///
/// If there is no such account, or no `id`.
pub fn id(option: &str, account: Option<&str>) -> Result<String> {
    let shell = new()?;
    Ok(cmd!(shell, "id {option} {account...}").quiet().ignore_stderr().read()?)
}

fn new() -> Result<Shell> {
    Shell::new().context("the current folder is gone; go to another one and try again")
}
