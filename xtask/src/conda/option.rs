//! One line of a requirements file: options, or a requirement and its own options.

use super::{pip::Role, requirement};
use crate::base::wording::{nearest, shown};

/// What a line says.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Line {
    /// An option for the whole installation.
    Option(String),
    /// A requirement, possibly editable.
    Requirement(String),
    /// `-r` or `-c`, and its file.
    Include(Role, String),
}

/// What an option is about.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Flag,
    Value,
    /// Its value must not be a file of the project.
    Remote,
    Editable,
    Include(Role),
    /// Stands behind a requirement.
    Own,
    /// pip takes it on its command line only, and stops at it in a file.
    CommandLine,
}

/// See `SUPPORTED_OPTIONS` and `SUPPORTED_OPTIONS_REQ` in pip's `req_file.py` (26.3), and `--help` for the last ones.
const OPTIONS: [(&str, &str, Kind); 34] = [
    ("--requirement", "-r", Kind::Include(Role::Requirement)),
    ("--constraint", "-c", Kind::Include(Role::Constraint)),
    ("--editable", "-e", Kind::Editable),
    ("--index-url", "-i", Kind::Value),
    ("--pypi-url", "", Kind::Value),
    ("--extra-index-url", "", Kind::Value),
    ("--find-links", "-f", Kind::Remote),
    ("--trusted-host", "", Kind::Value),
    ("--use-feature", "", Kind::Value),
    ("--no-binary", "", Kind::Value),
    ("--only-binary", "", Kind::Value),
    ("--all-releases", "", Kind::Value),
    ("--only-final", "", Kind::Value),
    ("--no-index", "", Kind::Flag),
    ("--prefer-binary", "", Kind::Flag),
    ("--require-hashes", "", Kind::Flag),
    ("--no-require-hashes", "", Kind::Flag),
    ("--pre", "", Kind::Flag),
    ("--hash", "", Kind::Own),
    ("--config-settings", "-C", Kind::Own),
    ("--config-setting", "", Kind::Own),
    ("--global-option", "", Kind::Own),
    ("--no-build-isolation", "", Kind::CommandLine),
    ("--no-deps", "", Kind::CommandLine),
    ("--no-cache-dir", "", Kind::CommandLine),
    ("--upgrade", "-U", Kind::CommandLine),
    ("--force-reinstall", "", Kind::CommandLine),
    ("--ignore-installed", "-I", Kind::CommandLine),
    ("--user", "", Kind::CommandLine),
    ("--target", "-t", Kind::CommandLine),
    ("--prefix", "", Kind::CommandLine),
    ("--quiet", "-q", Kind::CommandLine),
    ("--verbose", "-v", Kind::CommandLine),
    ("--proxy", "", Kind::CommandLine),
];

/// What a line without comment says; nothing if it is blank.
///
/// # Errors
///
/// A sentence without place that says what to write.
pub(super) fn parse(line: &str) -> Result<Vec<Line>, String> {
    let words = words(line)?;
    let is_option = |word: &String| word.starts_with('-');
    let first_option = words.iter().position(is_option).unwrap_or(words.len());
    let (requirement, options) = words.split_at(first_option);
    if requirement.is_empty() {
        return options_line(options);
    }
    let mut text = requirement::check(&requirement.join(" "))?;
    let mut rest = options.iter();
    while let Some(word) = rest.next() {
        let (name, kind, value) = option(word, &mut rest)?;
        if kind != Kind::Own {
            return Err(format!("`{}` cannot follow a requirement; write it on its own line", shown(name)));
        }
        text.push_str(&format!(" {name}={}", value.unwrap_or_default()));
    }
    Ok(vec![Line::Requirement(text)])
}

/// Whether the line of a flat requirements file is an option for the whole installation.
pub(super) fn installs_nothing(line: &str) -> bool {
    line.starts_with('-') && !line.starts_with("-e ") && !line.starts_with("-r ")
}

fn options_line(words: &[String]) -> Result<Vec<Line>, String> {
    let (mut lines, mut rest) = (Vec::new(), words.iter());
    while let Some(word) = rest.next() {
        if !word.starts_with('-') {
            return Err(format!("`{}` follows an option; write it on its own line", shown(word)));
        }
        let (name, kind, value) = option(word, &mut rest)?;
        let value = value.unwrap_or_default();
        match (kind, lines.last_mut()) {
            (Kind::Own, Some(Line::Requirement(editable))) => editable.push_str(&format!(" {name}={value}")),
            _ => lines.push(option_alone(name, kind, &value)?),
        }
    }
    Ok(lines)
}

fn option_alone(name: &str, kind: Kind, value: &str) -> Result<Line, String> {
    let bare = value.trim_matches(['"', '\'']);
    match kind {
        Kind::Flag => Ok(Line::Option(name.to_owned())),
        Kind::Remote if requirement::is_local(bare) => Err(requirement::path_sentence(bare)),
        Kind::Value | Kind::Remote => Ok(Line::Option(format!("{name} {value}"))),
        Kind::Include(role) => Ok(Line::Include(role, bare.to_owned())),
        Kind::Editable => Ok(Line::Requirement(format!("-e {}", requirement::check_editable(bare)?))),
        Kind::Own => Err(format!("`{name}` needs a requirement in front of it; write both on one line")),
        Kind::CommandLine => {
            Err(format!("pip takes `{name}` on its command line and not in a file; remove it from this line"))
        }
    }
}

/// The long name of the option in `word`, its kind and its value, for which the next word is taken if need be.
fn option<'w>(
    word: &'w str,
    rest: &mut std::slice::Iter<'w, String>,
) -> Result<(&'static str, Kind, Option<String>), String> {
    let (written, mut value) = match word.split_once('=') {
        Some((name, value)) if word.starts_with("--") => (name, Some(value)),
        _ => (word, None),
    };
    let exact = |(long, short, _): &&(&str, &str, Kind)| *long == written || *short == written;
    let glued = |(_, short, _): &&(&str, &str, Kind)| !short.is_empty() && written.starts_with(short);
    let entry = OPTIONS.iter().find(exact).or_else(|| {
        let entry = OPTIONS.iter().find(glued)?;
        value = written.strip_prefix(entry.1);
        Some(entry)
    });
    let Some(&(long, _, kind)) = entry else {
        let known: Vec<&str> = OPTIONS.iter().map(|(long, ..)| *long).collect();
        let advice = match nearest(written, &known) {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => "remove it".to_owned(),
        };
        return Err(format!("pip knows no option `{}` in a requirements file; {advice}", shown(written)));
    };
    let value = match (kind, value) {
        (Kind::CommandLine, _) => None,
        (Kind::Flag, None) => None,
        (Kind::Flag, Some(_)) => return Err(format!("`{long}` takes no value; delete what follows it")),
        (_, Some(value)) if !value.is_empty() => Some(value.to_owned()),
        (_, _) => {
            Some(rest.next().cloned().ok_or_else(|| format!("`{long}` needs a value; write one behind it"))?)
        }
    };
    Ok((canonical(long), kind, value))
}

fn canonical(long: &'static str) -> &'static str {
    match long {
        "--pypi-url" => "--index-url",
        "--config-setting" => "--config-settings",
        other => other,
    }
}

/// The words of a line; a quoted space belongs to a word, and the quotes stay.
fn words(line: &str) -> Result<Vec<String>, String> {
    let (mut words, mut word, mut quote) = (Vec::new(), String::new(), None);
    for character in line.chars() {
        match quote {
            Some(open) if character == open => quote = None,
            None if matches!(character, '"' | '\'') => quote = Some(character),
            None if character.is_whitespace() => {
                words.extend(Some(std::mem::take(&mut word)).filter(|word| !word.is_empty()));
                continue;
            }
            _ => {}
        }
        word.push(character);
    }
    if let Some(open) = quote {
        return Err(format!("the quote `{open}` has no partner; write a second one"));
    }
    words.extend(Some(word).filter(|word| !word.is_empty()));
    Ok(words)
}
