//! Whether an environment has JupyterLab, as far as its files tell: it is named, or another package brings it.

use super::pip::{Requirement, normalised_name};
use super::spec::Spec;

/// What the files tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HasLab {
    /// It is named, or brought by what is named.
    Yes,
    /// A package that is not known or a script may bring it: the image tells.
    Perhaps,
    /// Nothing that is named brings it.
    No,
}

/// What needs JupyterLab in the versions that an installation takes today.
const BRING: [&str; 9] = [
    "dask-labextension",
    "elyra",
    "jupyter-collaboration",
    "jupyterlab-execute-time",
    "jupyterlab-lsp",
    "jupyterlab-nvdashboard",
    "jupyterlab-spellchecker",
    "jupyterlab-templates",
    "retrolab",
];

/// What keeps notebook below 7, which is the first that needs JupyterLab.
const HOLD_NOTEBOOK: [&str; 3] =
    ["jupyter-contrib-nbextensions", "jupyter-nbextensions-configurator", "rise"];

/// Well-known packages that do not need JupyterLab, as PEP 503 compares names; `*` stands for anything.
const WITHOUT: [&str; 63] = [
    "bash",
    "beautifulsoup4",
    "bokeh",
    "boto3",
    "bs4",
    "bzip2",
    "ca-certificates",
    "cartopy",
    "certifi",
    "curl",
    "cython",
    "dask",
    "fiona",
    "gdal",
    "geopandas",
    "git",
    "h5py",
    "ipykernel",
    "ipython",
    "ipywidgets",
    "joblib",
    "jupyter-client",
    "jupyter-console",
    "jupyter-core",
    "jupyter-server",
    "jupyterlab-pygments",
    "jupyterlab-server",
    "jupyterlab-widgets",
    "lib*",
    "lxml",
    "make",
    "matplotlib",
    "matplotlib-base",
    "nbclassic",
    "nbconvert",
    "nbformat",
    "netcdf4",
    "networkx",
    "nodejs",
    "numba",
    "numpy",
    "openpyxl",
    "openssl",
    "pandas",
    "pillow",
    "pip",
    "plotly",
    "pyarrow",
    "pytest",
    "python",
    "pytorch",
    "pyyaml",
    "qtconsole",
    "r-*",
    "requests",
    "scikit-image",
    "scikit-learn",
    "scipy",
    "setuptools",
    "sympy",
    "tqdm",
    "watermark",
    "wheel",
];

/// What a script has that installs something, or that runs what may.
const INSTALL: [&str; 7] = [".py ", ".sh ", "curl ", "install", "source ", "update ", "wget "];

/// A package that is asked for: its name as PEP 503 compares it, and the versions with their operators.
#[derive(Clone, Debug)]
pub struct Wanted {
    name: String,
    versions: String,
}

impl From<&Spec> for Wanted {
    fn from(spec: &Spec) -> Self {
        Self { name: normalised_name(&spec.name), versions: spec.version.clone() }
    }
}

impl From<&Requirement> for Wanted {
    fn from(requirement: &Requirement) -> Self {
        Self { name: requirement.name.clone(), versions: requirement.versions.clone() }
    }
}

/// Whether these packages and the script bring JupyterLab.
pub fn has_lab(wanted: &[Wanted], post_build: Option<&str>) -> HasLab {
    let each = wanted.iter().map(|one| of_one(one, wanted));
    let script = post_build.filter(|script| {
        let mut commands = script.lines().filter(|line| !line.trim_start().starts_with('#'));
        commands.any(|line| INSTALL.iter().any(|word| format!("{line} ").contains(word)))
    });
    each.chain(script.map(|_| HasLab::Perhaps)).fold(HasLab::No, |all, one| match (all, one) {
        (HasLab::Yes, _) | (_, HasLab::Yes) => HasLab::Yes,
        (HasLab::Perhaps, _) | (_, HasLab::Perhaps) => HasLab::Perhaps,
        _ => HasLab::No,
    })
}

fn of_one(one: &Wanted, all: &[Wanted]) -> HasLab {
    let is = |pattern: &&str| match pattern.strip_suffix('*') {
        Some(start) => one.name.starts_with(start),
        None => one.name == *pattern,
    };
    match one.name.as_str() {
        "jupyterlab" => HasLab::Yes,
        "notebook" => of_notebook(&one.versions, all),
        "jupyter" => {
            let notebook = all.iter().find(|other| other.name == "notebook");
            match of_notebook(notebook.map_or("", |notebook| &notebook.versions), all) {
                // jupyter needs JupyterLab by itself since 1.1.
                HasLab::No if python(all).is_none_or(|python| python >= (3, 6)) => HasLab::Perhaps,
                other => other,
            }
        }
        _ if BRING.iter().any(|name| one.name == *name) => {
            if one.versions.is_empty() {
                HasLab::Yes
            } else {
                HasLab::Perhaps
            }
        }
        _ if WITHOUT.iter().any(is) => HasLab::No,
        _ => HasLab::Perhaps,
    }
}

/// Of notebook in these versions: 7 needs JupyterLab, and Python 3.8.
fn of_notebook(versions: &str, all: &[Wanted]) -> HasLab {
    if python(all).is_some_and(|python| python < (3, 8)) {
        return HasLab::No;
    }
    let is_held = all.iter().any(|other| HOLD_NOTEBOOK.contains(&other.name.as_str()));
    let operator = versions.trim().trim_end_matches(|it: char| !"=<>!~".contains(it));
    let number = numbers(versions.trim_start_matches(['=', '<', '>', '!', '~', ' '])).map(|(major, _)| major);
    match (operator, number) {
        ("" | "=" | "==" | "~=" | "===" | ">=", Some(7..)) => HasLab::Yes,
        ("" | "=" | "==" | "~=" | "===", Some(_)) | ("<", Some(..=7)) | ("<=", Some(..7)) => HasLab::No,
        ("" | ">" | ">=", _) if !is_held => HasLab::Yes,
        _ => HasLab::Perhaps,
    }
}

/// The Python that is pinned.
fn python(all: &[Wanted]) -> Option<(u32, u32)> {
    let versions = &all.iter().find(|one| one.name == "python")?.versions;
    if versions.contains(['<', '>', '!', ',', '|']) {
        return None;
    }
    let (major, minor) = numbers(versions.trim_start_matches(['=', '~', ' ']))?;
    Some((major, minor.unwrap_or(if major < 3 { 7 } else { u32::MAX })))
}

/// The first number of a version, and the second if there is one.
fn numbers(version: &str) -> Option<(u32, Option<u32>)> {
    let mut parts = version.split(['.', '*', ',', ' ']).map(|part| part.parse().ok());
    Some((parts.next()??, parts.next().flatten()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(specs: &[&str]) -> HasLab {
        let wanted: Vec<Wanted> =
            specs.iter().map(|spec| Wanted::from(&Spec::parse(spec).unwrap())).collect();
        has_lab(&wanted, None)
    }

    #[test]
    fn what_needs_jupyterlab_brings_it_and_what_is_not_known_may() {
        for specs in [
            &["jupyterlab"][..],
            &["python=3.12", "jupyter"],
            &["python=3", "jupyter"],
            &["notebook"],
            &["python=3.12", "notebook=7"],
            &["notebook>=7"],
            &["notebook >=6"],
            &["notebook=7.2.1", "rise"],
            &["python>=3.6", "jupyter=1.0"],
            &["dask-labextension", "unknown"],
        ] {
            assert_eq!(of(specs), HasLab::Yes, "{specs:?}");
        }
        for specs in [
            &["python=3.12", "unknown"][..],
            &["notebook", "rise"],
            &["jupyter", "notebook=6"],
            &["python=3.7", "jupyter"],
            &["jupyterlab-lsp=3"],
            &["jupyterhub"],
            &["notebook>=6,<8"],
            &["notebook!=7"],
        ] {
            assert_ne!(of(specs), HasLab::No, "{specs:?}");
        }
        for specs in [
            &["python=3.12", "numpy", "pip", "jupyter_core"][..],
            &["r-base=4.3", "r-irkernel"],
            &["python=3.12", "notebook=6.5.7"],
            &["notebook<7"],
            &["python=3.7", "notebook"],
            &["python=2.7", "jupyter"],
            &["jupyterlab_widgets", "jupyterlab_server"],
            &[],
        ] {
            assert_eq!(of(specs), HasLab::No, "{specs:?}");
        }
    }

    #[test]
    fn a_script_that_installs_may_bring_it() {
        assert_eq!(has_lab(&[], Some("#!/bin/bash\npip install x\n")), HasLab::Perhaps);
        assert_eq!(has_lab(&[], Some("#!/bin/bash\n# pip install x\necho x\n")), HasLab::No);
    }
}
