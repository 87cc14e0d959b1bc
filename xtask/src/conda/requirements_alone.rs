//! The environment where there is no environment.yml: for requirements.txt, or for a folder that has only what goes around one.

use std::collections::BTreeMap;

use anyhow::Result;
use camino::{Utf8Path, Utf8PathBuf};

use super::binder::{Binder, BinderPython, Runtime};
use super::environment::Environment;
use super::pip::{self, PipPart};
use super::warning::{About, Warning};
use super::which_file::{ALONE, RUNTIME};
use crate::base::error::Mistake;
use crate::base::overlay::Overlay;
use crate::base::source::Source;
use crate::base::wording::shown;

/// The version where nothing says another one: that of the template.
const PYTHON: &str = "3.11";

/// The environment for requirements.txt alone, or for none of the lists: Python, in the version that runtime.txt names as
/// `python-X.Y`, and pip.
///
/// # Errors
///
/// `BadInput` for a runtime.txt from which no version can be read.
pub fn python_alone(project: &Overlay, folder: &Utf8Path, binder: &Binder) -> Result<Environment> {
    let python = match project.read(&folder.join(RUNTIME))? {
        Some(file) if !file.text.trim().is_empty() => version(&file, binder)?,
        _ => binder.required_here(PYTHON),
    };
    Ok(Environment {
        file: file(project, folder),
        channels: vec!["conda-forge".to_owned(), "nodefaults".to_owned()],
        dependencies: vec!["pip".to_owned(), format!("python={python}")],
        variables: BTreeMap::new(),
    })
}

/// The file that stands for the environment in what is said: the first that there is.
fn file(project: &Overlay, folder: &Utf8Path) -> Utf8PathBuf {
    let mut files = ALONE.iter().map(|name| folder.join(name));
    files.find(|file| project.is_file(file)).unwrap_or_else(|| folder.join(ALONE[0]))
}

/// The Python that runtime.txt asks for. A major version alone leaves the choice, as on Binder.
fn version(file: &Source, binder: &Binder) -> Result<String> {
    let advice = format!("write such as `python-{PYTHON}`");
    let Some(runtime) = &binder.runtime else {
        let sentence = format!("`{}` names no version in a form that Binder reads", shown(file.text.trim()));
        return Err(file.error_at(1, 1, Mistake::new(sentence, advice)));
    };
    match runtime {
        Runtime { name, version: Some(version), .. } if name == "python" => match version.as_str() {
            "2" => Ok("2.7".to_owned()),
            "3" => Ok(binder.required_here(PYTHON)),
            version if is_version(version) => Ok(version.to_owned()),
            version => {
                let sentence = format!("`{}` is not a version of Python", shown(version));
                Err(file.error_at(1, 1, Mistake::new(sentence, advice)))
            }
        },
        _ => Ok(binder.required_here(PYTHON)),
    }
}

/// `3.12` or `3.12.1`
fn is_version(version: &str) -> bool {
    let parts: Vec<&str> = version.split('.').collect();
    let number = |part: &&str| !part.is_empty() && part.chars().all(|c| c.is_ascii_digit());
    (2..=3).contains(&parts.len()) && parts.iter().all(number)
}

/// The Python of this environment.
pub fn python(environment: &Environment) -> Option<&str> {
    environment.dependencies.iter().find_map(|spec| spec.strip_prefix("python="))
}

/// JupyterLab as Conda is asked for it: 4 needs Python 3.8, and for an older one Conda finds the newest that there is.
fn jupyterlab(python: &str) -> &'static str {
    let mut parts = python.split('.').map(|part| part.parse::<u32>().unwrap_or_default());
    let version = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    if version < (3, 8) { "jupyterlab" } else { "jupyterlab=4" }
}

/// Adds JupyterLab, which Binder has always, unless pip installs it. Returns what is said about the whole.
pub fn add_jupyterlab(environment: &mut Environment, pip: &PipPart, binder: &Binder) -> Warning {
    let names = pip.requirements.iter().filter_map(|line| pip::name(line));
    let by_pip = names.map(|name| pip::normalised_name(&name)).any(|name| name == "jupyterlab");
    let python = python(environment).unwrap_or_default().to_owned();
    if !by_pip {
        environment.dependencies.insert(0, jupyterlab(&python).to_owned());
    }
    let specs = environment.dependencies.iter().filter(|spec| *spec != "pip");
    let specs = specs.map(String::as_str).collect::<Vec<_>>().join(" and ");
    let other = match binder.python([].into_iter()) {
        BinderPython::Version(version) if version != python => format!(", and Binder takes Python {version}"),
        _ => String::new(),
    };
    let sentence = format!("there is no environment.yml beside it, so Conda installs {specs}{other}");
    Warning::new(About::RequirementsAlone, &environment.file, sentence, "write that file if you want others")
}
