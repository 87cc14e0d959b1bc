//! One line of a requirements file: a requirement and its own options, a file to include, or options for all.
//!
//! pip takes one of them from a line and passes over what else stands on it; see `handle_line` and
//! `_parse_and_recurse` in its `req_file.py` (26.3).

use super::lines::words;
use super::options::{Given, Role, Use, option};
use super::{address, requirement};
use crate::base::error::Mistake;

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

/// What is taken from a line, and what is passed over.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Taken {
    /// What the line says; nothing if it is blank.
    pub lines: Vec<Line>,
    /// The words and options that pip ignores, as they are written.
    pub ignored: Vec<String>,
}

/// What pip takes from a line without comment.
///
/// # Errors
///
/// A mistake that says what to write.
pub fn parse(line: &str) -> Result<Taken, Mistake> {
    let words = words(line)?;
    let first_option = words.iter().position(|word| word.starts_with('-')).unwrap_or(words.len());
    let (requirement, rest) = words.split_at(first_option);
    let (mut given, mut ignored) = (Vec::new(), Vec::new());
    let mut rest = rest.iter();
    while let Some(word) = rest.next() {
        // A dash alone is a word to pip.
        if word.starts_with('-') && word != "-" {
            given.push(option(word, &mut rest)?);
        } else {
            ignored.push(word.clone());
        }
    }
    if !requirement.is_empty() {
        return Ok(of_requirement(requirement::check(&requirement.join(" "))?, &given, ignored));
    }
    if let Some(first) = given.iter().position(|option| option.usage == Use::Editable) {
        let editable = given.remove(first);
        let editable = format!("-e {}", requirement::check_editable(bare(&editable.value))?);
        return Ok(of_requirement(editable, &given, ignored));
    }
    for role in [Role::Requirement, Role::Constraint] {
        if let Some(first) = given.iter().position(|option| option.usage == Use::Include(role)) {
            let file = bare(&given.remove(first).value).to_owned();
            ignored.splice(0..0, given.iter().map(written));
            return Ok(Taken { lines: vec![Line::Include(role, file)], ignored });
        }
    }
    of_options(&given, ignored)
}

/// The words on a line that pip passes over; nothing if there are none, or if it cannot read the line.
pub fn ignored_words(line: &str) -> String {
    parse(line).map(|taken| taken.ignored.join(" ")).unwrap_or_default()
}

/// Whether the line of a flat requirements file is an option for the whole installation.
pub fn installs_nothing(line: &str) -> bool {
    line.starts_with('-') && !line.starts_with("-e ") && !line.starts_with("-r ")
}

/// A requirement with those options that are its own.
fn of_requirement(mut text: String, given: &[Given], mut ignored: Vec<String>) -> Taken {
    for option in given {
        if option.usage == Use::Own {
            text.push_str(&format!(" {}={}", option.name, option.value));
        } else {
            ignored.push(written(option));
        }
    }
    Taken { lines: vec![Line::Requirement(text)], ignored }
}

fn of_options(given: &[Given], mut ignored: Vec<String>) -> Result<Taken, Mistake> {
    let mut lines = Vec::new();
    for option in given {
        match option.usage {
            Use::Flag => lines.push(Line::Option(option.name.to_owned())),
            Use::Remote if address::is_local(bare(&option.value)) => {
                return Err(address::local_path(bare(&option.value)));
            }
            Use::Value | Use::Remote => lines.push(Line::Option(format!("{} {}", option.name, option.value))),
            // It has no requirement in front of it, and the others were looked for.
            _ => ignored.push(written(option)),
        }
    }
    Ok(Taken { lines, ignored })
}

fn bare(value: &str) -> &str {
    value.trim_matches(['"', '\''])
}

fn written(option: &Given) -> String {
    format!("{} {}", option.name, option.value).trim_end().to_owned()
}
