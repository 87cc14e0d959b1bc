//! The keys of `environment.yml`: `name`, `channels`, `dependencies`, `variables`, and `prefix`, which is ignored.

mod channels;
mod dependencies;
mod variables;

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;
use camino::Utf8PathBuf;
use serde::de::{IgnoredAny, MapAccess};

use super::pip::Flattener;
use super::saved_as;
use super::yaml::{self, Expect, Failure, Found, Key, Notes};
use crate::base::error::{Mistake, MistakeKind};
use crate::base::source::Source;
use crate::base::wording::{nearest, shown};
use channels::Channels;
use dependencies::Dependencies;
use variables::Variables;

/// The keys that Conda knows; see `VALID_KEYS` in its `conda/env/env.py`.
const KEYS: [&str; 5] = ["name", "channels", "prefix", "variables", "dependencies"];

/// Words that people write for one of the keys, and that Conda would ignore.
const SYNONYMS: [(&str, &str); 4] = [
    ("environment", "variables"),
    ("environment_variables", "variables"),
    ("packages", "dependencies"),
    ("requirements", "dependencies"),
];

/// The Conda part of `environment.yml`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Environment {
    /// The file that was read: `environment.yml`, `environment.yaml`, or `requirements.txt` if that is alone.
    pub file: Utf8PathBuf,
    /// The channels in the order of their priority, each once.
    pub channels: Vec<String>,
    /// The match specs, sorted, each once.
    pub dependencies: Vec<String>,
    /// The variables that the activated environment sets.
    pub variables: BTreeMap<String, String>,
}

/// Reads the environment file; what belongs to pip goes to the flattener. Returns also the keys that Conda ignores.
///
/// # Errors
///
/// `BadInput` with the place of the first mistake.
pub fn read(source: &Source, flattener: &mut Flattener) -> Result<(Environment, Vec<String>)> {
    saved_as::refuse(source)?;
    let environment = Environment {
        file: source.path.clone(),
        channels: Vec::new(),
        dependencies: Vec::new(),
        variables: BTreeMap::new(),
    };
    yaml::parse(source, File { environment, flattener })
}

/// The whole file.
struct File<'f> {
    environment: Environment,
    flattener: &'f mut Flattener,
}

impl<'de> Expect<'de> for File<'_> {
    type Value = (Environment, Vec<String>);

    fn wrong(&self, found: &Found<'_>) -> Failure {
        let found = match found {
            Found::Null => "the file is empty".to_owned(),
            Found::List => "the file is a list".to_owned(),
            other => format!("the file consists of {other}"),
        };
        let advice = "write a key `dependencies:` with a list of packages below it";
        Mistake::new(found, advice).kind(MistakeKind::WholeFile).into()
    }

    fn mapping<A: MapAccess<'de>>(self, notes: &Notes, mut map: A) -> Result<Self::Value, A::Error> {
        let (mut environment, mut seen, mut unknown) = (self.environment, BTreeSet::new(), Vec::new());
        loop {
            let key = Key { seen: &mut seen, check: &check_key, kind };
            let Some(key) = map.next_key_seed(notes.at(key))? else { break };
            match key.as_str() {
                "name" => map.next_value_seed(notes.at(Name))?,
                "channels" => environment.channels = map.next_value_seed(notes.at(Channels))?,
                "variables" => environment.variables = map.next_value_seed(notes.at(Variables))?,
                "dependencies" => {
                    let dependencies = Dependencies { flattener: &mut *self.flattener };
                    environment.dependencies = map.next_value_seed(notes.at(dependencies))?;
                }
                _ => {
                    map.next_value::<IgnoredAny>()?;
                    if key != "prefix" {
                        unknown.push(key);
                    }
                }
            }
        }
        if !seen.contains("dependencies") {
            let advice = "write one with a list of packages, such as `dependencies: [python=3.12]`";
            let mistake = Mistake::new("there is no key `dependencies`", advice);
            return Err(notes.fail(mistake.kind(MistakeKind::WholeFile).into()));
        }
        Ok((environment, unknown))
    }
}

/// What a mistake in this key is about.
fn kind(key: &str) -> MistakeKind {
    if key == "channels" { MistakeKind::Channels } else { MistakeKind::Plain }
}

/// A misspelt key is an error, because Conda would ignore what stands below it.
fn check_key(key: &str) -> Result<(), Mistake> {
    if KEYS.contains(&key) {
        return Ok(());
    }
    if key == "<<" {
        return Err(Mistake::new("the merge key `<<` is not read here", "write the keys out"));
    }
    if key == "pip" {
        let sentence = "`pip:` belongs in the list `dependencies`";
        return Err(Mistake::new(sentence, "write it there as `- pip:`"));
    }
    let words: Vec<&str> = KEYS.into_iter().chain(SYNONYMS.map(|(word, _)| word)).collect();
    let Some(word) = nearest(key, &words) else { return Ok(()) };
    let meant = SYNONYMS.iter().find(|(synonym, _)| *synonym == word).map_or(word, |(_, meant)| *meant);
    let sentence = format!("unknown key `{}`", shown(key));
    Err(Mistake::new(sentence, format!("did you mean `{meant}`?")).kind(kind(meant)))
}

/// The name: text, or nothing. Conda does not need it when it is given a prefix, so it is checked and not kept.
struct Name;

impl Expect<'_> for Name {
    type Value = ();

    fn wrong(&self, found: &Found<'_>) -> Failure {
        match found {
            Found::Number(_) => Failure::Written(|number| {
                let sentence = format!("the name `{number}` is a number to YAML");
                Mistake::new(sentence, format!("quote it: `name: \"{number}\"`"))
            }),
            Found::Bool(value) => Failure::here(
                format!("the name `{value}` is no text to YAML"),
                format!("quote it: `name: \"{value}\"`"),
            ),
            other => Failure::here(format!("the name cannot be {other}"), "write a word"),
        }
    }

    fn scalar(self, found: Found<'_>) -> Result<Self::Value, Failure> {
        match found {
            Found::Null => Ok(()),
            Found::Text(text) => match Mistake::control_character(text, &[]) {
                Some(mistake) => Err(mistake.into()),
                None => Ok(()),
            },
            other => Err(self.wrong(&other)),
        }
    }
}
