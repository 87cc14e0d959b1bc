//! The key `dependencies` of `environment.yml`: match specs, and at most one `pip:` list among them.

use std::collections::BTreeSet;

use serde::de::{MapAccess, SeqAccess};

use crate::base::error::{Mistake, MistakeKind};
use crate::base::wording::{nearest, shown};
use crate::conda::pip::Flattener;
use crate::conda::spec;
use crate::conda::yaml::{Expect, Failure, Found, Key, Notes};

/// The list; its value is the match specs, sorted, each once.
pub struct Dependencies<'f> {
    pub flattener: &'f mut Flattener,
}

impl<'de> Expect<'de> for Dependencies<'_> {
    type Value = Vec<String>;

    fn wrong(&self, found: &Found<'_>) -> Failure {
        let mistake = match found {
            Found::Null => Mistake::new(
                "`dependencies` is empty",
                "write a list of packages below it, such as `- python=3.12`",
            ),
            other => Mistake::new(
                format!("`dependencies` must be a list, not {other}"),
                "write each package as `- package`",
            ),
        };
        mistake.kind(MistakeKind::WholeFile).into()
    }

    fn list<A: SeqAccess<'de>>(self, notes: &Notes, mut list: A) -> Result<Self::Value, A::Error> {
        let (mut specs, mut pip_seen) = (BTreeSet::new(), false);
        loop {
            let item = Item { flattener: &mut *self.flattener, pip_seen: &mut pip_seen };
            match list.next_element_seed(notes.at(item))? {
                Some(spec) => specs.extend(spec),
                None => break,
            }
        }
        if specs.is_empty() && !self.flattener.has_lines() {
            return Err(notes.fail(self.wrong(&Found::Null)));
        }
        Ok(specs.into_iter().collect())
    }
}

/// One item of the list; `None` for the `pip:` mapping.
struct Item<'f> {
    flattener: &'f mut Flattener,
    pip_seen: &'f mut bool,
}

impl<'de> Expect<'de> for Item<'_> {
    type Value = Option<String>;

    fn wrong(&self, found: &Found<'_>) -> Failure {
        match found {
            Found::Number(_) => Failure::Written(|number| {
                Mistake::new(
                    format!("the number {number} is not a package"),
                    format!("write a name with it, such as `python={number}`"),
                )
            }),
            Found::Null => Failure::here("this item is empty", "write a package or delete the line"),
            other => Failure::here(format!("{other} is not a package"), "write its name"),
        }
    }

    fn scalar(self, found: Found<'_>) -> Result<Self::Value, Failure> {
        let Found::Text(text) = found else { return Err(self.wrong(&found)) };
        if text.trim().is_empty() {
            return Err(self.wrong(&Found::Null));
        }
        Ok(Some(spec::normalise(text)?))
    }

    fn mapping<A: MapAccess<'de>>(self, notes: &Notes, mut map: A) -> Result<Self::Value, A::Error> {
        let mut seen = BTreeSet::new();
        let second = *self.pip_seen;
        let check = |key: &str| check_key(key, second);
        while map.next_key_seed(notes.at(Key::plain(&mut seen, &check)))?.is_some() {
            *self.pip_seen = true;
            map.next_value_seed(notes.at(PipList { flattener: &mut *self.flattener }))?;
        }
        if seen.is_empty() {
            return Err(notes.fail(self.wrong(&Found::Null)));
        }
        Ok(None)
    }
}

/// The only mapping in the list is `pip:`; anything else comes from a colon that should not be there.
fn check_key(key: &str, second: bool) -> Result<(), Mistake> {
    let key = shown(key);
    if key == "pip" {
        return if second {
            Err(Mistake::new("this is the second `pip:` list", "move its lines into the first"))
        } else {
            Ok(())
        };
    }
    if let Some(system) = key.strip_prefix("sel(").and_then(|rest| rest.split(')').next()) {
        let advice = match system {
            "linux" | "unix" => "write the package alone, such as `- gdb`",
            _ => "delete the line, since the image has Linux",
        };
        return Err(Mistake::new(format!("only micromamba reads `{key}:`, and Conda does not"), advice));
    }
    if nearest(&key, &["pip"]).is_some() || ["pypi", "pip3"].contains(&key.as_str()) {
        return Err(Mistake::new(format!("unknown key `{key}`"), "did you mean `pip`?"));
    }
    Err(Mistake::new(
        format!("`{key}:` is not a package: only `pip:` takes a colon here"),
        format!("write `{key}`, or `{key}=1.2` for a version"),
    ))
}

/// The list below `pip:`.
struct PipList<'f> {
    flattener: &'f mut Flattener,
}

impl<'de> Expect<'de> for PipList<'_> {
    type Value = ();

    fn wrong(&self, found: &Found<'_>) -> Failure {
        Failure::here(
            format!("`pip:` must be a list, not {found}"),
            "write each requirement as `- requirement`",
        )
    }

    fn scalar(self, found: Found<'_>) -> Result<(), Failure> {
        if matches!(found, Found::Null) { Ok(()) } else { Err(self.wrong(&found)) }
    }

    fn list<A: SeqAccess<'de>>(self, notes: &Notes, mut list: A) -> Result<(), A::Error> {
        while list.next_element_seed(notes.at(PipItem { flattener: &mut *self.flattener }))?.is_some() {}
        Ok(())
    }
}

/// One item of it: a line as it may stand in a requirements file.
struct PipItem<'f> {
    flattener: &'f mut Flattener,
}

impl Expect<'_> for PipItem<'_> {
    type Value = ();

    fn wrong(&self, found: &Found<'_>) -> Failure {
        match found {
            Found::Number(_) => Failure::Written(|number| {
                Mistake::new(
                    format!("the number {number} is not a requirement"),
                    format!("write a name with it, such as `pkg=={number}`"),
                )
            }),
            Found::Null => Failure::here("this item is empty", "write a requirement or delete the line"),
            Found::Mapping => {
                Failure::here("a mapping is not a requirement", "write it without colon, such as `pkg==1.2`")
            }
            other => Failure::here(format!("{other} is not a requirement"), "write one, such as `pkg==1.2`"),
        }
    }

    fn scalar(self, found: Found<'_>) -> Result<(), Failure> {
        let Found::Text(text) = found else { return Err(self.wrong(&found)) };
        if text.trim().is_empty() {
            return Err(self.wrong(&Found::Null));
        }
        self.flattener.item(text)
    }
}
