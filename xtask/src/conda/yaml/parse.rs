//! Reads the only document of a file, so that each mistake is told as a sentence with its place.

use anyhow::Result;
use serde::de::{Deserialize as _, DeserializeSeed as _, IgnoredAny};
use serde_yaml::Deserializer;

use super::expect::{Expect, Failure, Notes};
use super::found::Found;
use super::place::place;
use crate::base::error::Mistake;
use crate::base::source::Source;
use crate::base::wording::shown;

/// The library reads the whole file before the visitors see it, in a time that grows with the square of the depth.
const MAX_DEPTH: usize = 100;

/// Reads the only document of the file.
///
/// # Errors
///
/// `BadInput` with the place of whatever `expect` refused, or of what is not YAML.
pub fn parse<'de, T: Expect<'de>>(source: &'de Source, expect: T) -> Result<T::Value> {
    if let Some((line, column)) = too_deep(&source.text) {
        return Err(source.error_at(line, column, nested_too_deeply()));
    }
    let notes = Notes::default();
    let result = notes.at(expect).deserialize(Deserializer::from_str(&source.text));
    result.map_err(|error| explain(source, &notes, &error))
}

/// Whether the text is YAML, with one document in it.
pub fn is_yaml(text: &str) -> bool {
    too_deep(text).is_none() && IgnoredAny::deserialize(Deserializer::from_str(text)).is_ok()
}

fn nested_too_deeply() -> Mistake {
    Mistake::new("the brackets are nested too deeply for an environment", "write plain lists")
}

/// Counts brackets wherever they stand: a quoted or commented hundred of them is nothing to be fair to.
fn too_deep(text: &str) -> Option<(usize, usize)> {
    let mut depth = 0_usize;
    for (index, line) in text.lines().enumerate() {
        for (column, byte) in line.bytes().enumerate() {
            match byte {
                b'[' | b'{' => depth += 1,
                b']' | b'}' => depth = depth.saturating_sub(1),
                _ => {}
            }
            if depth > MAX_DEPTH {
                return Some((index + 1, column + 1));
            }
        }
    }
    None
}

fn explain(source: &Source, notes: &Notes, error: &serde_yaml::Error) -> anyhow::Error {
    let (line, column) = place(error).unwrap_or((1, 1));
    match notes.take() {
        Some(Failure::Here(mistake)) => source.error_at(line, column, mistake),
        Some(Failure::Written(mistake)) => {
            source.error_at(line, column, mistake(&written(source, line, column)))
        }
        Some(Failure::Placed(error)) => error,
        None => not_yaml(source, error, (line, column)),
    }
}

/// The unquoted scalar at this place, as it is written.
fn written(source: &Source, line: usize, column: usize) -> String {
    let line = source.text.lines().nth(line - 1).unwrap_or_default();
    let end = |character: &char| !character.is_whitespace() && !",]}".contains(*character);
    shown(&line.chars().skip(column - 1).take_while(end).collect::<String>())
}

/// The library's own errors, told for somebody who has never heard of events and anchors.
fn not_yaml(source: &Source, error: &serde_yaml::Error, (line, column): (usize, usize)) -> anyhow::Error {
    if let Some(second) = second_document(source) {
        let (line, column) = second.unwrap_or((line, column));
        let advice = "keep one and delete the `---` or `...` between them";
        return source.error_at(line, column, Mistake::new("a second document begins here", advice));
    }
    let line_text = source.text.lines().nth(line - 1).unwrap_or_default();
    let indentation = line_text.chars().take_while(|character| character.is_whitespace());
    if let Some(tab) = indentation.enumerate().find_map(|(index, space)| (space == '\t').then_some(index)) {
        let mistake = Mistake::new("YAML takes no tabs in the indentation", "use spaces");
        return source.error_at(line, tab + 1, mistake);
    }
    source.error_at(line, column, reworded(error))
}

/// The library has no kinds of errors, so what it says is looked up as a whole, without the places in it.
fn reworded(error: &serde_yaml::Error) -> Mistake {
    let message = error.to_string();
    let place = place(error).map(|(line, column)| format!(" at line {line} column {column}"));
    let problem = place.and_then(|place| message.split(&place).next()).unwrap_or(&message);
    match problem {
        "recursion limit exceeded" => nested_too_deeply(),
        "repetition limit exceeded" => Mistake::new("the aliases repeat too much", "write the list out"),
        "unknown anchor" => {
            Mistake::new("no anchor of this name stands above", "write the value itself or quote it")
        }
        _ => Mistake::new(
            format!("this is not YAML ({})", shown(problem)),
            "check the indentation, colons and quotes here and in the line above",
        ),
    }
}

/// The place of the second document, as far as it has one; `None` if there is no such document.
fn second_document(source: &Source) -> Option<Option<(usize, usize)>> {
    let mut documents = Deserializer::from_str(&source.text);
    IgnoredAny::deserialize(documents.next()?).ok()?;
    let notes = Notes::default();
    let error = notes.at(Nothing).deserialize(documents.next()?).err();
    Some(error.as_ref().and_then(place))
}

/// Refuses everything, in order to learn its place.
struct Nothing;

impl Expect<'_> for Nothing {
    type Value = ();

    fn wrong(&self, _: &Found<'_>) -> Failure {
        Failure::here("", "")
    }
}
