//! A key of a mapping.

use std::collections::BTreeSet;

use super::expect::{Expect, Failure};
use super::found::Found;
use crate::base::error::{Mistake, MistakeKind};
use crate::base::wording::shown;

/// Reads a key: each may stand there once, and `check` decides whether it may stand there at all.
pub struct Key<'k> {
    /// The keys so far.
    pub seen: &'k mut BTreeSet<String>,
    /// What is wrong with the key, if so.
    pub check: &'k dyn Fn(&str) -> Result<(), Mistake>,
    /// What a second key of this name is a mistake in.
    pub kind: fn(&str) -> MistakeKind,
}

impl<'k> Key<'k> {
    /// A key of a mapping whose mistakes are all of one kind.
    pub fn plain(seen: &'k mut BTreeSet<String>, check: &'k dyn Fn(&str) -> Result<(), Mistake>) -> Self {
        Self { seen, check, kind: |_| MistakeKind::Plain }
    }
}

impl Expect<'_> for Key<'_> {
    type Value = String;

    fn wrong(&self, found: &Found<'_>) -> Failure {
        Failure::here(format!("{found} stands where a key should"), "write `key: value`")
    }

    fn scalar(self, found: Found<'_>) -> Result<String, Failure> {
        if matches!(found, Found::Null) {
            return Err(self.wrong(&found));
        }
        let key = found.text().into_owned();
        (self.check)(&key)?;
        if !self.seen.insert(key.clone()) {
            let sentence = format!("the key `{}` stands here for the second time", shown(&key));
            return Err(Mistake::new(sentence, "keep one").kind((self.kind)(&key)).into());
        }
        Ok(key)
    }
}
