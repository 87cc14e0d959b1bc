//! Gathers what the three Conda files say: `environment.yml`, `requirements.txt` and `postBuild`.
//!
//! Everything is checked here, where line and column are known, so that a mistake costs a second and not a build.
//! What comes out is normalised: a comment, a blank line or another order changes nothing, and so rebuilds nothing.

mod channels;
mod dependencies;
mod document;
mod environment;
mod examine;
mod find;
mod located;
mod marker;
mod option;
mod pip;
mod pip_file;
mod pip_version;
mod post_build;
mod requirement;
mod scalar;
mod spec;
mod variables;
mod version;
mod within;
mod yaml;

#[cfg(test)]
pub(crate) mod tests;

use std::collections::BTreeSet;

use anyhow::Result;
use camino::{Utf8Path, Utf8PathBuf};

pub(crate) use document::{Document, Item};
pub(crate) use environment::Environment;
pub(crate) use examine::{Examined, PipLine, Recoded, Refusal, examine};
pub(crate) use pip::PipPart;
pub(crate) use requirement::Requirement;
pub(crate) use spec::Spec;

use crate::{
    error::BadInput,
    source::{Folder, Source},
};
use pip::Flattener;

/// A file with hundreds of unknown keys is not for us: naming the first few of them is enough.
const MAX_UNKNOWN: usize = 10;

/// What the three Conda files say, normalised: two files that mean the same give equal values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct CondaFiles {
    /// The Conda part of `environment.yml`.
    pub(crate) environment: Environment,
    /// The pip part: the `pip:` list, `requirements.txt`, and every file that these include, as one.
    pub(crate) pip: PipPart,
    /// The script `postBuild`, with LF line ends and a `#!` line.
    pub(crate) post_build: Option<String>,
    /// Sentences about what is legal and probably not meant, each with its place in front where it has one.
    pub(crate) warnings: Vec<String>,
}

impl CondaFiles {
    /// Reads the Conda files of the project in `root`.
    ///
    /// # Errors
    ///
    /// [`BadInput`] for anything that Conda or pip would refuse, and for what they would accept and not mean.
    pub(crate) fn read(root: &Utf8Path) -> Result<Self> {
        Self::read_in(&Folder::new(root)).map(|(files, _)| files)
    }

    /// The same for a folder that may differ from the disk; returns also where each line of pip's files stands.
    fn read_in(folder: &Folder) -> Result<(Self, Vec<PipLine>)> {
        let source = environment_file(folder)?;
        let mut flattener = Flattener::new(folder)?;
        let (mut environment, unknown) = environment::read(&source, &mut flattener)?;
        flattener.requirements_txt()?;
        let places = flattener.take_places();
        let pip = flattener.finish();
        let mut warnings = unknown_keys(&source, &unknown);
        if !pip.is_empty() {
            warnings.extend(add_pip(&source, &mut environment));
        }
        let (post_build, warning) = post_build::read(folder)?;
        warnings.extend(warning);
        Ok((Self { environment, pip, post_build, warnings }, places))
    }

    /// The variables of the environment that channels and pip's lines use, such as `${TOKEN}` in a URL: Conda and pip
    /// expand them outside of Docker too, so the build has to have them, as a secret.
    pub(crate) fn variables_used(&self) -> BTreeSet<&str> {
        let lines =
            self.environment.channels.iter().chain(&self.pip.requirements).chain(&self.pip.constraints);
        lines.flat_map(|line| names_after_dollar(line)).filter(|name| !name.is_empty()).collect()
    }

    /// Whether the conda part or the pip part names this package; names are compared as PEP 503 says.
    pub(crate) fn names_package(&self, name: &str) -> bool {
        let wanted = requirement::normalised(name);
        let conda = self.environment.dependencies.iter().filter_map(|spec| spec::name(spec));
        let pip = self.pip.requirements.iter().filter_map(|line| requirement::name(line));
        conda.chain(pip).any(|found| requirement::normalised(&found) == wanted)
    }
}

/// Whether Conda knows this key of the environment file.
pub(crate) fn is_known_key(key: &str) -> bool {
    environment::KEYS.contains(&key)
}

/// Two spellings of one package are the same when this is: PEP 503 says how.
pub(crate) fn same_name(name: &str) -> String {
    requirement::normalised(name)
}

/// The names in `$NAME` and `${NAME}`.
fn names_after_dollar(text: &str) -> impl Iterator<Item = &str> {
    text.split('$').skip(1).map(|rest| {
        let rest = rest.strip_prefix('{').unwrap_or(rest);
        let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(rest.len());
        &rest[..end]
    })
}

/// The environment file under either of its names. Conda and Binder take both; which one wins differs.
fn environment_file(folder: &Folder) -> Result<Source> {
    let [yml, yaml] = ["environment.yml", "environment.yaml"].map(Utf8PathBuf::from);
    match (folder.read(&yml)?, folder.read(&yaml)?) {
        (Some(_), Some(_)) => {
            Err(BadInput::new(format!("{yaml}: {yml} is there as well; delete one of the two")))
        }
        (Some(source), None) | (None, Some(source)) => Ok(source),
        (None, None) => Err(BadInput::new(format!(
            "{yml}: the file does not exist; create it with a list `dependencies`, such as `dependencies: [python=3.12]`"
        ))),
    }
}

/// Conda ignores a key that it does not know, and says so; see `validate_keys` in its `conda/env/env.py`.
fn unknown_keys(source: &Source, keys: &[String]) -> Vec<String> {
    let sentence = |key: &String| {
        let place = find::place_of(source, &[key]);
        format!(
            "{place}Conda ignores the key `{}`; delete it if it has no other reader",
            crate::nearest::shown(key)
        )
    };
    keys.iter().take(MAX_UNKNOWN).map(sentence).collect()
}

/// What Conda does, and nags about: it installs `pip` itself when there is something for pip to install.
fn add_pip(source: &Source, environment: &mut Environment) -> Option<String> {
    if environment.dependencies.iter().any(|spec| spec::name(spec).as_deref() == Some("pip")) {
        return None;
    }
    environment.dependencies.push("pip".to_owned());
    environment.dependencies.sort();
    let place = match find::find(source, &["dependencies", "pip"]) {
        Some((line, column)) => format!("{}:{line}:{column}: ", source.path),
        None => "requirements.txt: ".to_owned(),
    };
    Some(format!(
        "{place}pip installs packages, but `pip` is not among the dependencies, so it is added; write `- pip` there"
    ))
}
