//! What the environment is made from: environment.yml, or where there is none, requirements.txt alone.

use std::collections::BTreeMap;

use anyhow::Result;
use camino::Utf8Path;

use super::{
    environment::Environment,
    pip_part::PipPart,
    requirement,
    warning::{About, Warning},
};
use crate::base::error::BadInput;
use crate::base::source::{Folder, Source};
use crate::base::wording::{nearest, shown};

/// The names of the environment file.
pub(super) const ENVIRONMENT: [&str; 2] = ["environment.yml", "environment.yaml"];

/// The file whose packages pip installs.
pub(super) const REQUIREMENTS: &str = "requirements.txt";

/// The file that names the version of Python where there is no environment file.
pub(super) const RUNTIME: &str = "runtime.txt";

/// The version where nothing says another one: that of the template.
const PYTHON: &str = "3.11";

/// The environment file under either of its names. Conda and Binder take both; which one wins differs.
///
/// # Errors
///
/// `BadInput` for both at once, a misspelt name, and what [`Source::read`] refuses.
pub(super) fn environment_file(project: &Folder, folder: &Utf8Path) -> Result<Option<Source>> {
    let [yml, yaml] = ENVIRONMENT.map(|name| folder.join(name));
    match (project.read(&yml)?, project.read(&yaml)?) {
        (Some(_), Some(_)) => {
            Err(BadInput::new(format!("{yaml}: {yml} is there as well; delete one of the two")))
        }
        (None, None) => match misspelt(project, folder) {
            Some((name, meant)) => Err(BadInput::new(format!(
                "{}: nobody reads a file of this name; rename it to {meant}",
                shown(folder.join(name).as_str())
            ))),
            None => Ok(None),
        },
        (source, None) | (None, source) => Ok(source),
    }
}

/// A file whose name was meant to be that of the environment file, and which name.
fn misspelt(project: &Folder, folder: &Utf8Path) -> Option<(String, &'static str)> {
    let names = project.names(folder).into_iter();
    names
        .filter(|name| name.ends_with(".yml") || name.ends_with(".yaml"))
        .find_map(|name| nearest(&name, &ENVIRONMENT).map(|meant| (name, meant)))
}

/// The error when there is neither file; `foreign` are warnings about others that one might take for them.
pub(super) fn missing(project: &Folder, folder: &Utf8Path, foreign: &[Warning]) -> anyhow::Error {
    let mut sentence = format!(
        "{}: the file does not exist; create it with a list `dependencies`, such as `dependencies: [python=3.12]`",
        folder.join(ENVIRONMENT[0])
    );
    let is_in_root = |name: &&str| project.is_file(Utf8Path::new(name));
    if folder != "" && ENVIRONMENT.iter().chain(&[REQUIREMENTS]).any(is_in_root) {
        sentence = format!(
            "{}: the file does not exist, and because of the folder {folder} those in the root are not read, as on \
             Binder; move it there",
            folder.join(ENVIRONMENT[0])
        );
    }
    for other in foreign {
        sentence += &format!("; {} is not read here ({})", other.file, other.advice);
    }
    BadInput::new(sentence)
}

/// The environment for requirements.txt alone: Python, in the version that runtime.txt names as `python-X.Y`, and pip.
///
/// # Errors
///
/// `BadInput` for another version in runtime.txt.
pub(super) fn python_alone(folder: &Utf8Path, runtime: Option<&Source>) -> Result<Environment> {
    let asked = runtime.and_then(|file| Some((file, file.text.trim().strip_prefix("python-")?)));
    let version = match asked {
        None => PYTHON,
        Some((_, version)) if is_version(version) => version,
        Some((file, version)) => {
            let sentence =
                format!("`{}` is not a version of Python; write such as `python-{PYTHON}`", shown(version));
            return Err(file.error_at(1, 1, &sentence));
        }
    };
    Ok(Environment {
        file: folder.join(REQUIREMENTS),
        name: None,
        channels: vec!["conda-forge".to_owned(), "nodefaults".to_owned()],
        dependencies: vec!["pip".to_owned(), format!("python={version}")],
        variables: BTreeMap::new(),
    })
}

/// `3`, `3.12` or `3.12.1`
fn is_version(version: &str) -> bool {
    let parts: Vec<&str> = version.split('.').collect();
    let number = |part: &&str| !part.is_empty() && part.chars().all(|c| c.is_ascii_digit());
    parts.len() <= 3 && parts.iter().all(number)
}

/// Adds JupyterLab, which Binder has always, unless pip installs it. Returns what is said about the whole.
pub(super) fn add_jupyterlab(environment: &mut Environment, pip: &PipPart) -> Warning {
    let names = pip.requirements.iter().filter_map(|line| requirement::name(line));
    let by_pip = names.map(|name| requirement::normalised(&name)).any(|name| name == "jupyterlab");
    if !by_pip {
        environment.dependencies.insert(0, "jupyterlab=4".to_owned());
    }
    let specs = environment.dependencies.iter().filter(|spec| *spec != "pip");
    let sentence = format!(
        "there is no environment.yml beside it, so Conda installs {}",
        specs.map(String::as_str).collect::<Vec<_>>().join(" and ")
    );
    Warning::new(About::RequirementsAlone, &environment.file, sentence, "write that file if you want others")
}
