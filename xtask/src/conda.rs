//! Gathers what the Conda files say: `environment.yml`, `requirements.txt`, `postBuild` and `start`.
//!
//! They lie where repo2docker looks for them, and mean what they mean to it. Its `apt.txt` is read with the settings.
//! Everything is checked here, where line and column are known, so that a mistake costs a second and not a build.
//! What comes out is normalised: a comment, a blank line or another order changes nothing, and so rebuilds nothing.

mod base;
mod channels;
mod dependencies;
mod environment;
mod find;
pub(crate) mod folder;
mod foreign;
mod marker;
mod option;
mod pip;
mod pip_file;
mod pip_version;
mod requirement;
mod scalar;
mod script;
mod spec;
mod variables;
mod version;
mod within;
mod yaml;

#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use anyhow::Result;
use camino::{Utf8Path, Utf8PathBuf};

pub(crate) use environment::Environment;
pub(crate) use pip::PipPart;

use crate::source::Source;
use foreign::Base;
use pip::Flattener;

/// A file with hundreds of unknown keys is not for us: naming the first few of them is enough.
const MAX_UNKNOWN: usize = 10;

/// What the Conda files say, normalised: two files that mean the same give equal values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct CondaFiles {
    /// The Conda part of `environment.yml`.
    pub(crate) environment: Environment,
    /// The pip part: the `pip:` list, `requirements.txt`, and every file that these include, as one.
    pub(crate) pip: PipPart,
    /// The script `postBuild`, with LF line ends and a `#!` line.
    pub(crate) post_build: Option<String>,
    /// The script `start`, in the same form, which runs the command that it is given.
    pub(crate) start: Option<String>,
    /// The files of requirements and constraints that were read.
    pub(crate) pip_files: BTreeSet<Utf8PathBuf>,
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
        let folder = folder::find(root)?;
        let mut flattener = Flattener::new(root, &folder)?;
        let runtime = Source::read(root, &folder.join("runtime.txt"))?;
        let foreign =
            |base| foreign::warnings(root, &folder, base, runtime.as_ref().map(|file| file.text.trim()));
        let mut warnings: Vec<String> = folder::passed_over(root, &folder).into_iter().collect();
        let file = base::environment_file(root, &folder)?;
        let mut environment = match &file {
            Some(source) => {
                let (environment, unknown) = environment::read(source, &mut flattener)?;
                warnings.extend(foreign(Base::Environment));
                warnings.extend(unknown_keys(source, &unknown));
                environment
            }
            None if root.join(&folder).join(base::REQUIREMENTS).is_file() => {
                warnings.extend(foreign(Base::Requirements));
                base::python_alone(&folder, runtime.as_ref())?
            }
            None => return Err(base::missing(root, &folder, &foreign(Base::Nothing))),
        };
        flattener.requirements_txt()?;
        let (pip, pip_files) = flattener.finish();
        match &file {
            Some(source) if !pip.is_empty() => warnings.extend(add_pip(source, &mut environment)),
            Some(_) => {}
            None => warnings.push(base::add_jupyterlab(&mut environment, &pip)),
        }
        let (post_build, warning) = script::post_build(root, &folder)?;
        warnings.extend(warning);
        let (start, warning) = script::start(root, &folder)?;
        warnings.extend(warning);
        Ok(Self { environment, pip, post_build, start, pip_files, warnings })
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

/// The names in `$NAME` and `${NAME}`.
fn names_after_dollar(text: &str) -> impl Iterator<Item = &str> {
    text.split('$').skip(1).map(|rest| {
        let rest = rest.strip_prefix('{').unwrap_or(rest);
        let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(rest.len());
        &rest[..end]
    })
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
