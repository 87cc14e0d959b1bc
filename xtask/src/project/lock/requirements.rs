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
    /// The file.
    pub fn text(&self) -> String {
        let lines: String = self.lines.iter().map(|line| format!("{line}\n")).collect();
        format!("{HEAD}\n{MADE_FROM}{}\n{lines}", self.made_from)
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
