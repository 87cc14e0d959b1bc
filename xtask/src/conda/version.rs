//! The part of a match spec behind the name: versions, and the build string.
//!
//! See `VersionSpec` in Conda's `conda/models/version.py`: terms joined by `,` (and) and `|` (or), in parentheses if
//! need be, each with an operator or none. A build string follows the last one behind a space or `=`.

use crate::base::wording::shown;

const OPERATORS: [&str; 9] = ["", "=", "==", "!=", "<=", ">=", "<", ">", "~="];

/// Operators of other languages, and what Conda calls them.
const MEANT: [(&str, &str); 7] =
    [("=>", ">="), ("=<", "<="), ("<>", "!="), ("===", "=="), ("=!", "!="), ("!", "!="), ("~", "~=")];

/// Whether Conda can read `rest`, the part of the spec `text` behind `name`.
///
/// # Errors
///
/// A sentence without place that says what to write.
pub(super) fn check(text: &str, name: &str, rest: &str) -> Result<(), String> {
    // Conda ignores what follows ` if `, which it keeps for conditions; `^…$` is a regular expression.
    let rest = rest.split(" if ").next().unwrap_or_default().trim();
    if rest.is_empty() || rest.contains('^') {
        return Ok(());
    }
    if rest.matches('(').count() != rest.matches(')').count() {
        return Err(format!("the parentheses in `{}` do not match; write as many `(` as `)`", shown(text)));
    }
    if rest.trim_end_matches(['=', '<', '>', '!', '~', ' ']).is_empty() {
        let (text, name) = (shown(text), shown(name));
        return Err(format!("`{text}` ends without a version; write `{name}` or `{name}=1.2`"));
    }
    let terms: Vec<&str> = rest.split([',', '|']).collect();
    for (index, term) in terms.iter().enumerate() {
        let term = term.trim_matches(['(', ')', ' ']);
        check_term(text, term, index + 1 == terms.len())?;
    }
    second_name(text, rest)
}

/// The versions and the build string of `rest`, the part of a spec behind its name; either may be empty.
pub(super) fn split(rest: &str) -> (&str, &str) {
    let rest = rest.trim();
    let last = rest.rfind([',', '|']).map_or(0, |index| index + 1);
    let operator = rest[last..].trim_start_matches(['=', '<', '>', '!', '~', ' ']);
    let (version, build) = split_build(operator);
    let end = rest.len() - operator.len() + version.len();
    (rest[..end].trim(), build)
}

fn split_build(term: &str) -> (&str, &str) {
    let (version, build) = term.split_at(term.find([' ', '=']).unwrap_or(term.len()));
    (version, build.trim_start_matches([' ', '=']).trim())
}

fn check_term(text: &str, term: &str, last: bool) -> Result<(), String> {
    let text = shown(text);
    let body = term.trim_start_matches(['=', '<', '>', '!', '~']);
    let operator = &term[..term.len() - body.len()];
    if !OPERATORS.contains(&operator) {
        let meant = MEANT.iter().find(|(wrong, _)| *wrong == operator).map(|(_, meant)| *meant);
        let advice =
            meant.map_or("write `=`, `==`, `>=` or the like".to_owned(), |it| format!("write `{it}`"));
        return Err(format!("Conda has no operator `{}` (in `{text}`); {advice}", shown(operator)));
    }
    let body = body.trim();
    if body.is_empty() {
        return Err(format!("a version is missing in `{text}`; write one behind each operator and comma"));
    }
    let (version, build) = split_build(body);
    if version.contains(['<', '>', '~']) || build.contains(['<', '>', '~', '!']) {
        return Err(format!("`{text}` needs a comma between its conditions; write `>=1,<2`"));
    }
    let legal = |character: char| character.is_ascii_alphanumeric() || "._+!*-$".contains(character);
    if let Some(illegal) = version.chars().chain(build.chars()).find(|&it| !legal(it) && !" =".contains(it)) {
        return Err(format!("`{text}` has the character `{illegal}`, which no version has; delete it"));
    }
    if build.contains([' ', '=']) || (!last && !build.is_empty()) {
        return Err(format!(
            "`{text}` has more than a version and a build; write `pkg=version=build`, or two lines"
        ));
    }
    Ok(())
}

/// `numpy pandas` is numpy in version "pandas" to Conda. A version that follows a space has a digit or a `*`.
fn second_name(text: &str, rest: &str) -> Result<(), String> {
    let word = rest.split([' ', ',', '|', '=']).next().unwrap_or_default();
    let is_name = word.starts_with(|character: char| character.is_ascii_alphabetic())
        && !word.contains(|character: char| character.is_ascii_digit() || character == '*');
    if is_name {
        return Err(format!("`{}` is more than one package; write each on its own line", shown(text)));
    }
    Ok(())
}
