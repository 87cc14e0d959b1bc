//! Passwords and tokens that stand in a file, where everybody who has the project, or the image, reads them.

mod hidden;
mod named;
mod pairs;
mod shapes;

pub use hidden::Hidden;

use std::collections::BTreeSet;

use camino::{Utf8Path, Utf8PathBuf};

use crate::base::wording::shown;
use crate::commands::check::finding::{Finding, Severity};
use crate::commands::check::subject::Subject;

/// How the tokens of well-known hosts begin.
const TOKENS: [&str; 7] = ["ghp_", "gho_", "ghs_", "github_pat_", "glpat-", "pypi-", "hf_"];

/// Users without an account of their own: what stands behind their names is a formality, which each of them may choose.
const ANONYMOUS: [&str; 2] = ["anonymous", "ftp"];

/// `secret`
pub fn secret(subject: &Subject) -> Vec<Finding> {
    let included = subject.examined.pip.iter().map(|line| line.file.clone());
    let files: BTreeSet<Utf8PathBuf> = subject.files().chain(included).collect();
    let mut findings: Vec<Finding> = variables(subject).collect();
    for source in files.iter().filter_map(|file| subject.hint(file)) {
        for (index, line) in source.text.lines().enumerate() {
            let is_told = |it: &Finding| (&it.file, it.line) == (&source.path, index + 1);
            if !findings.iter().any(is_told) {
                findings.extend(in_line(&source.path, index + 1, line));
            }
        }
    }
    findings
}

/// The hosts of the line's addresses that have something secret, and that.
fn addresses(line: &str) -> impl Iterator<Item = (&str, &str)> {
    line.match_indices("://").filter_map(|(at, _)| host_with_secret(&line[at + 3..]))
}

/// The first secret of a line. Names count in scripts alone: what the other files have is read by its keys.
fn in_line(file: &Utf8Path, number: usize, line: &str) -> Option<Finding> {
    if let Some((host, _)) = addresses(line).next() {
        let sentence = format!("the address of {} has a password or token in it", shown(host));
        return Some(Finding::error(file, number, sentence).fix(
            "write `${NAME}` in its place, set that variable where you build, and have the old one revoked",
        ));
    }
    if let Some(whose) = shapes::shape(line) {
        return Some(Finding::error(file, number, format!("the line has {whose} in it")).fix(remedy(file)));
    }
    let is_script = matches!(file.file_name(), Some("postBuild" | "start"));
    let named = is_script.then(|| named::named(line).next()).flatten()?;
    let severity = if named.is_certain { Severity::Error } else { Severity::Warning };
    let is = if named.is_certain { "is" } else { "looks like" };
    let sentence = format!("what stands behind `{}` {is} a secret", shown(&named.name));
    Some(Finding::new(severity, file, number, sentence).fix(remedy(file)))
}

/// What reaches the container and not the image, by the script that has it.
fn remedy(file: &Utf8Path) -> &'static str {
    match file.file_name() {
        Some("start") => {
            "take it out, have it revoked, and read a variable that `env-file` sets (xtask/docs/settings.md#variables-and-passwords)"
        }
        Some("postBuild") => {
            "take it out, have it revoked, and do this in the container, with a variable that `env-file` sets \
             (xtask/docs/settings.md#variables-and-passwords)"
        }
        _ => "take it out, and have it revoked",
    }
}

/// The variables that the image would have.
fn variables(subject: &Subject) -> impl Iterator<Item = Finding> {
    let certain = |name: &str, value: &str| {
        let is_known = shapes::shape(value).is_some();
        named::of_variable(name, value).map(|it| it.is_certain || is_known).or(is_known.then_some(true))
    };
    let secrets = subject.document.variables.iter();
    let secrets = secrets.filter_map(move |(name, value)| Some((name, certain(&name.text, value)?)));
    secrets.map(|(name, is_certain)| {
        let severity = if is_certain { Severity::Error } else { Severity::Warning };
        let name_shown = shown(&name.text);
        let sentence = format!("the variable `{name_shown}` would be in the image for all to read");
        let fix = if subject.surroundings.has_settings {
            "delete it, and write it into the file that the setting `env-file` names (xtask/docs/settings.md#variables-and-passwords): \
             `lab` and `run` pass it on"
                .to_owned()
        } else {
            format!("delete it, set it in your shell, and pass it on: `cargo xtask lab --env {name_shown}`")
        };
        Finding::new(severity, &subject.file, name.line, sentence).fix(fix)
    })
}

/// The host of an address, here without `https://`, and the secret that stands in front or behind it, if one does.
fn host_with_secret(address: &str) -> Option<(&str, &str)> {
    let end = |text: &str, stops: &[char]| text.find(|it: char| it.is_whitespace() || stops.contains(&it));
    let address = &address[..end(address, &['"', '\'', '#', ')', '>']).unwrap_or(address.len())];
    let (authority, path) = address.split_once('/').unwrap_or((address, ""));
    let is_literal = |text: &str| !text.is_empty() && !text.contains(['$', '{', '<', '%', '*']);
    if let Some((user, host)) = authority.rsplit_once('@') {
        let is_token = || TOKENS.iter().any(|start| user.starts_with(start));
        let secret = match user.split_once(':') {
            Some((user, password)) if is_public(user, password) => None,
            Some((_, password)) => Some(password),
            None => is_token().then_some(user),
        };
        return secret.filter(|secret| is_literal(secret)).map(|secret| (host, secret));
    }
    // A channel with a token: https://host/t/TOKEN/channel.
    let token = path.strip_prefix("t/").and_then(|rest| rest.split('/').next());
    let is_drawn = |token: &str| token.len() > 8 && token.contains(|it: char| it.is_ascii_digit());
    let token = token.filter(|token| is_literal(token) && is_drawn(token));
    token.map(|token| (authority, token))
}

/// Whether servers tell everybody this user and password, or they only show where one is to be written.
fn is_public(user: &str, password: &str) -> bool {
    let password_word = password.to_lowercase();
    let is_blank = ["password", "token", "pass", "secret", "api_key"].contains(&password_word.as_str())
        || password_word.starts_with("your")
        || password_word.starts_with("xxx");
    is_blank
        || ANONYMOUS.iter().any(|name| user.eq_ignore_ascii_case(name))
        || (user, password) == ("guest", "guest")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_with_a_variable_or_a_plain_user_has_no_secret() {
        for address in [
            "${USER}:${TOKEN}@host/simple",
            "git@github.com/jane/x.git",
            "host/t/x",
            "oauth2:$TOKEN@gitlab.com/x",
            "host/t/<TOKEN>/channel",
            "jane:@host",
            "host/a@b:c",
            "anonymous:anonymous@host/a.tgz",
            "Anonymous:jane%40example.org@host",
            "ftp:ftp@host",
            "guest:guest@host/a",
            "anonymous@host",
            "host/t/how-to-build-wheels/4922",
            "user:password@host/simple",
            "YOUR_NAME:YOUR_TOKEN@host/simple",
            "",
        ] {
            assert_eq!(host_with_secret(address), None, "{address}");
        }
    }

    #[test]
    fn a_password_or_token_is_found_and_only_the_host_is_told() {
        for address in [
            "jane:pw@host/simple",
            "user:user@host",
            "guest:Xy12@host",
            "anonymouse:x1@host",
            "ghp_0123456789@host/x.git\" # c",
            "host/t/jd-0123456789/channel",
        ] {
            assert_eq!(host_with_secret(address).map(|(host, _)| host), Some("host"), "{address}");
        }
    }
}
