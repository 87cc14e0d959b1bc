//! Which packages the image gets, as far as that is known: what is listed, and with a current lock all that is installed.

use std::collections::BTreeSet;

use super::system_packages;
use crate::commands::check::subject::Subject;
use crate::conda::{CondaFiles, normalised_name};
use crate::project::lock::Lock;

/// Packages of which it is known that neither they nor what they need brings Node.js, Conda, or a notebook before 7.
const PLAIN: [&str; 32] = [
    "altair",
    "black",
    "ipykernel",
    "ipympl",
    "ipython",
    "ipywidgets",
    "jupyter",
    "jupyterlab",
    "jupyterlab-lsp",
    "matplotlib",
    "nbclassic",
    "networkx",
    "nltk",
    "nodejs",
    "notebook",
    "numpy",
    "openpyxl",
    "pandas",
    "pillow",
    "pip",
    "plotly",
    "pytest",
    "python",
    "python-language-server",
    "python-lsp-server",
    "pyyaml",
    "requests",
    "scikit-learn",
    "scipy",
    "seaborn",
    "tqdm",
    "widgetsnbextension",
];

/// The packages of an image.
pub struct Brought {
    /// Conda's, and those of the system.
    names: BTreeSet<String>,
    /// pip's.
    pip: BTreeSet<String>,
    /// Each Conda package with its version, from a current lock.
    locked: Option<Vec<(String, String)>>,
    /// Whether nothing but well-known packages is listed.
    is_plain: bool,
    /// Whether the system has only what the tool itself installs.
    is_bare: bool,
}

impl Brought {
    /// Those of the project's image.
    pub fn of(subject: &Subject) -> Self {
        let apt = system_packages::listed(subject);
        let listed = subject.specs().map(|(_, spec)| normalised_name(&spec.name));
        let pip: BTreeSet<String> = subject.requirements().map(|(_, it)| it.name.clone()).collect();
        let mut names: BTreeSet<String> = listed.collect();
        let is_known = subject.examined.refusals.is_empty()
            && subject.pip.iter().all(|item| item.requirement.is_some() || item.text.starts_with("-r"));
        let is_plain = is_known && names.iter().chain(&pip).all(|name| PLAIN.contains(&name.as_str()));
        let is_bare = apt.is_empty() && subject.surroundings.is_default_base;
        let mut all_pip = pip;
        let locked = locked(subject).map(|(conda, pip)| {
            all_pip.extend(pip);
            conda
        });
        names.extend(locked.iter().flatten().map(|(name, _)| normalised_name(name)));
        names.extend(apt);
        Self { names, pip: all_pip, locked, is_plain, is_bare }
    }

    /// Whether one of these is listed for Conda or the system; `r-*` means all that begin so.
    pub fn has(&self, names: &[&str]) -> bool {
        let is_one = |listed: &String| {
            names.iter().any(|name| match name.strip_suffix('*') {
                Some(start) => listed.starts_with(start),
                None => normalised_name(name) == *listed || listed == name,
            })
        };
        self.names.iter().any(is_one)
    }

    /// Whether pip installs one of these.
    pub fn has_from_pip(&self, names: &[&str]) -> bool {
        names.iter().any(|name| self.pip.contains(&normalised_name(name)))
    }

    /// Whether the lock has all that is installed, and so shows what is not.
    pub fn is_locked(&self) -> bool {
        self.is_bare && self.locked.is_some()
    }

    /// Whether it is known what is not installed of what the well-known packages do not bring.
    pub fn is_known(&self) -> bool {
        self.is_bare && (self.is_plain || self.locked.is_some())
    }

    /// The version of a Conda package in the lock.
    pub fn locked_version(&self, package: &str) -> Option<&str> {
        self.locked.iter().flatten().find(|(name, _)| name == package).map(|(_, version)| version.as_str())
    }
}

/// Conda packages with their versions, and pip's packages.
type Locked = (Vec<(String, String)>, Vec<String>);

/// What a current lock has for all of its platforms together.
fn locked(subject: &Subject) -> Option<Locked> {
    let project = &subject.examined.project;
    let lock = Lock::read_from(|path| project.read(path)).ok()??;
    let (conda, _) = CondaFiles::read_in(project).ok()?;
    if !lock.stale(&conda).is_empty() {
        return None;
    }
    let (mut packages, mut pip) = (Vec::new(), Vec::new());
    for platform in lock.0.values() {
        packages.extend(platform.packages.iter().map(|it| (it.name().to_owned(), it.version().0.to_owned())));
        let lines = platform.pip.iter().flat_map(|pip| pip.locked());
        pip.extend(lines.map(|line| normalised_name(line.name)));
    }
    Some((packages, pip))
}
