//! The options that may stand in a requirements file, as pip's parser of them takes them.

use crate::base::error::Mistake;
use crate::base::wording::{nearest, shown};

/// Whether a file's lines are to be installed, or only say in which version.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    Requirement,
    Constraint,
}

/// What an option is about.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Use {
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

/// An option as it is given on a line.
pub struct Given {
    /// Its long name.
    pub name: &'static str,
    /// What it is about.
    pub usage: Use,
    /// Its value; nothing for a flag.
    pub value: String,
}

/// The option in `word` and its value, for which the next word is taken if need be.
///
/// # Errors
///
/// A mistake that says what to write, for what pip's parser refuses, wherever on a line it stands.
pub fn option<'w>(word: &'w str, rest: &mut std::slice::Iter<'w, String>) -> Result<Given, Mistake> {
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
    let Some(&(long, _, usage)) = entry.or_else(|| abbreviated(written)) else {
        return Err(unknown(written));
    };
    let value = match (usage, value) {
        (Use::CommandLine, _) => {
            let sentence = format!("pip takes `{long}` on its command line and not in a file");
            return Err(Mistake::new(sentence, "remove it from this line"));
        }
        (Use::Flag, None) => None,
        (Use::Flag, Some(_)) => {
            return Err(Mistake::new(format!("`{long}` takes no value"), "delete what follows it"));
        }
        (_, Some(value)) if !value.is_empty() => Some(value.to_owned()),
        (_, _) => {
            let missing = || Mistake::new(format!("`{long}` needs a value"), "write one behind it");
            Some(rest.next().cloned().ok_or_else(missing)?)
        }
    };
    Ok(Given { name: canonical(long), usage, value: value.unwrap_or_default() })
}

/// The one option that a file may have and that begins so, as Python's `optparse` takes it.
fn abbreviated(written: &str) -> Option<&'static (&'static str, &'static str, Use)> {
    let begins = |(long, _, usage): &&(&str, &str, Use)| {
        written.len() > 3 && long.starts_with(written) && *usage != Use::CommandLine
    };
    let mut found = OPTIONS.iter().filter(begins);
    found.next().filter(|_| found.next().is_none())
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
