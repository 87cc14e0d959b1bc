//! Shells of xshell: for literal commands, each written as it is typed, and for the files between them.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

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

/// What `id` says with this option (`-u`, `-g`, `-un`) of an account, or of whoever runs this. It is asked once.
///
/// # Errors
///
/// If there is no such account, or no `id`.
pub fn id(option: &str, account: Option<&str>) -> Result<String> {
    /// What was answered to which question: no answer is another one a moment later.
    static ANSWERS: Mutex<BTreeMap<(String, Option<String>), String>> = Mutex::new(BTreeMap::new());
    let question = (option.to_owned(), account.map(str::to_owned));
    let mut answers = ANSWERS.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(answer) = answers.get(&question) {
        return Ok(answer.clone());
    }
    let shell = new()?;
    let answer = cmd!(shell, "id {option} {account...}").quiet().ignore_stderr().read()?;
    answers.insert(question, answer.clone());
    Ok(answer)
}

fn new() -> Result<Shell> {
    Shell::new().context("the current folder is gone; go to another one and try again")
}
