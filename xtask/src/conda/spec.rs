//! Conda's match specs, as far as this tool needs them: the name, and whether the rest can be meant so.
//!
//! The grammar is that of `_parse_spec_str` in Conda's `conda/models/match_spec.py`. It takes nearly any text for a
//! spec and then finds no such package, so the checks here look for the mistakes that people make.

use super::version;
use crate::base::wording::{control_character, shown};

/// The parts of a spec, in the order in which they are written.
struct Parts<'a> {
    /// `conda-forge/linux-64` of `conda-forge/linux-64::numpy`.
    channel: Option<&'a str>,
    name: &'a str,
    /// Everything behind the name.
    rest: &'a str,
}

/// The spec with single spaces and its name in lower case, which is how Conda compares names.
///
/// # Errors
///
/// A sentence without place that says what to write.
pub(super) fn normalise(text: &str) -> Result<String, String> {
    if let Some(sentence) = control_character(text, &['\t', '\n', '\r']) {
        return Err(sentence);
    }
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if is_package_url(&text)? {
        return Ok(text);
    }
    // A quoted item may have a comment inside, and Conda cuts it off.
    let text = text.split('#').next().unwrap_or_default().trim();
    if text.is_empty() {
        return Err("this item has only a comment; write a package or delete the line".to_owned());
    }
    refuse_what_is_for_pip(text)?;
    let Parts { channel, name, rest } = split(text);
    if channel.is_some_and(|channel| channel.trim().is_empty()) {
        let text = shown(text);
        return Err(format!("no channel stands in front of `::` in `{text}`; write one or delete the `::`"));
    }
    check_name(text, name)?;
    version::check(text, name, &without_brackets(text, rest)?)?;
    let channel = channel.map(|channel| format!("{channel}::")).unwrap_or_default();
    Ok(format!("{channel}{}{rest}", name.to_lowercase()))
}

/// A spec in its parts, for those who want to know more than whether it is one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Spec {
    /// The channel in front of `::`, or nothing.
    pub(crate) channel: String,
    /// The package, in lower case; empty for a URL that tells none.
    pub(crate) name: String,
    /// The versions with their operators, or nothing.
    pub(crate) version: String,
    /// The build string, or nothing.
    pub(crate) build: String,
    /// What stands in `[…]`, or nothing.
    pub(crate) brackets: String,
}

impl Spec {
    /// The parts of a spec; `None` if it is none.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let text = normalise(text).ok()?;
        let name = name(&text).unwrap_or_default();
        if text.contains("://") && is_package_url(&text) == Ok(true) {
            let [channel, version, build, brackets] = [const { String::new() }; 4];
            return Some(Self { channel, name, version, build, brackets });
        }
        let Parts { channel, rest, .. } = split(&text);
        let outside = without_brackets(&text, rest).ok()?;
        let (version, build) = version::split(outside.split(" if ").next().unwrap_or_default());
        let brackets = rest.find('[').map_or("", |index| &rest[index..]);
        let [channel, version, build, brackets] =
            [channel.unwrap_or_default(), version, build, brackets].map(str::to_owned);
        Some(Self { channel, name, version, build, brackets })
    }

    /// All that it says of the build, by its build string or in brackets.
    pub(crate) fn of_build(&self) -> String {
        format!("{} {}", self.build, self.brackets)
    }

    /// The version if it is one and not a range: `3.11` of `=3.11`, `==3.11` and `3.11`.
    pub(crate) fn exact(&self) -> Option<&str> {
        let version = self.version.trim_start_matches(['=', ' ']);
        let is_one = !version.is_empty() && !version.contains([',', '|', '<', '>', '!', '~', '*', '^', ' ']);
        is_one.then_some(version)
    }
}

/// The package that a spec names; `None` for the URL of a file whose name tells none.
pub(super) fn name(spec: &str) -> Option<String> {
    let file = spec.strip_suffix(".conda").or_else(|| spec.strip_suffix(".tar.bz2"));
    match file.filter(|file| file.contains("://")) {
        Some(url) => url.rsplit('/').next()?.rsplitn(3, '-').nth(2).map(str::to_lowercase),
        None => Some(split(spec).name.to_lowercase()).filter(|name| !name.is_empty()),
    }
}

fn split(text: &str) -> Parts<'_> {
    let outside = text.find(['[', '(']).unwrap_or(text.len());
    let (channel, spec) = match text[..outside].rfind("::") {
        Some(index) => (Some(&text[..index]), text[index + 2..].trim_start()),
        None => (None, text),
    };
    let end = spec.find([' ', '=', '<', '>', '!', '~', '[', '(']).unwrap_or(spec.len());
    Parts { channel, name: &spec[..end], rest: &spec[end..] }
}

/// Whether this is the URL of a package file; a file of the project is refused.
fn is_package_url(text: &str) -> Result<bool, String> {
    let file = text.split('#').next().unwrap_or_default();
    if text.contains([' ', '[']) || !(file.ends_with(".conda") || file.ends_with(".tar.bz2")) {
        return Ok(false);
    }
    match file.split_once("://") {
        Some(("http" | "https" | "ftp" | "s3", host)) if !host.is_empty() => Ok(true),
        _ => Err(format!(
            "`{}` is a file of this machine, which the image build does not see; write the package's URL or name",
            shown(text)
        )),
    }
}

fn refuse_what_is_for_pip(text: &str) -> Result<(), String> {
    let outside = text.split('[').next().unwrap_or_default();
    let is_url = outside.contains("://") && !outside.contains("::");
    if text.starts_with('-') || text.starts_with("git+") || is_url {
        return Err(format!("`{}` is not for Conda; write it into the `pip:` list", shown(text)));
    }
    if text.starts_with(['.', '/', '~']) {
        let text = shown(text);
        return Err(format!(
            "`{text}` is a path, and the image build does not see the project; delete the line"
        ));
    }
    Ok(())
}

fn check_name(text: &str, name: &str) -> Result<(), String> {
    if name.is_empty() {
        let text = shown(text);
        return Err(format!("`{text}` has no package name; write one in front, such as `python=3.12`"));
    }
    if name.chars().all(|character| character.is_ascii_digit() || character == '.') {
        let (name, text) = (shown(name), shown(text));
        return Err(format!("`{text}` has no package name; write one in front, such as `python={name}`"));
    }
    let legal = |character: char| character.is_ascii_alphanumeric() || "_-.*".contains(character);
    // A name in `^…$` is a regular expression to Conda.
    let Some(illegal) = name.chars().find(|&character| !legal(character)).filter(|_| !name.starts_with('^'))
    else {
        return Ok(());
    };
    let advice = match illegal {
        ':' => format!("write `{}` if that is a channel", name.replacen(':', "::", 1)),
        '@' => format!("write `{}` for a version", name.replacen('@', "=", 1)),
        ',' | ';' => "write each package on its own line".to_owned(),
        _ => "names have letters, digits, `-`, `_` and `.`".to_owned(),
    };
    Err(format!("the package name `{}` has the character `{illegal}`; {}", shown(name), shown(&advice)))
}

/// The part behind the name without `[key=value]`, which has a grammar of its own; the brackets must match.
fn without_brackets(text: &str, rest: &str) -> Result<String, String> {
    let (mut outside, mut depth) = (String::new(), 0_usize);
    let unbalanced =
        |bracket: &str| format!("a `{bracket}` is missing in `{}`; write `pkg[key=value]`", shown(text));
    for character in rest.chars() {
        match character {
            '[' => depth += 1,
            ']' => depth = depth.checked_sub(1).ok_or_else(|| unbalanced("["))?,
            other if depth == 0 => outside.push(other),
            _ => {}
        }
    }
    if depth > 0 { Err(unbalanced("]")) } else { Ok(outside) }
}
