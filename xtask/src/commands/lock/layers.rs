//! Sorts the packages into the layers of the image.
//!
//! A package keeps its layer for as long as the lock has it: otherwise one that has grown would change two layers. For a new
//! one the layer is the one that template/solve-environment.py proposes.

use std::collections::BTreeMap;

use super::ask_conda::Solved;
use crate::project::lock::package::{Package, Part};

/// The packages with their layers, in the order of the layers and within each in that of the solver. `before` are those of
/// the lock so far.
pub fn assign(solved: &[Solved], before: &[Package]) -> Vec<Package> {
    let kept: BTreeMap<&str, Part> = before.iter().map(|package| (package.name(), package.part)).collect();
    let part = |package: &Solved| match kept.get(package.name.as_str()) {
        // Packages are compiled with Python, so what it needs is there first.
        Some(part) if package.part != Part::Python => *part,
        _ => package.part,
    };
    let mut packages: Vec<Package> = solved
        .iter()
        .map(|package| Package {
            url: package.url.clone(),
            md5: package.md5.clone(),
            sha256: package.sha256.clone(),
            part: part(package),
        })
        .collect();
    packages.sort_by_key(|package| package.part); // stable, so the solver's order is kept
    packages
}

#[cfg(test)]
mod tests {
    use super::*;

    fn solved(name: &str, part: Part) -> Solved {
        Solved {
            name: name.to_owned(),
            url: format!("https://conda.anaconda.org/conda-forge/noarch/{name}-1-0.conda"),
            md5: "0".repeat(32),
            sha256: "0".repeat(64),
            part,
        }
    }

    #[test]
    fn a_package_keeps_its_layer_unless_python_begins_to_need_it() {
        let before = assign(&[solved("grows", Part::Rest), solved("lib", Part::Rest)], &[]);
        let after = [
            solved("grows", Part::Large),
            solved("lib", Part::Python),
            solved("python", Part::Python),
            solved("new", Part::Large),
        ];
        let expected = [("lib", "python"), ("python", "python"), ("new", "large"), ("grows", "rest")];
        let parts = assign(&after, &before);
        let parts: Vec<_> = parts.iter().map(|package| (package.name(), package.part.name())).collect();
        assert_eq!(parts, expected);
    }
}
