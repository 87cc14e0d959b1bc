//! The one `serde` visitor of this module: it sorts what stands in the file into a few kinds.

use std::{borrow::Cow, collections::BTreeSet, fmt};

use serde::de::{self, Deserializer, EnumAccess, MapAccess, SeqAccess, Visitor};

use super::yaml::{Expect, Failure, Notes};
use crate::base::wording::shown;

/// A value as YAML sees it.
#[derive(Debug, Clone)]
pub(super) enum Found<'a> {
    Null,
    Bool(bool),
    /// A number, spelt as Python spells it, because that is what Conda makes of it.
    Number(String),
    Text(&'a str),
    List,
    Mapping,
    Tag(String),
}

impl Found<'_> {
    /// The scalar as text, as Python's `str()` gives it.
    pub(super) fn text(&self) -> Cow<'_, str> {
        match self {
            Self::Bool(true) => "True".into(),
            Self::Bool(false) => "False".into(),
            Self::Number(number) => number.into(),
            Self::Text(text) => (*text).into(),
            Self::Null | Self::List | Self::Mapping | Self::Tag(_) => "".into(),
        }
    }
}

impl fmt::Display for Found<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => write!(f, "an empty value"),
            Self::Bool(value) => write!(f, "the value `{value}`"),
            Self::Number(number) => write!(f, "the number {number}"),
            Self::Text(text) => write!(f, "the text `{}`", shown(text)),
            Self::List => write!(f, "a list"),
            Self::Mapping => write!(f, "a mapping"),
            Self::Tag(tag) => write!(f, "the tag `!{}`", shown(tag)),
        }
    }
}

/// One place in the file, and what may stand there.
pub(super) struct Place<'n, T> {
    pub(super) notes: &'n Notes,
    pub(super) expect: T,
}

impl<'de, T: Expect<'de>> de::DeserializeSeed<'de> for Place<'_, T> {
    type Value = T::Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<T::Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de, T: Expect<'de>> Place<'_, T> {
    fn scalar<E: de::Error>(self, found: Found<'_>) -> Result<T::Value, E> {
        self.expect.scalar(found).map_err(|failure| self.notes.fail(failure))
    }
}

impl<'de, T: Expect<'de>> Visitor<'de> for Place<'_, T> {
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
        let sentence = format!("{} means nothing here; remove it or quote the value", Found::Tag(tag));
        Err(self.notes.fail(Failure::Here(sentence)))
    }
}

/// A float as Python's `repr()` spells it: the shortest digits, with an exponent from 1e16 up and below 1e-4.
fn python_float(value: f64) -> String {
    if !value.is_finite() {
        return value.to_string().to_lowercase();
    }
    let (digits, exponent) = (format!("{value:?}"), format!("{value:e}"));
    match exponent.split_once('e').and_then(|(mantissa, power)| Some((mantissa, power.parse::<i32>().ok()?)))
    {
        Some((mantissa, power)) if value != 0.0 && !(-4..16).contains(&power) => {
            let sign = if power < 0 { '-' } else { '+' };
            format!("{mantissa}e{sign}{:02}", power.abs())
        }
        // Rust changes to the exponent one power of ten later than Python, so `{:?}` has none in this range.
        _ => digits,
    }
}

/// A key of a mapping: each may stand there once, and `check` decides whether it may stand there at all.
pub(super) struct Key<'k> {
    pub(super) seen: &'k mut BTreeSet<String>,
    pub(super) check: &'k dyn Fn(&str) -> Result<(), String>,
}

impl Expect<'_> for Key<'_> {
    type Value = String;

    fn wrong(&self, found: &Found<'_>) -> Failure {
        Failure::here(format!("{found} stands where a key should; write `key: value`"))
    }

    fn scalar(self, found: Found<'_>) -> Result<String, Failure> {
        if matches!(found, Found::Null) {
            return Err(self.wrong(&found));
        }
        let key = found.text().into_owned();
        (self.check)(&key).map_err(Failure::Here)?;
        if !self.seen.insert(key.clone()) {
            let key = shown(&key);
            return Err(Failure::here(format!("the key `{key}` stands here for the second time; keep one")));
        }
        Ok(key)
    }
}
