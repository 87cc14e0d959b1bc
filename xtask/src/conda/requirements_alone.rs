//! The environment where there is requirements.txt and no environment.yml.

use std::collections::BTreeMap;

use anyhow::Result;
use camino::Utf8Path;

use super::environment::Environment;
use super::pip::{self, PipPart};
use super::warning::{About, Warning};
use super::which_file::REQUIREMENTS;
use crate::base::error::Mistake;
use crate::base::source::Source;
use crate::base::wording::shown;

/// The version where nothing says another one: that of the template.
const PYTHON: &str = "3.11";

/// The environment for requirements.txt alone: Python, in the version that runtime.txt names as `python-X.Y`, and pip.
///
/// # Errors
///
/// `BadInput` for another version in runtime.txt.
pub fn python_alone(folder: &Utf8Path, runtime: Option<&Source>) -> Result<Environment> {
    let asked = runtime.and_then(|file| Some((file, file.text.trim().strip_prefix("python-")?)));
    let version = match asked {
        None => PYTHON,
        Some((_, version)) if is_version(version) => version,
        Some((file, version)) => {
            let sentence = format!("`{}` is not a version of Python", shown(version));
            let mistake = Mistake::new(sentence, format!("write such as `python-{PYTHON}`"));
            return Err(file.error_at(1, 1, mistake));
        }
    };
    Ok(Environment {
        file: folder.join(REQUIREMENTS),
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
pub fn add_jupyterlab(environment: &mut Environment, pip: &PipPart) -> Warning {
    let names = pip.requirements.iter().filter_map(|line| pip::name(line));
    let by_pip = names.map(|name| pip::normalised_name(&name)).any(|name| name == "jupyterlab");
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
