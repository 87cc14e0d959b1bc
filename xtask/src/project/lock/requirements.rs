//! The pip part of a lock: a requirements file, in which each line has its checksum.

use anyhow::Result;

use super::heads::{HEAD, MADE_FROM, made_from, not_ours};
use super::package::is_hex;
use crate::base::error::Mistake;
use crate::base::source::Source;
use crate::base::wording::shown;

/// What pip installs on one platform.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PipLock {
    /// The digest of what it was resolved from.
    pub made_from: String,
    /// Options, such as an index, and then the requirements.
    pub lines: Vec<String>,
}

/// What stands between a requirement and its checksum.
pub const HASH: &str = " --hash=sha256:";

impl PipLock {
    /// The requirements, without the options.
    pub fn locked(&self) -> impl Iterator<Item = Locked<'_>> {
        self.lines.iter().filter_map(|line| Locked::parse(line))
    }

    /// The file.
    pub fn text(&self) -> String {
        let lines: String = self.lines.iter().map(|line| format!("{line}\n")).collect();
        format!("{HEAD}\n{MADE_FROM}{}\n{lines}", self.made_from)
    }
}

/// A requirement of the lock, in its parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Locked<'l> {
    /// The package.
    pub name: &'l str,
    /// Its version, or its URL.
    pub version: &'l str,
    /// Whether it is a URL.
    pub is_url: bool,
    /// Its checksum.
    pub sha256: &'l str,
}

impl<'l> Locked<'l> {
    /// Of a line of the lock; `None` for an option.
    pub fn parse(line: &'l str) -> Option<Self> {
        let (requirement, sha256) = line.split_once(HASH)?;
        let url = requirement.split_once(" @ ");
        let (name, version) = url.or_else(|| requirement.split_once("=="))?;
        Some(Self { name, version, is_url: url.is_some(), sha256 })
    }
}

/// Reads what [`PipLock::text`] wrote.
///
/// # Errors
///
/// `BadInput` with the line.
pub fn parse_requirements(source: &Source) -> Result<PipLock> {
    let mut lines = Vec::new();
    for (index, line) in source.text.lines().enumerate().filter(|(_, line)| !line.starts_with('#')) {
        let is_hashed = line.split_once(HASH).is_some_and(|(name, sum)| !name.is_empty() && is_hex(sum, 64));
        if !(line.starts_with('-') || is_hashed) || Mistake::control_character(line, &[]).is_some() {
            let what = format!("`{}` is not a requirement with its SHA-256", shown(line));
            return Err(not_ours(source, index + 1, &what));
        }
        lines.push(line.to_owned());
    }
    Ok(PipLock { made_from: made_from(source)?, lines })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_has_a_version_or_a_url_and_a_checksum() {
        let sha256 = "0".repeat(64);
        let table = [
            ("tqdm==4.1", Some(("tqdm", "4.1", false))),
            ("a @ https://host/a==1.tar.gz", Some(("a", "https://host/a==1.tar.gz", true))),
            ("--extra-index-url https://host/a==1", None),
        ];
        for (text, expected) in table {
            let is_option = expected.is_none();
            let line = if is_option { text.to_owned() } else { format!("{text}{HASH}{sha256}") };
            let expected =
                expected.map(|(name, version, is_url)| Locked { name, version, is_url, sha256: &sha256 });
            assert_eq!(Locked::parse(&line), expected, "{line}");
        }
    }
}
