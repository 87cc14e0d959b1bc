//! Reads a table of Cargo.toml key by key, and tells each mistake with its place.

use anyhow::Result;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::base::error::Mistake;
use crate::base::source::Source;
use crate::base::wording::{nearest, shown};

/// A mistake and its place, in bytes.
pub type Misplaced = (usize, Mistake);

/// What a text has to be.
pub struct Form {
    /// Whether a text is that.
    pub fits: fn(&str) -> bool,
    /// What is wrong with any other, to be put behind it.
    pub what: &'static str,
    /// What to write instead.
    pub advice: &'static str,
}

/// A table of the file; it has only keys that are known.
pub struct Table<'s> {
    source: &'s Source,
    /// Where it begins, in bytes.
    pub place: usize,
    entries: DeTable<'s>,
}

/// A value of a list that may have both.
pub enum TextOrTable<'s> {
    /// A text.
    Text(Spanned<String>),
    /// A table.
    Table(Table<'s>),
}

impl<'s> Table<'s> {
    /// The table at this path in the file; one without entries if it is not there.
    ///
    /// # Errors
    ///
    /// `BadInput` for what is not TOML, for something else at this path, and for a key that is not one of `keys`.
    pub fn read(source: &'s Source, path: &[&str], keys: &[&str]) -> Result<Self> {
        let parsed = DeTable::parse(&source.text).map_err(|error| {
            let message = error.message().lines().collect::<Vec<_>>().join("; ");
            source.error_at_offset(error.span().map_or(0, |span| span.start), Mistake::new(message, ""))
        })?;
        let (mut place, mut entries) = (0, parsed.into_inner());
        for (index, key) in path.iter().enumerate() {
            let value = entries.remove(*key).unwrap_or(Spanned::new(0..0, DeValue::Table(DeTable::new())));
            place = value.span().start;
            let DeValue::Table(table) = value.into_inner() else {
                let sentence = format!("`{}` is not a table", path[..=index].join("."));
                let mistake = Mistake::new(sentence, format!("write `[{}]`", path.join(".")));
                return Err(source.error_at_offset(place, mistake));
            };
            entries = table;
        }
        Self { source, place, entries }.with_keys(keys)
    }

    /// The same, unless it has other keys than these.
    fn with_keys(self, keys: &[&str]) -> Result<Self> {
        let unknown = self.entries.keys().filter(|key| !keys.contains(&key.get_ref().as_ref()));
        let Some(first) = unknown.min_by_key(|key| key.span().start) else { return Ok(self) };
        let advice = match nearest(first.get_ref(), keys) {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => format!("the keys are {}", keys.join(", ")),
        };
        let mistake = Mistake::new(format!("unknown key `{}`", shown(first.get_ref())), advice);
        Err(self.source.error_at_offset(first.span().start, mistake))
    }

    /// The text at this key.
    ///
    /// # Errors
    ///
    /// `BadInput` for a value of another type.
    pub fn text(&self, key: &str) -> Result<Option<Spanned<String>>> {
        self.get(key).map(|value| self.as_text(key, value)).transpose()
    }

    /// The text at this key, which has this form.
    ///
    /// # Errors
    ///
    /// `BadInput` for one that does not have it, and for a value of another type.
    pub fn text_in(&self, key: &str, form: &Form) -> Result<Option<String>> {
        self.text(key)?.map(|text| self.checked(text, form)).transpose()
    }

    /// The texts in the list at this key; none if there is no such key.
    ///
    /// # Errors
    ///
    /// `BadInput` for values of other types.
    pub fn texts(&self, key: &str) -> Result<Vec<Spanned<String>>> {
        self.list(key)?.iter().map(|value| self.as_text(key, value)).collect()
    }

    /// The texts in the list at this key, each of which has this form.
    ///
    /// # Errors
    ///
    /// `BadInput` for one that does not have it, and for values of other types.
    pub fn texts_in(&self, key: &str, form: &Form) -> Result<Vec<String>> {
        self.texts(key)?.into_iter().map(|text| self.checked(text, form)).collect()
    }

    /// The texts and tables in the list at this key, these with the keys `keys`; `None` if there is no such key.
    ///
    /// # Errors
    ///
    /// `BadInput` for values of other types, of which `advice` says how they are written.
    pub fn items(&self, key: &str, keys: &[&str], advice: &str) -> Result<Option<Vec<TextOrTable<'s>>>> {
        if !self.has(key) {
            return Ok(None);
        }
        let item = |value: &Spanned<DeValue<'s>>| match value.get_ref() {
            DeValue::String(text) => Ok(TextOrTable::Text(Spanned::new(value.span(), text.to_string()))),
            DeValue::Table(table) => {
                let table = Table { source: self.source, place: value.span().start, entries: table.clone() };
                table.with_keys(keys).map(TextOrTable::Table)
            }
            _ => Err(self.wrong(value, &format!("is none of the {key}"), advice)),
        };
        self.list(key)?.iter().map(item).collect::<Result<_>>().map(Some)
    }

    /// Whether this key is true; false if there is no such key.
    ///
    /// # Errors
    ///
    /// `BadInput` for a value of another type.
    pub fn is_true(&self, key: &str) -> Result<bool> {
        let Some(value) = self.get(key) else { return Ok(false) };
        let wrong = || self.wrong(value, "is neither true nor false", "write one of the two, without quotes");
        value.get_ref().as_bool().ok_or_else(wrong)
    }

    /// The port at this key.
    ///
    /// # Errors
    ///
    /// `BadInput` for what is none.
    pub fn port(&self, key: &str) -> Result<Option<u16>> {
        let Some(value) = self.get(key) else { return Ok(None) };
        let number = value.get_ref().as_integer();
        let number = number.and_then(|number| u16::from_str_radix(number.as_str(), number.radix()).ok());
        let wrong = || self.wrong(value, "is not a port", "choose one from 1 to 65535");
        number.filter(|&port| port > 0).map(Some).ok_or_else(wrong)
    }

    /// Whether there is such a key.
    pub fn has(&self, key: &str) -> bool {
        self.get(key).is_some()
    }

    fn get(&self, key: &str) -> Option<&Spanned<DeValue<'s>>> {
        self.entries.get(key)
    }

    fn list(&self, key: &str) -> Result<&[Spanned<DeValue<'s>>]> {
        match self.get(key) {
            None => Ok(&[]),
            Some(value) => value.get_ref().as_array().map(|list| &list[..]).ok_or_else(|| {
                let written = &self.source.text[value.span()];
                self.wrong(value, "is not a list", &format!("write `{key} = [{}]`", shown(written)))
            }),
        }
    }

    fn as_text(&self, key: &str, value: &Spanned<DeValue<'s>>) -> Result<Spanned<String>> {
        let wrong =
            || self.wrong(value, &format!("is not a text, as `{key}` has to be"), "write one in quotes");
        value.get_ref().as_str().map(|text| Spanned::new(value.span(), text.to_owned())).ok_or_else(wrong)
    }

    fn checked(&self, text: Spanned<String>, form: &Form) -> Result<String> {
        if (form.fits)(text.get_ref()) {
            return Ok(text.into_inner());
        }
        let mistake = Mistake::new(format!("{:?} {}", text.get_ref(), form.what), form.advice);
        Err(self.source.error_at_offset(text.span().start, mistake))
    }

    /// The mistake in a value, which is shown as it is written.
    fn wrong(&self, value: &Spanned<DeValue<'_>>, what: &str, advice: &str) -> anyhow::Error {
        let written = shown(&self.source.text[value.span()]);
        self.source.error_at_offset(value.span().start, Mistake::new(format!("{written} {what}"), advice))
    }
}
