//! A requirement in the place of another one of the same package: what it does not speak of stays.

use super::address::is_remote;
use super::lines::{without_comment, words};
use super::requirement::{check_extras, split_name};

/// What stands there now.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Replaced {
    pub text: String,
    /// Whether hashes went, because they were of another version.
    pub without_hash: bool,
}

/// The new requirement, with the extras, the condition and the options of the old line unless it has its own.
pub fn replaced(old: &str, new: &str) -> Replaced {
    let (Some(old), Some(mut all)) = (Pieces::of(old), Pieces::of(new)) else {
        return Replaced { text: new.to_owned(), without_hash: false };
    };
    if all.extras.is_empty() && !is_remote(&all.name) {
        all.extras = old.extras;
    }
    if all.condition.is_empty() {
        // Without the space, the `;` would belong to a URL.
        let space = if all.is_url() && !old.condition.starts_with(' ') { " " } else { "" };
        all.condition =
            if old.condition.is_empty() { old.condition } else { space.to_owned() + &old.condition };
    }
    let hashes = old.options.iter().any(|option| is_hash(option));
    let is_other = squeezed(&old.versions) != squeezed(&all.versions);
    if all.options.is_empty() {
        all.options = if is_other { without_hashes(old.options) } else { old.options };
    }
    let options = all.options.iter().map(|option| format!(" {option}")).collect::<String>();
    let text = [all.name, all.extras, all.versions, all.condition, options].concat();
    Replaced { text, without_hash: hashes && is_other }
}

/// A requirement as it is written, in pieces with the space in front of each.
struct Pieces {
    /// The package; all of a URL that stands alone.
    name: String,
    /// `[extra]`, or nothing.
    extras: String,
    /// The versions with their operators, or the `@` with its URL.
    versions: String,
    /// The `;` with what follows, or nothing.
    condition: String,
    /// The words of the requirement's own options.
    options: Vec<String>,
}

impl Pieces {
    /// `None` for what is no requirement.
    fn of(line: &str) -> Option<Self> {
        let line = without_comment(line);
        let mut words = words(line.strip_prefix("-e ").unwrap_or(line)).ok()?;
        let first_option = words.iter().position(|word| word.starts_with('-')).unwrap_or(words.len());
        let options = words.split_off(first_option);
        let text = words.join(" ");
        let (name, rest) = if is_remote(&text) { ("", text.as_str()) } else { split_name(&text) };
        let behind = check_extras(&text, rest).ok()?;
        let extras = rest[..rest.len() - behind.len()].trim_end();
        let is_url = name.is_empty() || behind.starts_with('@');
        let end = behind.find(if is_url { " ;" } else { ";" }).unwrap_or(behind.len());
        let versions = behind[..end].trim_end();
        let condition = behind[versions.len()..].to_owned();
        if name.is_empty() {
            let [extras, none] = [const { String::new() }; 2];
            return Some(Self { name: versions.to_owned(), extras, versions: none, condition, options });
        }
        // The space that was in front of the versions.
        let space = if text[..text.len() - behind.len()].ends_with(' ') { " " } else { "" };
        let space = if versions.is_empty() { "" } else { space };
        let [name, extras, versions] = [name.to_owned(), extras.to_owned(), format!("{space}{versions}")];
        Some(Self { name, extras, versions, condition, options })
    }

    fn is_url(&self) -> bool {
        is_remote(&self.name) || self.versions.trim_start().starts_with('@')
    }
}

fn is_hash(word: &str) -> bool {
    word == "--hash" || word.starts_with("--hash=")
}

fn without_hashes(options: Vec<String>) -> Vec<String> {
    let mut is_value = false;
    let stays = |word: &String| {
        let goes = is_value || is_hash(word);
        is_value = word == "--hash";
        !goes
    };
    options.into_iter().filter(stays).collect()
}

fn squeezed(text: &str) -> String {
    text.split_whitespace().collect()
}
