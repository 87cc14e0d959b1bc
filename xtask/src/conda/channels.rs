//! The key `channels` of `environment.yml`.

use std::collections::BTreeSet;

use serde::de::SeqAccess;

use super::{
    scalar::Found,
    yaml::{Expect, Failure, Notes},
};
use crate::base::wording::{control_character, shown};

/// The list of channels, or nothing.
pub(super) struct Channels;

impl<'de> Expect<'de> for Channels {
    type Value = Vec<String>;

    fn wrong(&self, found: &Found<'_>) -> Failure {
        let example = match found {
            Found::Text(text) if !text.is_empty() => shown(text),
            _ => "conda-forge".to_owned(),
        };
        Failure::here(format!("`channels` must be a list, not {found}; write `channels: [{example}]`"))
    }

    fn scalar(self, found: Found<'_>) -> Result<Self::Value, Failure> {
        if matches!(found, Found::Null) { Ok(Vec::new()) } else { Err(self.wrong(&found)) }
    }

    fn list<A: SeqAccess<'de>>(self, notes: &Notes, mut list: A) -> Result<Self::Value, A::Error> {
        let (mut channels, mut seen) = (Vec::new(), BTreeSet::new());
        while let Some(channel) = list.next_element_seed(notes.at(Channel))? {
            if seen.insert(channel.clone()) {
                channels.push(channel);
            }
        }
        Ok(channels)
    }
}

/// One channel.
struct Channel;

impl Expect<'_> for Channel {
    type Value = String;

    fn wrong(&self, found: &Found<'_>) -> Failure {
        Failure::here(match found {
            Found::Null => "this channel is empty; write its name or delete the line".to_owned(),
            other => format!("a channel cannot be {other}; write its name or URL, in quotes if need be"),
        })
    }

    fn scalar(self, found: Found<'_>) -> Result<String, Failure> {
        let Found::Text(text) = found else { return Err(self.wrong(&found)) };
        let text = text.trim();
        if text.is_empty() {
            return Err(self.wrong(&Found::Null));
        }
        if let Some(sentence) = control_character(text, &[]) {
            return Err(Failure::Here(sentence));
        }
        if text.contains(", ") {
            let sentence = format!("`{}` is more than one channel; write each on its own line", shown(text));
            return Err(Failure::Here(sentence));
        }
        Ok(text.to_owned())
    }
}
