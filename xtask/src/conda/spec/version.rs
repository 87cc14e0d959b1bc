//! The part of a match spec behind the name: versions, and the build string.
//!
//! See `VersionSpec` in Conda's `conda/models/version.py`: terms joined by `,` (and) and `|` (or), in parentheses if
//! need be, each with an operator of `operators.rs` or none. A build string follows the last one behind a space or `=`.

use super::operators::{self, is_of_operator, is_of_operator_or_space};
use crate::base::error::Mistake;
use crate::base::wording::shown;

/// Whether Conda can read `rest`, the part of the spec `text` behind `name`.
///
/// # Errors
///
/// A mistake that says what to write.
pub fn check(text: &str, name: &str, rest: &str) -> Result<(), Mistake> {
    // Conda ignores what follows ` if `, which it keeps for conditions; `^…$` is a regular expression.
    let rest = rest.split(" if ").next().unwrap_or_default().trim();
    if rest.is_empty() || rest.contains('^') {
        return Ok(());
    }
    if rest.matches('(').count() != rest.matches(')').count() {
        let sentence = format!("the parentheses in `{}` do not match", shown(text));
        return Err(Mistake::new(sentence, "write as many `(` as `)`"));
    }
    if rest.trim_end_matches(is_of_operator_or_space).is_empty() {
        let (text, name) = (shown(text), shown(name));
        let sentence = format!("`{text}` ends without a version");
        return Err(Mistake::new(sentence, format!("write `{name}` or `{name}=1.2`")));
    }
    let terms: Vec<&str> = rest.split([',', '|']).collect();
    for (index, term) in terms.iter().enumerate() {
        let term = term.trim_matches(['(', ')', ' ']);
        check_term(text, term, index + 1 == terms.len())?;
    }
    second_name(text, rest)
}

/// The versions and the build string of `rest`, the part of a spec behind its name; either may be empty.
pub fn split(rest: &str) -> (&str, &str) {
    let rest = rest.trim();
    let last = rest.rfind([',', '|']).map_or(0, |index| index + 1);
    let operator = rest[last..].trim_start_matches(is_of_operator_or_space);
    let (version, build) = split_build(operator);
    let end = rest.len() - operator.len() + version.len();
    (rest[..end].trim(), build)
}

fn split_build(term: &str) -> (&str, &str) {
    let (version, build) = term.split_at(term.find([' ', '=']).unwrap_or(term.len()));
    (version, build.trim_start_matches([' ', '=']).trim())
}

fn check_term(text: &str, term: &str, last: bool) -> Result<(), Mistake> {
    let body = term.trim_start_matches(is_of_operator);
    operators::check(&term[..term.len() - body.len()], text)?;
    let (text, body) = (|| shown(text), body.trim());
    if body.is_empty() {
        let sentence = format!("a version is missing in `{}`", text());
        return Err(Mistake::new(sentence, "write one behind each operator and comma"));
    }
    let (version, build) = split_build(body);
    // A `!` stands behind an epoch, and a `=` in front of a build.
    let has_operator = |text: &str, but: char| text.contains(|c| is_of_operator(c) && c != but);
    if has_operator(version, '!') || has_operator(build, '=') {
        let sentence = format!("`{}` needs a comma between its conditions", text());
        return Err(Mistake::new(sentence, "write `>=1,<2`"));
    }
    let legal = |character: char| character.is_ascii_alphanumeric() || "._+!*-$".contains(character);
    if let Some(illegal) = version.chars().chain(build.chars()).find(|&it| !legal(it) && !" =".contains(it)) {
        let sentence = format!("`{}` has the character `{illegal}`, which no version has", text());
        return Err(Mistake::new(sentence, "delete it"));
    }
    if build.contains([' ', '=']) || (!last && !build.is_empty()) {
        let sentence = format!("`{}` has more than a version and a build", text());
        return Err(Mistake::new(sentence, "write `pkg=version=build`, or two lines"));
    }
    Ok(())
}

/// `numpy pandas` is numpy in version "pandas" to Conda. A version that follows a space has a digit or a `*`.
fn second_name(text: &str, rest: &str) -> Result<(), Mistake> {
    let word = rest.split([' ', ',', '|', '=']).next().unwrap_or_default();
    let is_name = word.starts_with(|character: char| character.is_ascii_alphabetic())
        && !word.contains(|character: char| character.is_ascii_digit() || character == '*');
    if is_name {
        let sentence = format!("`{}` is more than one package", shown(text));
        return Err(Mistake::new(sentence, "write each on its own line"));
    }
    Ok(())
}
