//! Requirements as pip takes them: PEP 508, and the URLs and version-control addresses that it takes besides.

use super::address::{is_cloned, is_local, is_path, is_remote, local_path};
use super::{marker, version};
use crate::base::error::Mistake;
use crate::base::wording::shown;

/// The name as PEP 503 compares it: in lower case, every run of `-`, `_` and `.` one `-`.
pub fn normalised_name(name: &str) -> String {
    let mut result = String::new();
    for character in name.trim().chars() {
        match character {
            '-' | '_' | '.' if result.ends_with('-') => {}
            '-' | '_' | '.' => result.push('-'),
            other => result.extend(other.to_lowercase()),
        }
    }
    result
}

/// The package that a line of a flat requirements file names; `None` for an option or a URL that tells none.
pub fn name(line: &str) -> Option<String> {
    let line = line.strip_prefix("-e ").unwrap_or(line);
    if line.starts_with('-') {
        return None;
    }
    if !is_remote(line) {
        return Some(split_name(line).0.to_owned()).filter(|name| !name.is_empty());
    }
    let fragment =
        line.split_once('#').map(|(_, fragment)| fragment.split_whitespace().next().unwrap_or_default());
    let egg = fragment.and_then(|fragment| fragment.split('&').find_map(|pair| pair.strip_prefix("egg=")));
    if let Some(egg) = egg {
        return Some(split_name(egg).0.to_owned());
    }
    let file = line.split(['#', '?', ' ']).next()?.rsplit('/').next()?;
    file.strip_suffix(".whl")?.split('-').next().map(str::to_owned)
}

/// A line of a requirements file in its parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Requirement {
    /// The package as PEP 503 compares it.
    pub name: String,
    /// The versions with their operators; nothing if any will do, or if it is a URL.
    pub versions: String,
    /// The condition behind `;`, or nothing.
    pub marker: String,
}

impl Requirement {
    /// The requirement of a line; `None` for options, and for what names no package.
    pub fn parse(line: &str) -> Option<Self> {
        let name = normalised_name(&name(line)?);
        if line.starts_with("-e ") || is_remote(line) {
            return Some(Self { name, versions: String::new(), marker: String::new() });
        }
        let (_, rest) = split_name(line);
        let rest = check_extras(line, rest).unwrap_or(rest);
        let (versions, marker) = rest.split_once(';').unwrap_or((rest, ""));
        let is_url = versions.starts_with('@');
        // Options follow, the requirement's own and such as pip ignores.
        let options =
            versions.find(" -").unwrap_or(if versions.starts_with('-') { 0 } else { versions.len() });
        let versions = if is_url { "" } else { &versions[..options] };
        Some(Self { name, versions: versions.trim().to_owned(), marker: marker.trim().to_owned() })
    }

    /// The version if it is one and not a range.
    pub fn exact(&self) -> Option<&str> {
        let version = self.versions.strip_prefix("===").or(self.versions.strip_prefix("=="))?.trim();
        (!version.is_empty() && !version.contains([',', '*', '<', '>'])).then_some(version)
    }
}

/// A requirement without its options, checked and with single spaces.
///
/// # Errors
///
/// A mistake that says what to write.
pub fn check(text: &str) -> Result<String, Mistake> {
    if is_remote(text) {
        return if text.contains("+file:") { Err(local_path(text)) } else { Ok(text.to_owned()) };
    }
    if is_path(text) {
        return Err(local_path(text));
    }
    let (name, rest) = split_name(text);
    check_name(text, name)?;
    let rest = check_extras(text, rest)?;
    if let Some(url) = rest.strip_prefix('@') {
        return check_url(text, url.trim());
    }
    let (versions, marker) = match rest.split_once(';') {
        Some((versions, marker)) => (versions.trim(), Some(marker)),
        None => (rest, None),
    };
    version::check(text, name, versions)?;
    let Some(marker) = marker.map(str::trim) else { return Ok(text.to_owned()) };
    // pip passes over a `;` that nothing follows.
    if marker.is_empty() {
        return Ok(text.trim_end_matches(|it: char| it == ';' || it.is_whitespace()).to_owned());
    }
    marker::check(text, marker)?;
    Ok(text.to_owned())
}

/// What follows `-e`: only a version-control address can be fetched while the image is built.
///
/// # Errors
///
/// A mistake that says what to write.
pub fn check_editable(text: &str) -> Result<String, Mistake> {
    let after_name = text.split_once('@').map_or(text, |(_, url)| url.trim());
    let address = if is_remote(text) { text } else { after_name };
    if is_local(address) {
        return Err(local_path(text));
    }
    if is_cloned(address) {
        return Ok(text.to_owned());
    }
    let text = shown(text);
    Err(Mistake::new(
        format!("`-e {text}` is not editable"),
        format!("write `-e git+{text}#egg=name`, or the requirement without `-e`"),
    ))
}

/// Constraints have a name and no extras; see `check_invalid_constraint_type` in pip's `req_install.py`.
///
/// # Errors
///
/// A mistake that says what to write.
pub fn check_constraint(line: &str) -> Result<(), Mistake> {
    if line.starts_with("-e ") || is_remote(line) {
        let sentence = format!("a constraint cannot be `{}`", shown(line));
        return Err(Mistake::new(sentence, "write it as `name @ URL`, or as a requirement"));
    }
    let (_, rest) = split_name(line);
    if rest.starts_with('[') {
        let advice = format!("remove the `[…]` of `{}`", shown(line));
        return Err(Mistake::new("a constraint has no extras", advice));
    }
    Ok(())
}

/// The name, and what follows it without the space.
pub fn split_name(text: &str) -> (&str, &str) {
    let end = text.find([' ', '[', '(', '@', '<', '>', '=', '!', '~', ';', ',']).unwrap_or(text.len());
    (&text[..end], text[end..].trim_start())
}

fn check_name(text: &str, name: &str) -> Result<(), Mistake> {
    let edge = |character: Option<char>| character.is_some_and(|it| it.is_ascii_alphanumeric());
    let inner = |character: char| character.is_ascii_alphanumeric() || "-_.".contains(character);
    let text = shown(text);
    let nameless = |example: &str| {
        let advice = format!("write one in front, such as `pkg=={example}`");
        Err(Mistake::new(format!("`{text}` has no package name"), advice))
    };
    if edge(name.chars().next()) && edge(name.chars().last()) && name.chars().all(inner) {
        let is_number = name.contains('.')
            && name.chars().all(|character| character.is_ascii_digit() || character == '.');
        return if is_number { nameless(&text) } else { Ok(()) };
    }
    if name.is_empty() {
        return nameless("1.2");
    }
    Err(Mistake::new(
        format!("`{}` is not a package name (in `{text}`)", shown(name)),
        "names have letters, digits, `-`, `_` and `.`, and begin and end with the first two",
    ))
}

/// What follows the extras.
///
/// # Errors
///
/// A mistake that says what to write.
pub fn check_extras<'t>(text: &str, rest: &'t str) -> Result<&'t str, Mistake> {
    let Some(inside) = rest.strip_prefix('[') else { return Ok(rest) };
    let Some((extras, rest)) = inside.split_once(']') else {
        return Err(Mistake::new(format!("a `]` is missing in `{}`", shown(text)), "write `pkg[extra]`"));
    };
    if !extras.trim().is_empty() {
        extras.split(',').try_for_each(|extra| check_name(text, extra.trim()))?;
    }
    Ok(rest.trim_start())
}

fn check_url(text: &str, url: &str) -> Result<String, Mistake> {
    if is_remote(url) && !url.contains("+file:") {
        return Ok(text.to_owned());
    }
    if url.starts_with(['.', '/', '~']) || url.contains("file:") || is_path(url) {
        return Err(local_path(text));
    }
    let sentence = format!("`{}` has no URL behind the `@`", shown(text));
    Err(Mistake::new(sentence, "write `name @ https://…` or `name==1.2`"))
}
