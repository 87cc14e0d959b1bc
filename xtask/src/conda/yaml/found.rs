//! What stands in the file, sorted into a few kinds.

use std::{borrow::Cow, fmt};

use crate::base::wording::shown;

/// A value as YAML sees it.
#[derive(Debug, Clone)]
pub enum Found<'a> {
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
    pub fn text(&self) -> Cow<'_, str> {
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

/// A float as Python's `repr()` spells it: the shortest digits, with an exponent from 1e16 up and below 1e-4.
pub fn python_float(value: f64) -> String {
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
