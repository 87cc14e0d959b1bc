//! One line of a requirements file: options, or a requirement and its own options.

use super::lines::words;
use super::{address, requirement};
use crate::base::error::Mistake;
use crate::base::wording::{nearest, shown};

/// Whether a file's lines are to be installed, or only say in which version.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    Requirement,
    Constraint,
}

/// What a line says.
#[derive(Debug, PartialEq, Eq)]
pub enum Line {
    /// An option for the whole installation.
    Option(String),
    /// A requirement, possibly editable.
    Requirement(String),
    /// `-r` or `-c`, and its file.
    Include(Role, String),
}

/// What an option is about.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Use {
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
const OPTIONS: [(&str, &str, Use); 34] = [
    ("--requirement", "-r", Use::Include(Role::Requirement)),
    ("--constraint", "-c", Use::Include(Role::Constraint)),
    ("--editable", "-e", Use::Editable),
    ("--index-url", "-i", Use::Value),
    ("--pypi-url", "", Use::Value),
    ("--extra-index-url", "", Use::Value),
    ("--find-links", "-f", Use::Remote),
    ("--trusted-host", "", Use::Value),
    ("--use-feature", "", Use::Value),
    ("--no-binary", "", Use::Value),
    ("--only-binary", "", Use::Value),
    ("--all-releases", "", Use::Value),
    ("--only-final", "", Use::Value),
    ("--no-index", "", Use::Flag),
    ("--prefer-binary", "", Use::Flag),
    ("--require-hashes", "", Use::Flag),
    ("--no-require-hashes", "", Use::Flag),
    ("--pre", "", Use::Flag),
    ("--hash", "", Use::Own),
    ("--config-settings", "-C", Use::Own),
    ("--config-setting", "", Use::Own),
    ("--global-option", "", Use::Own),
    ("--no-build-isolation", "", Use::CommandLine),
    ("--no-deps", "", Use::CommandLine),
    ("--no-cache-dir", "", Use::CommandLine),
    ("--upgrade", "-U", Use::CommandLine),
    ("--force-reinstall", "", Use::CommandLine),
    ("--ignore-installed", "-I", Use::CommandLine),
    ("--user", "", Use::CommandLine),
    ("--target", "-t", Use::CommandLine),
    ("--prefix", "", Use::CommandLine),
    ("--quiet", "-q", Use::CommandLine),
    ("--verbose", "-v", Use::CommandLine),
    ("--proxy", "", Use::CommandLine),
];

/// What a line without comment says; nothing if it is blank.
///
/// # Errors
///
/// A mistake that says what to write.
pub fn parse(line: &str) -> Result<Vec<Line>, Mistake> {
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
        let (name, usage, value) = option(word, &mut rest)?;
        if usage != Use::Own {
            let sentence = format!("`{}` cannot follow a requirement", shown(name));
            return Err(Mistake::new(sentence, "write it on its own line"));
        }
        text.push_str(&format!(" {name}={}", value.unwrap_or_default()));
    }
    Ok(vec![Line::Requirement(text)])
}

/// Whether the line of a flat requirements file is an option for the whole installation.
pub fn installs_nothing(line: &str) -> bool {
    line.starts_with('-') && !line.starts_with("-e ") && !line.starts_with("-r ")
}

fn options_line(words: &[String]) -> Result<Vec<Line>, Mistake> {
    let (mut lines, mut rest) = (Vec::new(), words.iter());
    while let Some(word) = rest.next() {
        if !word.starts_with('-') {
            let sentence = format!("`{}` follows an option", shown(word));
            return Err(Mistake::new(sentence, "write it on its own line"));
        }
        let (name, usage, value) = option(word, &mut rest)?;
        let value = value.unwrap_or_default();
        match (usage, lines.last_mut()) {
            (Use::Own, Some(Line::Requirement(editable))) => editable.push_str(&format!(" {name}={value}")),
            _ => lines.push(option_alone(name, usage, &value)?),
        }
    }
    Ok(lines)
}

fn option_alone(name: &str, usage: Use, value: &str) -> Result<Line, Mistake> {
    let bare = value.trim_matches(['"', '\'']);
    match usage {
        Use::Flag => Ok(Line::Option(name.to_owned())),
        Use::Remote if address::is_local(bare) => Err(address::local_path(bare)),
        Use::Value | Use::Remote => Ok(Line::Option(format!("{name} {value}"))),
        Use::Include(role) => Ok(Line::Include(role, bare.to_owned())),
        Use::Editable => Ok(Line::Requirement(format!("-e {}", requirement::check_editable(bare)?))),
        Use::Own => {
            let sentence = format!("`{name}` needs a requirement in front of it");
            Err(Mistake::new(sentence, "write both on one line"))
        }
        Use::CommandLine => {
            let sentence = format!("pip takes `{name}` on its command line and not in a file");
            Err(Mistake::new(sentence, "remove it from this line"))
        }
    }
}

/// The long name of the option in `word`, its usage and its value, for which the next word is taken if need be.
fn option<'w>(
    word: &'w str,
    rest: &mut std::slice::Iter<'w, String>,
) -> Result<(&'static str, Use, Option<String>), Mistake> {
    let (written, mut value) = match word.split_once('=') {
        Some((name, value)) if word.starts_with("--") => (name, Some(value)),
        _ => (word, None),
    };
    let exact = |(long, short, _): &&(&str, &str, Use)| *long == written || *short == written;
    let glued = |(_, short, _): &&(&str, &str, Use)| !short.is_empty() && written.starts_with(short);
    let entry = OPTIONS.iter().find(exact).or_else(|| {
        let entry = OPTIONS.iter().find(glued)?;
        value = written.strip_prefix(entry.1);
        Some(entry)
    });
    let Some(&(long, _, usage)) = entry else { return Err(unknown(written)) };
    let value = match (usage, value) {
        (Use::CommandLine, _) | (Use::Flag, None) => None,
        (Use::Flag, Some(_)) => {
            return Err(Mistake::new(format!("`{long}` takes no value"), "delete what follows it"));
        }
        (_, Some(value)) if !value.is_empty() => Some(value.to_owned()),
        (_, _) => {
            let missing = || Mistake::new(format!("`{long}` needs a value"), "write one behind it");
            Some(rest.next().cloned().ok_or_else(missing)?)
        }
    };
    Ok((canonical(long), usage, value))
}

fn unknown(option: &str) -> Mistake {
    let known: Vec<&str> = OPTIONS.iter().map(|(long, ..)| *long).collect();
    let advice = match nearest(option, &known) {
        Some(meant) => format!("did you mean `{meant}`?"),
        None => "remove it".to_owned(),
    };
    Mistake::new(format!("pip knows no option `{}` in a requirements file", shown(option)), advice)
}

fn canonical(long: &'static str) -> &'static str {
    match long {
        "--pypi-url" => "--index-url",
        "--config-setting" => "--config-settings",
        other => other,
    }
}
