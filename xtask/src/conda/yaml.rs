//! Reads YAML so that each mistake is told as a sentence with its place.
//!
//! A visitor knows what is wrong and not where; the library knows where and tells it only inside an error. So the
//! visitor leaves its sentence in [`Notes`], raises an error, and [`parse`] puts the library's place in front.

use std::cell::RefCell;

use anyhow::Result;
use serde::de::{self, DeserializeSeed as _, MapAccess, SeqAccess};
use serde_yaml::Deserializer;

use super::scalar::{Found, Place};
use crate::base::source::Source;

/// The library reads the whole file before the visitors see it, in a time that grows with the square of the depth.
const MAX_DEPTH: usize = 100;

/// What is wrong, with as much of the place as is known.
#[derive(Debug)]
pub(super) enum Failure {
    /// A sentence about the value that is being read.
    Here(String),
    /// The same about a number: YAML reads `3.10` as 3.1, so the sentence is made from the text in the file.
    Written(fn(&str) -> String),
    /// A finished error, for example from a file that the value includes.
    Placed(anyhow::Error),
}

impl Failure {
    /// Shorthand for [`Failure::Here`].
    pub(super) fn here(sentence: impl Into<String>) -> Self {
        Self::Here(sentence.into())
    }
}

/// Where a visitor leaves what went wrong.
#[derive(Default)]
pub(super) struct Notes(RefCell<Option<Failure>>);

impl Notes {
    /// Leaves the failure here, and returns an error for the library to give a place to.
    pub(super) fn fail<E: de::Error>(&self, failure: Failure) -> E {
        self.0.replace(Some(failure));
        E::custom("")
    }

    /// Takes what was left here.
    pub(super) fn take(&self) -> Option<Failure> {
        self.0.take()
    }

    /// A seed that reads the next value as `expect` says.
    pub(super) fn at<T>(&self, expect: T) -> Place<'_, T> {
        Place { notes: self, expect }
    }
}

/// What may stand at one place of the file. Whatever is not overridden there is [`Expect::wrong`].
pub(super) trait Expect<'de>: Sized {
    type Value;

    /// The sentence for a value of a kind that may not stand here.
    fn wrong(&self, found: &Found<'_>) -> Failure;

    fn scalar(self, found: Found<'_>) -> Result<Self::Value, Failure> {
        Err(self.wrong(&found))
    }

    fn list<A: SeqAccess<'de>>(self, notes: &Notes, _: A) -> Result<Self::Value, A::Error> {
        Err(notes.fail(self.wrong(&Found::List)))
    }

    fn mapping<A: MapAccess<'de>>(self, notes: &Notes, _: A) -> Result<Self::Value, A::Error> {
        Err(notes.fail(self.wrong(&Found::Mapping)))
    }
}

/// Reads the only document of the file.
///
/// # Errors
///
/// `BadInput` with the place of whatever `expect` refused, or of what is not YAML.
pub(super) fn parse<'de, T: Expect<'de>>(source: &'de Source, expect: T) -> Result<T::Value> {
    if let Some((line, column)) = too_deep(&source.text) {
        return Err(source.error_at(line, column, TOO_DEEP));
    }
    let notes = Notes::default();
    let result = notes.at(expect).deserialize(Deserializer::from_str(&source.text));
    result.map_err(|error| explain(source, &notes, &error))
}

const TOO_DEEP: &str = "the brackets are nested too deeply for an environment; write plain lists";

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
        Some(Failure::Here(sentence)) => source.error_at(line, column, &sentence),
        Some(Failure::Written(sentence)) => {
            source.error_at(line, column, &sentence(&written(source, line, column)))
        }
        Some(Failure::Placed(error)) => error,
        None => not_yaml(source, error, line, column),
    }
}

/// The library's place for an error, as far as it has one.
pub(super) fn place(error: &serde_yaml::Error) -> Option<(usize, usize)> {
    error.location().map(|location| (location.line(), location.column()))
}

/// The unquoted scalar at this place, as it is written.
fn written(source: &Source, line: usize, column: usize) -> String {
    let line = source.text.lines().nth(line - 1).unwrap_or_default();
    let end = |character: &char| !character.is_whitespace() && !",]}".contains(*character);
    crate::base::wording::shown(&line.chars().skip(column - 1).take_while(end).collect::<String>())
}

/// The library's own errors, told for somebody who has never heard of events and anchors.
fn not_yaml(source: &Source, error: &serde_yaml::Error, line: usize, column: usize) -> anyhow::Error {
    let message = error.to_string();
    let problem = message.split(" at line ").next().unwrap_or_default();
    if problem.starts_with("deserializing from YAML containing more than one document") {
        let (line, column) = second_document(source).unwrap_or((line, column));
        let sentence = "a second document begins here; keep one and delete the `---` or `...` between them";
        return source.error_at(line, column, sentence);
    }
    let line_text = source.text.lines().nth(line - 1).unwrap_or_default();
    let indentation = line_text.chars().take_while(|character| character.is_whitespace());
    if let Some(tab) = indentation.enumerate().find_map(|(index, space)| (space == '\t').then_some(index)) {
        return source.error_at(line, tab + 1, "YAML takes no tabs in the indentation; use spaces");
    }
    let sentence = match problem {
        "recursion limit exceeded" => TOO_DEEP.to_owned(),
        "repetition limit exceeded" => "the aliases repeat too much; write the list out".to_owned(),
        "unknown anchor" => {
            "no anchor of this name stands above; write the value itself or quote it".to_owned()
        }
        _ => format!(
            "this is not YAML ({}); check the indentation, colons and quotes here and in the line above",
            crate::base::wording::shown(problem)
        ),
    };
    source.error_at(line, column, &sentence)
}

fn second_document(source: &Source) -> Option<(usize, usize)> {
    let second = Deserializer::from_str(&source.text).nth(1)?;
    let notes = Notes::default();
    place(&notes.at(Nothing).deserialize(second).err()?)
}

/// Refuses everything, in order to learn its place.
struct Nothing;

impl Expect<'_> for Nothing {
    type Value = ();

    fn wrong(&self, _: &Found<'_>) -> Failure {
        Failure::here("")
    }
}
