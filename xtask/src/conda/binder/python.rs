//! The Python with which Binder begins an environment: the properties `python_version` in repo2docker's `buildpacks`.

use super::pyproject::Requires;
use super::{Binder, Builder};

/// What Binder takes where nothing names a version.
pub const DEFAULT: &str = "3.10";

/// What Binder has, by the lists in `buildpacks/conda`. Those below 3.7 are second environments, beside that of JupyterLab.
const HAS: [&str; 11] = ["2.7", "3.5", "3.6", "3.7", "3.8", "3.9", "3.10", "3.11", "3.12", "3.13", "3.14"];

/// What it chooses from by pyproject.toml: `SUPPORTED_PYTHON_VERSION`.
const SUPPORTED: [&str; 7] = ["3.8", "3.9", "3.10", "3.11", "3.12", "3.13", "3.14"];

/// The first version of R's snapshots that there still is, and the versions of R.
const FIRST_SNAPSHOT: &str = "2018-12-07";
const R: [&str; 10] = ["3.3", "3.4", "3.5", "3.6", "4.0", "4.1", "4.2", "4.3", "4.4", "4.5"];

/// Why Binder's build ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// runtime.txt is outside of the grammar.
    Grammar,
    /// It has no such Python, which runtime.txt or environment.yml asks for.
    NoPython(String),
    /// It has no such R.
    NoR(String),
    /// R's packages of that day are gone.
    NoSnapshot(String),
    /// pyproject.toml is not TOML, or its `requires-python` no condition.
    PyProject,
    /// pyproject.toml does not allow the version, or none of those that Binder has.
    Requires(Option<String>),
}

/// The Python with which Binder begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BinderPython {
    /// Such as `3.11`.
    Version(String),
    /// The build ends.
    Refused(Refusal),
    /// It is not to be known, or another builder's.
    Unknown,
}

use BinderPython::{Refused, Unknown, Version};

/// What Binder has for what is asked for: a major version has one of its own.
fn had(asked: &str) -> BinderPython {
    match asked {
        "" | "3" => Version(DEFAULT.to_owned()),
        "2" => Version("2.7".to_owned()),
        _ if HAS.contains(&asked) => Version(asked.to_owned()),
        _ => Refused(Refusal::NoPython(asked.to_owned())),
    }
}

/// What stands behind `python` and `=` at the start of a dependency; `PYTHON_REGEX` in `conda/__init__.py`.
fn pinned(spec: &str) -> Option<&str> {
    let rest = spec.strip_prefix("python")?.trim_start().strip_prefix('=')?;
    let rest = rest.trim_start_matches('=').trim_start();
    let end = rest.find(|it: char| !it.is_ascii_digit() && it != '.').unwrap_or(rest.len());
    Some(&rest[..end])
}

impl Binder {
    /// The Python with which Binder begins; `specs` are the dependencies of environment.yml as they are written.
    pub fn python<'s>(&self, mut specs: impl Iterator<Item = &'s str>) -> BinderPython {
        let reads_runtime = !matches!(self.builder, Builder::Docker | Builder::OldJulia | Builder::Nix);
        if self.runtime_text.is_some() && self.runtime.is_none() && reads_runtime {
            return Refused(Refusal::Grammar);
        }
        match self.builder {
            Builder::Conda => {
                let version = specs.find_map(pinned).unwrap_or_default();
                let end = version.match_indices('.').nth(1).map_or(version.len(), |(at, _)| at);
                had(&version[..end])
            }
            Builder::R => self.refused_r().map_or_else(|| self.of_runtime(), Refused),
            Builder::Julia | Builder::Python => self.of_runtime(),
            _ => Unknown,
        }
    }

    /// R's builder takes the version of runtime.txt for R's, whatever the language is.
    fn refused_r(&self) -> Option<Refusal> {
        let runtime = self.runtime.as_ref()?;
        let is_whole = |version: &str| version.split('.').count() == 3;
        if let Some(version) = runtime.version.as_deref().filter(|it| !R.contains(it) && !is_whole(it)) {
            return Some(Refusal::NoR(version.to_owned()));
        }
        let date = runtime.date.as_deref().filter(|date| runtime.name == "r" && *date < FIRST_SNAPSHOT)?;
        Some(Refusal::NoSnapshot(date.to_owned()))
    }

    /// The version of runtime.txt if that is Python's, as far as pyproject.toml allows it.
    fn of_runtime(&self) -> BinderPython {
        let runtime = self.runtime.as_ref();
        let is_other = runtime.is_some_and(|it| it.name != "python");
        let asked = runtime.and_then(|it| it.version.as_deref()).filter(|_| !is_other).unwrap_or_default();
        let pyproject = match &self.pyproject {
            Some(Err(())) => return Refused(Refusal::PyProject),
            Some(Ok(pyproject)) if !is_other => pyproject.requires.as_ref(),
            _ => None,
        };
        match (had(asked), pyproject) {
            (Version(version), Some(requires)) => required(requires, version, asked.contains('.')),
            (version, _) => version,
        }
    }

    /// The version that pyproject.toml leads to, for a folder that names no version and would get `version`.
    pub fn required_here(&self, version: &str) -> String {
        let requires = match &self.pyproject {
            Some(Ok(pyproject)) => pyproject.requires.as_ref(),
            _ => None,
        };
        match requires.map(|it| required(it, version.to_owned(), false)) {
            Some(Version(other)) => other,
            _ => version.to_owned(),
        }
    }
}

fn required(requires: &Requires, version: String, is_chosen: bool) -> BinderPython {
    if *requires == Requires::Illegal {
        return Refused(Refusal::PyProject);
    }
    match requires.allows(&version) {
        None => Unknown,
        Some(true) => Version(version),
        Some(false) if is_chosen => Refused(Refusal::Requires(Some(version))),
        Some(false) => {
            let newest = SUPPORTED.iter().rev().find(|it| requires.allows(it) == Some(true));
            newest.map_or(Refused(Refusal::Requires(None)), |it| Version((*it).to_owned()))
        }
    }
}
