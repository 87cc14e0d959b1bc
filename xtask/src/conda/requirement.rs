//! Requirements as pip takes them: PEP 508, and the URLs and version-control addresses that it takes besides.

use super::{marker, pip_version};
use crate::base::wording::shown;

/// The schemes that pip clones or downloads from.
const REMOTE: [&str; 8] = ["http://", "https://", "ftp://", "git+", "hg+", "svn+", "bzr+", "${"];

/// The ends of files that pip installs; anything with one of them is a path if it is no URL.
const ARCHIVES: [&str; 7] = [".whl", ".zip", ".tar.gz", ".tgz", ".tar.bz2", ".tar.xz", ".tar"];

/// The name as PEP 503 compares it: in lower case, every run of `-`, `_` and `.` one `-`.
pub(super) fn normalised(name: &str) -> String {
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
pub(super) fn name(line: &str) -> Option<String> {
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

/// The sentence for anything that is a file of the project.
pub(super) fn path_sentence(path: &str) -> String {
    format!(
        "`{}` is a path, and the project's files are not in the image while it is built; remove the line, and import \
         the code from the mounted src/ (PYTHONPATH), or install it in the running container",
        shown(path)
    )
}

/// A line of a requirements file in its parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Requirement {
    /// The package as PEP 503 compares it.
    pub(crate) name: String,
    /// The versions with their operators; nothing if any will do, or if it is a URL.
    pub(crate) versions: String,
    /// The condition behind `;`, or nothing.
    pub(crate) marker: String,
    /// Whether an address stands there instead of versions.
    pub(crate) is_url: bool,
}

impl Requirement {
    /// The requirement of a line; `None` for options, and for what names no package.
    pub(crate) fn parse(line: &str) -> Option<Self> {
        let name = normalised(&name(line)?);
        if line.starts_with("-e ") || is_remote(line) {
            return Some(Self { name, versions: String::new(), marker: String::new(), is_url: true });
        }
        let (_, rest) = split_name(line);
        let rest = check_extras(line, rest).unwrap_or(rest);
        let (versions, marker) = rest.split_once(';').unwrap_or((rest, ""));
        let is_url = versions.starts_with('@');
        let versions = if is_url { "" } else { versions.split(" --").next().unwrap_or_default() };
        Some(Self { name, versions: versions.trim().to_owned(), marker: marker.trim().to_owned(), is_url })
    }

    /// The version if it is one and not a range.
    pub(crate) fn exact(&self) -> Option<&str> {
        let version = self.versions.strip_prefix("===").or(self.versions.strip_prefix("=="))?.trim();
        (!version.is_empty() && !version.contains([',', '*', '<', '>'])).then_some(version)
    }
}

/// A requirement without its options, checked and with single spaces.
///
/// # Errors
///
/// A sentence without place that says what to write.
pub(super) fn check(text: &str) -> Result<String, String> {
    if is_remote(text) {
        return if text.contains("+file:") { Err(path_sentence(text)) } else { Ok(text.to_owned()) };
    }
    if is_path(text) {
        return Err(path_sentence(text));
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
    pip_version::check(text, name, versions)?;
    marker.map_or(Ok(()), |marker| marker::check(text, marker.trim()))?;
    Ok(text.to_owned())
}

/// What follows `-e`: only a version-control address can be fetched while the image is built.
///
/// # Errors
///
/// A sentence without place that says what to write.
pub(super) fn check_editable(text: &str) -> Result<String, String> {
    let after_name = text.split_once('@').map_or(text, |(_, url)| url.trim());
    let address = if is_remote(text) { text } else { after_name };
    if is_local(address) {
        return Err(path_sentence(text));
    }
    if REMOTE[3..].iter().any(|scheme| address.starts_with(scheme)) {
        return Ok(text.to_owned());
    }
    Err(format!(
        "`-e {0}` is not editable; write `-e git+{0}#egg=name`, or the requirement without `-e`",
        shown(text)
    ))
}

/// Constraints have a name and no extras; see `check_invalid_constraint_type` in pip's `req_install.py`.
///
/// # Errors
///
/// A sentence without place that says what to write.
pub(super) fn check_constraint(line: &str) -> Result<(), String> {
    if line.starts_with("-e ") || is_remote(line) {
        let line = shown(line);
        return Err(format!(
            "a constraint cannot be `{line}`; write it as `name @ URL`, or as a requirement"
        ));
    }
    let (_, rest) = split_name(line);
    if rest.starts_with('[') {
        return Err(format!("a constraint has no extras; remove the `[…]` of `{}`", shown(line)));
    }
    Ok(())
}

/// Whether the value of an option names a file of this machine.
pub(super) fn is_local(value: &str) -> bool {
    value.contains("file:") || !(value.contains("://") || is_remote(value))
}

fn is_remote(text: &str) -> bool {
    let lower = text.get(..8).unwrap_or(text).to_lowercase();
    REMOTE.iter().any(|scheme| lower.starts_with(scheme))
}

fn is_path(text: &str) -> bool {
    let end = text.find([';', ' ']).unwrap_or(text.len());
    let word = text[..end].split('[').next().unwrap_or_default();
    text.starts_with(['.', '/', '~', '\\'])
        || text.starts_with("file:")
        || (word.contains(['/', '\\']) && !word.contains(['@', ':']))
        || (!word.contains('@') && ARCHIVES.iter().any(|end| word.ends_with(end)))
        || (word.chars().nth(1) == Some(':') && word.contains('\\'))
}

fn split_name(text: &str) -> (&str, &str) {
    let end = text.find([' ', '[', '(', '@', '<', '>', '=', '!', '~', ';', ',']).unwrap_or(text.len());
    (&text[..end], text[end..].trim_start())
}

fn check_name(text: &str, name: &str) -> Result<(), String> {
    let edge = |character: Option<char>| character.is_some_and(|it| it.is_ascii_alphanumeric());
    let inner = |character: char| character.is_ascii_alphanumeric() || "-_.".contains(character);
    if edge(name.chars().next()) && edge(name.chars().last()) && name.chars().all(inner) {
        if name.chars().all(|character| character.is_ascii_digit() || character == '.') && name.contains('.')
        {
            let text = shown(text);
            return Err(format!("`{text}` has no package name; write one in front, such as `pkg=={text}`"));
        }
        return Ok(());
    }
    let (text, advice) =
        (shown(text), "names have letters, digits, `-`, `_` and `.`, and begin and end with the first two");
    if name.is_empty() {
        return Err(format!("`{text}` has no package name; write one in front, such as `pkg==1.2`"));
    }
    Err(format!("`{}` is not a package name (in `{text}`); {advice}", shown(name)))
}

/// What follows the extras.
fn check_extras<'t>(text: &str, rest: &'t str) -> Result<&'t str, String> {
    let Some(inside) = rest.strip_prefix('[') else { return Ok(rest) };
    let Some((extras, rest)) = inside.split_once(']') else {
        return Err(format!("a `]` is missing in `{}`; write `pkg[extra]`", shown(text)));
    };
    if !extras.trim().is_empty() {
        extras.split(',').try_for_each(|extra| check_name(text, extra.trim()))?;
    }
    Ok(rest.trim_start())
}

fn check_url(text: &str, url: &str) -> Result<String, String> {
    if is_remote(url) && !url.contains("+file:") {
        return Ok(text.to_owned());
    }
    if url.starts_with(['.', '/', '~']) || url.contains("file:") || is_path(url) {
        return Err(path_sentence(text));
    }
    Err(format!("`{}` has no URL behind the `@`; write `name @ https://…` or `name==1.2`", shown(text)))
}
