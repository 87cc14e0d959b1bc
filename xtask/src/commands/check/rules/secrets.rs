//! Passwords and tokens that stand in a file, where everybody who has the project, or the image, reads them.

use std::collections::BTreeSet;

use camino::Utf8PathBuf;

use crate::base::wording::shown;
use crate::commands::check::finding::Finding;
use crate::commands::check::subject::Subject;

/// How the tokens of well-known hosts begin.
const TOKENS: [&str; 7] = ["ghp_", "gho_", "ghs_", "github_pat_", "glpat-", "pypi-", "hf_"];

/// Users without an account of their own: what stands behind their names is a formality, which each of them may choose.
const ANONYMOUS: [&str; 2] = ["anonymous", "ftp"];

/// Names of variables whose values nobody should see, as words between `_`.
const SECRET: [&[&str]; 8] = [
    &["ACCESS", "KEY"],
    &["API", "KEY"],
    &["APIKEY"],
    &["PASSWD"],
    &["PASSWORD"],
    &["PRIVATE", "KEY"],
    &["SECRET"],
    &["TOKEN"],
];

/// `secret`
pub fn secret(subject: &Subject) -> Vec<Finding> {
    let included = subject.examined.pip.iter().map(|line| line.file.clone());
    let files: BTreeSet<Utf8PathBuf> = subject.files().chain(included).collect();
    let mut findings = Vec::new();
    for source in files.iter().filter_map(|file| subject.hint(file)) {
        for (index, line) in source.text.lines().enumerate() {
            if let Some(host) =
                line.match_indices("://").find_map(|(at, _)| host_with_secret(&line[at + 3..]))
            {
                let sentence = format!("the address of {} has a password or token in it", shown(host));
                findings.push(Finding::error(&source.path, index + 1, sentence).fix(
                    "write `${NAME}` in its place, set that variable where you build, and have the old one revoked",
                ));
            }
        }
    }
    for (name, value) in &subject.document.variables {
        if is_secret(&name.text, value) {
            let sentence =
                format!("the variable `{}` would be in the image for all to read", shown(&name.text));
            findings.push(Finding::error(&subject.file, name.line, sentence).fix(format!(
                "delete it, set it in your shell, and pass it on: `cargo xtask run --env {} -- …`",
                shown(&name.text)
            )));
        }
    }
    findings
}

/// The host of an address, here without `https://`, if something secret stands in front or behind it.
fn host_with_secret(address: &str) -> Option<&str> {
    let end = |text: &str, stops: &[char]| text.find(|it: char| it.is_whitespace() || stops.contains(&it));
    let address = &address[..end(address, &['"', '\'', '#', ')', '>']).unwrap_or(address.len())];
    let (authority, path) = address.split_once('/').unwrap_or((address, ""));
    let is_literal = |text: &str| !text.is_empty() && !text.contains(['$', '{', '<', '%', '*']);
    if let Some((user, host)) = authority.rsplit_once('@') {
        let is_secret = match user.split_once(':') {
            Some((user, password)) if is_public(user, password) => false,
            Some((_, password)) => is_literal(password),
            None => is_literal(user) && TOKENS.iter().any(|start| user.starts_with(start)),
        };
        return is_secret.then_some(host);
    }
    // A channel with a token: https://host/t/TOKEN/channel.
    let token = path.strip_prefix("t/").and_then(|rest| rest.split('/').next());
    token.filter(|token| is_literal(token) && token.len() > 8).map(|_| authority)
}

/// Whether servers tell everybody this user and password.
fn is_public(user: &str, password: &str) -> bool {
    ANONYMOUS.iter().any(|name| user.eq_ignore_ascii_case(name)) || (user, password) == ("guest", "guest")
}

fn is_secret(name: &str, value: &str) -> bool {
    let name = name.to_uppercase();
    let words: Vec<&str> = name.split('_').collect();
    let is_named = SECRET.iter().any(|secret| words.windows(secret.len()).any(|words| words == *secret));
    let is_harmless = value.len() < 4
        || value.starts_with(['$', '/', '~', '<'])
        || value.chars().all(|digit| digit.is_ascii_digit() || digit == '.')
        || ["true", "false", "none", "null"].contains(&value.to_lowercase().as_str());
    is_named && !is_harmless
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
            assert_eq!(host_with_secret(address), Some("host"), "{address}");
        }
    }

    #[test]
    fn a_variable_is_secret_by_the_words_of_its_name() {
        assert!(is_secret("AWS_SECRET_ACCESS_KEY", "abcd/efgh") && is_secret("hf_token", "hf_abcd"));
        assert!(!is_secret("TOKENIZERS_PARALLELISM", "false") && !is_secret("TOKENS_MAX", "4096"));
        assert!(!is_secret("API_KEY", "$API_KEY") && !is_secret("API_KEY_FILE", "/run/secrets/key"));
    }
}
