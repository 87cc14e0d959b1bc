//! The grammar of versions, which pip from 24.1 on holds to: PEP 440, as `packaging` reads it.
//!
//! Older pips take nearly any text for a version. Python before 3.8 has none but these.

use super::version::OPERATORS;

/// The first condition in the versions of a requirement that pip from 24.1 on refuses, such as `>=1.*`.
pub fn unreadable_version(versions: &str) -> Option<(&'static str, &str)> {
    let bare = versions.trim().trim_start_matches('(').trim_end_matches(')');
    bare.split(',').find_map(|clause| {
        let clause = clause.trim();
        let operator = OPERATORS.into_iter().find(|operator| clause.starts_with(operator))?;
        let number = clause[operator.len()..].trim();
        let is_known = !number.is_empty() && !number.contains("${");
        (is_known && !is_readable(operator, number)).then_some((operator, number))
    })
}

/// Whether pip reads `number` behind `operator`.
pub fn is_readable(operator: &str, number: &str) -> bool {
    let is_equality = ["==", "!="].contains(&operator);
    match operator {
        "===" => return true,
        _ if number.ends_with(".*") => {
            let version = Version::of(number.trim_end_matches(".*"));
            return is_equality
                && version.is_some_and(|it| it.is_release && number.matches(".*").count() == 1);
        }
        _ => {}
    }
    Version::of(number).is_some_and(|version| match operator {
        "~=" => version.parts > 1 && !version.is_local,
        _ => is_equality || !version.is_local,
    })
}

/// What has to be known of a version.
struct Version {
    /// How many numbers its release has: three in `1.2.3`.
    parts: usize,
    /// Whether there is nothing but a release.
    is_release: bool,
    /// Whether there is something behind a `+`.
    is_local: bool,
}

impl Version {
    /// `None` for what is no version.
    fn of(text: &str) -> Option<Self> {
        let lower = text.to_ascii_lowercase();
        let text = lower.strip_prefix('v').unwrap_or(&lower);
        let (public, local) =
            text.split_once('+').map_or((text, None), |(public, local)| (public, Some(local)));
        let mut rest = match public.split_once('!') {
            Some((epoch, rest)) => digits(epoch).filter(|(_, rest)| rest.is_empty()).map(|_| rest)?,
            None => public,
        };
        let mut parts = 1;
        rest = digits(rest)?.1;
        while let Some((_, behind)) = rest.strip_prefix('.').and_then(digits) {
            (parts, rest) = (parts + 1, behind);
        }
        let release = rest;
        rest = phase(rest, &["alpha", "a", "beta", "b", "preview", "pre", "c", "rc"]);
        rest = match rest.strip_prefix('-').and_then(digits) {
            Some((_, behind)) => behind,
            None => phase(rest, &["post", "rev", "r"]),
        };
        rest = phase(rest, &["dev"]);
        let is_word = |word: &str| !word.is_empty() && word.chars().all(|c| c.is_ascii_alphanumeric());
        let is_read = rest.is_empty() && local.is_none_or(|local| local.split(['.', '-', '_']).all(is_word));
        let is_local = local.is_some();
        is_read.then_some(Self { parts, is_release: release.is_empty() && !is_local, is_local })
    }
}

/// The digits at the start, of which there is one at least, and what follows them.
fn digits(text: &str) -> Option<(&str, &str)> {
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    (end > 0).then(|| text.split_at(end))
}

/// What follows one of these words and its number, with a separator in front of each; all of it if there is none.
fn phase<'t>(text: &'t str, words: &[&str]) -> &'t str {
    let separated = |text: &'t str| text.strip_prefix(['-', '_', '.']).unwrap_or(text);
    let Some(rest) = words.iter().find_map(|word| separated(text).strip_prefix(word)) else { return text };
    // A separator that no number follows belongs to what comes next.
    digits(separated(rest)).map_or(rest, |(_, rest)| rest)
}
