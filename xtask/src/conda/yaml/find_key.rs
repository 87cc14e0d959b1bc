//! Finds the place of a key, for a warning about it.

use serde::de::{DeserializeSeed as _, IgnoredAny, MapAccess, SeqAccess};
use serde_yaml::Deserializer;

use super::expect::{Expect, Failure, Notes};
use super::found::Found;
use super::place::place;
use crate::base::source::Source;

/// The place of a key in nested mappings; a list on the way is searched for it.
///
/// Only errors have a place in this library, so the file is read again, with an error waiting at that key.
pub fn find_key(source: &Source, path: &[&str]) -> Option<(usize, usize)> {
    let notes = Notes::default();
    let error = notes.at(Find(path)).deserialize(Deserializer::from_str(&source.text)).err()?;
    notes.take().and(place(&error))
}

#[derive(Clone, Copy)]
struct Find<'p>(&'p [&'p str]);

impl<'de> Expect<'de> for Find<'_> {
    type Value = ();

    fn wrong(&self, _: &Found<'_>) -> Failure {
        Failure::here("", "")
    }

    fn scalar(self, _: Found<'_>) -> Result<(), Failure> {
        Ok(())
    }

    fn list<A: SeqAccess<'de>>(self, notes: &Notes, mut list: A) -> Result<(), A::Error> {
        while list.next_element_seed(notes.at(self))?.is_some() {}
        Ok(())
    }

    fn mapping<A: MapAccess<'de>>(self, notes: &Notes, mut map: A) -> Result<(), A::Error> {
        while let Some(found) = map.next_key_seed(notes.at(FindKey(self.0)))? {
            if found {
                map.next_value_seed(notes.at(Find(&self.0[1..])))?;
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(())
    }
}

/// A key on the way to the one looked for, which raises the error.
struct FindKey<'p>(&'p [&'p str]);

impl Expect<'_> for FindKey<'_> {
    type Value = bool;

    fn wrong(&self, _: &Found<'_>) -> Failure {
        Failure::here("", "")
    }

    fn scalar(self, found: Found<'_>) -> Result<bool, Failure> {
        match self.0 {
            [] => Ok(false),
            [last] if found.text() == *last => Err(Failure::here("", "")),
            [first, ..] => Ok(found.text() == *first && self.0.len() > 1),
        }
    }
}
