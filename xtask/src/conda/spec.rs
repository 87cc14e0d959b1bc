//! Conda's match specs, as far as this tool needs them: the name, and whether the rest can be meant so.
//!
//! The grammar is that of `_parse_spec_str` in Conda's `conda/models/match_spec.py`. It takes nearly any text for a
//! spec and then finds no such package, so the checks here look for the mistakes that people make.

mod brackets;
pub mod cuda;
mod operators;
mod own_spelling;
mod refused;
mod version;

use super::package_file::{parts, stem};
use crate::base::error::{Mistake, MistakeKind};
use crate::base::wording::shown;
use brackets::{brackets, without_brackets};
use operators::is_of_operator;
use refused::{check_name, refuse_two_lines, refuse_what_is_for_pip};

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
/// A mistake that says what to write.
pub fn normalise(text: &str) -> Result<String, Mistake> {
    if let Some(mistake) = Mistake::control_character(text, &['\t', '\n', '\r']) {
        return Err(mistake);
    }
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if is_package_url(&text)? {
        return Ok(text);
    }
    // A quoted item may have a comment inside, and Conda cuts it off.
    let text = text.split('#').next().unwrap_or_default().trim();
    if text.is_empty() {
        return Err(Mistake::new("this item has only a comment", "write a package or delete the line"));
    }
    refuse_what_is_for_pip(text)?;
    refuse_two_lines(text)?;
    let Parts { channel, name, rest } = split(text);
    if channel.is_some_and(|channel| channel.trim().is_empty()) {
        let sentence = format!("no channel stands in front of `::` in `{}`", shown(text));
        return Err(Mistake::new(sentence, "write one or delete the `::`"));
    }
    check_name(text, name)?;
    let outside = without_brackets(text, rest)?;
    let usual = own_spelling::standard(&outside);
    version::check(text, name, usual.as_ref().unwrap_or(&outside))?;
    let channel = channel.map(|channel| format!("{channel}::")).unwrap_or_default();
    let rest = usual.map_or(rest.to_owned(), |usual| usual + brackets(rest));
    Ok(format!("{channel}{}{rest}", name.to_lowercase()))
}

/// A spec that other readers than Conda's own refuse: as each of them takes it, and whether that is all it can mean.
pub fn of_own_spelling(text: &str) -> Option<(String, bool)> {
    // Nearly all have a `=` or two, and then a version.
    let behind = text[text.find('=')?..].trim_start_matches('=');
    if behind.starts_with(|it: char| it.is_ascii_alphanumeric()) && !text.contains("===") {
        return None;
    }
    let Parts { rest, .. } = split(text);
    let outside = without_brackets(text, rest).ok()?;
    own_spelling::standard(&outside)?;
    Some((normalise(text).ok()?, own_spelling::is_meant(&outside)))
}

/// A spec in its parts, for those who want to know more than whether it is one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spec {
    /// The channel in front of `::`, or nothing.
    pub channel: String,
    /// The package, in lower case; empty for a URL that tells none.
    pub name: String,
    /// The versions with their operators, or nothing.
    pub version: String,
    /// The build string, or nothing.
    pub build: String,
    /// What stands in `[…]`, or nothing.
    pub brackets: String,
}

impl Spec {
    /// The parts of a spec; `None` if it is none.
    pub fn parse(text: &str) -> Option<Self> {
        let text = normalise(text).ok()?;
        let name = name(&text).unwrap_or_default();
        if text.contains("://") && is_package_url(&text).is_ok_and(|is_one| is_one) {
            let [channel, version, build, brackets] = [const { String::new() }; 4];
            return Some(Self { channel, name, version, build, brackets });
        }
        let Parts { channel, rest, .. } = split(&text);
        let outside = without_brackets(&text, rest).ok()?;
        let (version, build) = version::split(outside.split(" if ").next().unwrap_or_default());
        let brackets = brackets(rest);
        let [channel, version, build, brackets] =
            [channel.unwrap_or_default(), version, build, brackets].map(str::to_owned);
        Some(Self { channel, name, version, build, brackets })
    }

    /// All that it says of the build, by its build string or in brackets.
    pub fn of_build(&self) -> String {
        format!("{} {}", self.build, self.brackets)
    }

    /// The version if it is one and not a range: `3.11` of `=3.11`, `==3.11` and `3.11`.
    pub fn exact(&self) -> Option<&str> {
        let version = self.version.trim_start_matches(['=', ' ']);
        let is_range = version.contains(|c| is_of_operator(c) || ",|*^ ".contains(c));
        (!version.is_empty() && !is_range).then_some(version)
    }
}

/// The package that a spec names; `None` for the URL of a file whose name tells none.
pub fn name(spec: &str) -> Option<String> {
    let address = spec.split('#').next().unwrap_or_default();
    match stem(address).filter(|stem| stem.contains("://")) {
        Some(url) => parts(url.rsplit('/').next()?).map(|(name, ..)| name.to_lowercase()),
        None => Some(split(spec).name.to_lowercase()).filter(|name| !name.is_empty()),
    }
}

fn split(text: &str) -> Parts<'_> {
    // By bytes, since all of these marks are ASCII, and this is read for each line several times.
    let outside = text.bytes().position(|it| matches!(it, b'[' | b'(')).unwrap_or(text.len());
    let (channel, spec) = match text[..outside].rfind("::") {
        Some(index) => (Some(&text[..index]), text[index + 2..].trim_start()),
        None => (None, text),
    };
    let is_end = |it: u8| matches!(it, b' ' | b'[' | b'(') || is_of_operator(it.into());
    let end = spec.bytes().position(is_end).unwrap_or(spec.len());
    Parts { channel, name: &spec[..end], rest: &spec[end..] }
}

/// Whether this is the URL of a package file; a file of the project is refused.
fn is_package_url(text: &str) -> Result<bool, Mistake> {
    let file = if text.contains('#') { text.split('#').next().unwrap_or_default() } else { text };
    if stem(file).is_none() || text.contains([' ', '[']) {
        return Ok(false);
    }
    match file.split_once("://") {
        Some(("http" | "https" | "ftp" | "s3", host)) if !host.is_empty() => Ok(true),
        _ => Err(Mistake::new(
            format!("`{}` is a file of this machine, which the image build does not see", shown(text)),
            "write the package's URL or name",
        )
        .kind(MistakeKind::LocalPath)),
    }
}
