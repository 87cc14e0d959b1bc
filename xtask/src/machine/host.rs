//! This machine: its name, what the environment says, what the terminal is. The only module that reads the environment.
#![allow(clippy::disallowed_methods, reason = "this is the module that reads the environment")]

use std::collections::BTreeMap;
use std::io::IsTerminal as _;

use anyhow::{Context as _, Result};
use camino::{Utf8Path, Utf8PathBuf};

use crate::base::regular;

/// What this machine says, asked once.
#[derive(Clone, Debug)]
pub struct Host {
    /// The environment, as far as it is text.
    pub env: BTreeMap<String, String>,
    /// Whether stdin is a terminal.
    pub stdin_is_terminal: bool,
    /// Whether stdout is a terminal.
    pub stdout_is_terminal: bool,
    /// Whether stderr is a terminal.
    pub stderr_is_terminal: bool,
    /// Whether we run inside a container ourselves.
    pub in_container: bool,
    /// The machine's name.
    pub name: String,
    /// The current folder, if it has a name that is text.
    pub folder: Option<Utf8PathBuf>,
    /// The words behind the program's name.
    pub typed: Vec<String>,
}

impl Host {
    /// Asks the machine.
    pub fn gather() -> Self {
        let text = |(name, value): (std::ffi::OsString, std::ffi::OsString)| {
            Some((name.into_string().ok()?, value.into_string().ok()?))
        };
        Self {
            env: std::env::vars_os().filter_map(text).collect(),
            stdin_is_terminal: std::io::stdin().is_terminal(),
            stdout_is_terminal: std::io::stdout().is_terminal(),
            stderr_is_terminal: std::io::stderr().is_terminal(),
            in_container: Utf8Path::new("/.dockerenv").exists()
                || Utf8Path::new("/run/.containerenv").exists(),
            name: regular::lenient(Utf8Path::new("/etc/hostname")).trim().to_owned(),
            folder: std::env::current_dir().ok().and_then(|folder| Utf8PathBuf::try_from(folder).ok()),
            typed: std::env::args_os().skip(1).map(|word| word.to_string_lossy().into_owned()).collect(),
        }
    }

    /// The value of a variable that is set to something.
    pub fn var(&self, name: &str) -> Option<&str> {
        self.env.get(name).map(String::as_str).filter(|value| !value.is_empty())
    }

    /// The columns of the terminal, as far as somebody says how many it has.
    pub fn columns(&self) -> usize {
        let columns = self.var("COLUMNS").and_then(|columns| columns.parse().ok());
        columns.filter(|&columns| columns > 0).unwrap_or(80)
    }

    /// The user's home.
    pub fn home(&self) -> Option<&Utf8Path> {
        self.var("HOME").map(Utf8Path::new)
    }

    /// The folder for what can be made again: `$XDG_CACHE_HOME` or `~/.cache`.
    ///
    /// # Errors
    ///
    /// If neither that variable nor HOME is set.
    pub fn cache_dir(&self) -> Result<Utf8PathBuf> {
        // A relative path is to be ignored, says the specification of that variable.
        let cache = match self.var("XDG_CACHE_HOME").filter(|cache| cache.starts_with('/')) {
            Some(cache) => Utf8PathBuf::from(cache),
            None => self.home().context("HOME is not set, so there is no place for a cache")?.join(".cache"),
        };
        Ok(cache.join("conda-in-docker"))
    }
}
