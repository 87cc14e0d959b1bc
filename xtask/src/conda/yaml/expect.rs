//! What may stand at a place of the file: the trait for it, and the one `serde` visitor that asks it.
//!
//! A visitor knows what is wrong and not where; the library knows where and tells it only inside an error. So the
//! visitor leaves its mistake in [`Notes`] and raises an error, and whoever started the library puts the two together.

use std::{cell::RefCell, fmt};

use serde::de::{self, Deserializer, EnumAccess, MapAccess, SeqAccess, Visitor};

use super::found::{Found, python_float};
use crate::base::error::Mistake;

/// What is wrong, with as much of the place as is known.
#[derive(Debug)]
pub enum Failure {
    /// A mistake in the value that is being read.
    Here(Mistake),
    /// The same about a number: YAML reads `3.10` as 3.1, so the sentence is made from the text in the file.
    Written(fn(&str) -> Mistake),
    /// A finished error, for example from a file that the value includes.
    Placed(anyhow::Error),
}

impl Failure {
    /// Shorthand for [`Failure::Here`].
    pub fn here(sentence: impl Into<String>, advice: impl Into<String>) -> Self {
        Self::Here(Mistake::new(sentence, advice))
    }
}

impl From<Mistake> for Failure {
    fn from(mistake: Mistake) -> Self {
        Self::Here(mistake)
    }
}

/// Where a visitor leaves what went wrong.
#[derive(Default)]
pub struct Notes(RefCell<Option<Failure>>);

impl Notes {
    /// Leaves the failure here, and returns an error for the library to give a place to.
    pub fn fail<E: de::Error>(&self, failure: Failure) -> E {
        self.0.replace(Some(failure));
        E::custom("")
    }

    /// Takes what was left here.
    pub fn take(&self) -> Option<Failure> {
        self.0.take()
    }

    /// A seed that reads the next value as `expect` says.
    pub fn at<T>(&self, expect: T) -> Seed<'_, T> {
        Seed { notes: self, expect }
    }
}

/// What may stand at one place of the file. Whatever is not overridden there is [`Expect::wrong`].
pub trait Expect<'de>: Sized {
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

/// Reads the value at one place of the file, as far as that may stand there.
pub struct Seed<'n, T> {
    pub notes: &'n Notes,
    pub expect: T,
}

impl<'de, T: Expect<'de>> de::DeserializeSeed<'de> for Seed<'_, T> {
    type Value = T::Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<T::Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de, T: Expect<'de>> Seed<'_, T> {
    fn scalar<E: de::Error>(self, found: Found<'_>) -> Result<T::Value, E> {
        self.expect.scalar(found).map_err(|failure| self.notes.fail(failure))
    }
}

impl<'de, T: Expect<'de>> Visitor<'de> for Seed<'_, T> {
    type Value = T::Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("another value")
    }

    fn visit_unit<E: de::Error>(self) -> Result<T::Value, E> {
        self.scalar(Found::Null)
    }

    fn visit_none<E: de::Error>(self) -> Result<T::Value, E> {
        self.scalar(Found::Null)
    }

    fn visit_bool<E: de::Error>(self, value: bool) -> Result<T::Value, E> {
        self.scalar(Found::Bool(value))
    }

    fn visit_i64<E: de::Error>(self, value: i64) -> Result<T::Value, E> {
        self.scalar(Found::Number(value.to_string()))
    }

    fn visit_u64<E: de::Error>(self, value: u64) -> Result<T::Value, E> {
        self.scalar(Found::Number(value.to_string()))
    }

    fn visit_i128<E: de::Error>(self, value: i128) -> Result<T::Value, E> {
        self.scalar(Found::Number(value.to_string()))
    }

    fn visit_u128<E: de::Error>(self, value: u128) -> Result<T::Value, E> {
        self.scalar(Found::Number(value.to_string()))
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<T::Value, E> {
        self.scalar(Found::Number(python_float(value)))
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<T::Value, E> {
        self.scalar(Found::Text(text))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<T::Value, A::Error> {
        self.expect.list(self.notes, list)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<T::Value, A::Error> {
        self.expect.mapping(self.notes, map)
    }

    fn visit_enum<A: EnumAccess<'de>>(self, tagged: A) -> Result<T::Value, A::Error> {
        let (tag, _) = tagged.variant::<String>()?;
        let sentence = format!("{} means nothing here", Found::Tag(tag));
        Err(self.notes.fail(Failure::here(sentence, "remove it or quote the value")))
    }
}
