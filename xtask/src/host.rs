//! This machine: who builds, what the environment says, what the terminal is. The only module that reads the environment.
#![allow(clippy::disallowed_methods, reason = "this is the module that reads the environment")]

use std::collections::BTreeMap;
use std::io::IsTerminal as _;

use anyhow::{Context as _, Result};
use camino::{Utf8Path, Utf8PathBuf};

use crate::process;

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
            name: std::fs::read_to_string("/etc/hostname").unwrap_or_default().trim().to_owned(),
            folder: std::env::current_dir().ok().and_then(|folder| Utf8PathBuf::try_from(folder).ok()),
        }
    }

    /// The value of a variable that is set to something.
    pub fn var(&self, name: &str) -> Option<&str> {
        self.env.get(name).map(String::as_str).filter(|value| !value.is_empty())
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
            None => {
                Utf8Path::new(self.var("HOME").context("HOME is not set, so there is no place for a cache")?)
                    .join(".cache")
            }
        };
        Ok(cache.join("conda-in-docker"))
    }
}

/// The account that the container's user stands for: the owner of what is written into the mounted folders.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    /// A valid Linux account name.
    pub name: String,
    /// The numeric user id.
    pub uid: u32,
    /// The numeric id of the primary group.
    pub gid: u32,
}

impl User {
    /// Whoever runs this; for root in somebody else's project (`sudo cargo xtask`), the project's owner.
    ///
    /// # Errors
    ///
    /// If the system does not say.
    pub fn gather(host: &Host, project: &Utf8Path) -> Result<Self> {
        let (mut uid, mut gid, mut account) = (number("-u")?, number("-g")?, None);
        #[cfg(unix)]
        if uid == 0 {
            use std::os::unix::fs::MetadataExt as _;
            let owner = std::fs::metadata(project).with_context(|| format!("cannot read `{project}`"))?;
            (uid, gid, account) = (owner.uid(), owner.gid(), Some(owner.uid().to_string()));
        }
        let known = process::id("-un", account.as_deref()).ok().filter(|name| !name.trim().is_empty());
        // USER names whoever runs this, and not the project's owner.
        let user = host.var("USER").filter(|_| account.is_none());
        let name = known.or_else(|| user.map(str::to_owned)).unwrap_or_default();
        Ok(Self { name: account_name(&name), uid, gid })
    }
}

fn number(option: &str) -> Result<u32> {
    let answer = process::id(option, None).context("cannot ask `id` who you are")?;
    answer.parse().with_context(|| format!("`id {option}` says `{answer}`, which is not a number"))
}

/// The nearest name that a Linux account can have: `DOMAIN\Jane.Doe@corp` becomes `jane_doe`.
///
/// The rule is useradd's: a-z, 0-9, `_` and `-`, beginning with a letter or `_`, 32 characters at most.
pub fn account_name(name: &str) -> String {
    let name = name.rsplit('\\').next().unwrap_or_default();
    let name = name.split('@').next().unwrap_or_default().to_lowercase();
    let valid =
        |c: char| if c.is_ascii_alphanumeric() || c == '-' { Some(c) } else { (c.is_ascii()).then_some('_') };
    let name: String = name.trim().chars().filter_map(valid).take(31).collect();
    match name.trim_matches('_') {
        "" => "jovyan".to_owned(),
        name if name.starts_with(|c: char| c.is_ascii_lowercase()) => name.to_owned(),
        name => format!("u{name}"),
    }
}

#[cfg(test)]
mod tests {
    use super::account_name;

    #[test]
    fn every_name_of_a_host_becomes_a_name_that_useradd_takes() {
        let table = [
            ("jane", "jane"),
            ("jane.doe", "jane_doe"),
            ("Jane Doe", "jane_doe"),
            (r"DOMAIN\jane", "jane"),
            ("jane@corp.example", "jane"),
            ("1st", "u1st"),
            ("Ünal", "nal"),
            ("", "jovyan"),
            ("李", "jovyan"),
            ("$(id)", "id"),
            ("a;b", "a_b"),
            ("a\nb", "a_b"),
            ("-x", "u-x"),
            ("a-name-of-forty-letters-that-goes-on-and-on", "a-name-of-forty-letters-that-goe"),
        ];
        for (name, account) in table {
            assert_eq!(account_name(name), account[..account.len().min(31)], "{name:?}");
        }
    }
}
