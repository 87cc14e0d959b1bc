//! The key `channels` of `environment.yml`.

use std::collections::BTreeSet;

use serde::de::SeqAccess;

use crate::base::error::{Mistake, MistakeKind};
use crate::base::wording::shown;
use crate::conda::yaml::{Expect, Failure, Found, Notes};

/// The list of channels. Conda ends at a key without a value, and takes an empty list.
pub struct Channels;

impl<'de> Expect<'de> for Channels {
    type Value = Vec<String>;

    fn wrong(&self, found: &Found<'_>) -> Failure {
        let example = match found {
            Found::Text(text) if !text.is_empty() => shown(text),
            _ => "conda-forge".to_owned(),
        };
        let advice = match found {
            Found::Null => "write a list of channels below it, such as `- conda-forge`".to_owned(),
            _ => format!("write `channels: [{example}]`"),
        };
        wrong(format!("`channels` must be a list, not {found}"), advice)
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
        match found {
            Found::Null => wrong("this channel is empty", "write its name or delete the line"),
            other => {
                wrong(format!("a channel cannot be {other}"), "write its name or URL, in quotes if need be")
            }
        }
    }

    fn scalar(self, found: Found<'_>) -> Result<String, Failure> {
        let Found::Text(text) = found else { return Err(self.wrong(&found)) };
        let text = text.trim();
        if text.is_empty() {
            return Err(self.wrong(&Found::Null));
        }
        if let Some(mistake) = Mistake::control_character(text, &[]) {
            return Err(mistake.kind(MistakeKind::Channels).into());
        }
        if text.contains(", ") {
            let sentence = format!("`{}` is more than one channel", shown(text));
            return Err(wrong(sentence, "write each on its own line"));
        }
        Ok(text.to_owned())
    }
}

fn wrong(sentence: impl Into<String>, advice: impl Into<String>) -> Failure {
    Mistake::new(sentence, advice).kind(MistakeKind::Channels).into()
}
