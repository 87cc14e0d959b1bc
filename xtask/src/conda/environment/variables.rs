//! The key `variables` of `environment.yml`.

use std::collections::{BTreeMap, BTreeSet};

use serde::de::MapAccess;

use crate::base::error::Mistake;
use crate::base::wording::shown;
use crate::conda::image_variables::is_of_the_image;
use crate::conda::yaml::{Expect, Failure, Found, Key, Notes};

/// The mapping from names to values, or nothing.
pub struct Variables;

impl<'de> Expect<'de> for Variables {
    type Value = BTreeMap<String, String>;

    fn wrong(&self, found: &Found<'_>) -> Failure {
        Failure::here(
            format!("`variables` must be a mapping, not {found}"),
            "write a line `NAME: value` for each",
        )
    }

    fn scalar(self, found: Found<'_>) -> Result<Self::Value, Failure> {
        if matches!(found, Found::Null) { Ok(BTreeMap::new()) } else { Err(self.wrong(&found)) }
    }

    fn mapping<A: MapAccess<'de>>(self, notes: &Notes, mut map: A) -> Result<Self::Value, A::Error> {
        let (mut variables, mut seen) = (BTreeMap::new(), BTreeSet::new());
        while let Some(name) = map.next_key_seed(notes.at(Key::plain(&mut seen, &check_name)))? {
            let value = map.next_value_seed(notes.at(Value))?;
            variables.insert(name, value);
        }
        Ok(variables)
    }
}

/// What the shell can export; see POSIX, Base Definitions, section 8.1.
fn check_name(name: &str) -> Result<(), Mistake> {
    let legal = |character: char| character.is_ascii_alphanumeric() || character == '_';
    if name.starts_with(|character: char| legal(character) && !character.is_ascii_digit())
        && name.chars().all(legal)
    {
        return if is_the_images(name) {
            Err(Mistake::new(format!("the image sets `{}` itself", shown(name)), "choose another name"))
        } else {
            Ok(())
        };
    }
    Err(Mistake::new(
        format!("`{}` cannot be the name of a variable", shown(name)),
        "use letters, digits and `_`, and no digit first",
    ))
}

/// Whether the image would not work with another value: its build arguments, and what activation and shells live on.
fn is_the_images(name: &str) -> bool {
    const NAMES: [&str; 9] = ["username", "uid", "gid", "PATH", "HOME", "USER", "SHELL", "ENV", "BASH_ENV"];
    NAMES.contains(&name)
        || is_of_the_image(name)
        || ["CONDA_", "_CE_", "_ENV_"].iter().any(|start| name.starts_with(start))
}

/// One value: a scalar, as text.
struct Value;

impl Expect<'_> for Value {
    type Value = String;

    fn wrong(&self, found: &Found<'_>) -> Failure {
        match found {
            Found::Null => {
                Failure::here("this variable has no value", "write one, or \"\" for the empty text")
            }
            other => Failure::here(format!("the value of a variable cannot be {other}"), "write one text"),
        }
    }

    fn scalar(self, found: Found<'_>) -> Result<String, Failure> {
        let text = match found {
            Found::Text(_) | Found::Number(_) | Found::Bool(_) => found.text().into_owned(),
            other => return Err(self.wrong(&other)),
        };
        if text.contains('\0') {
            let sentence = "the value of a variable cannot contain the character U+0000";
            return Err(Failure::here(sentence, "delete it"));
        }
        Ok(text)
    }
}
