//! Sorts the packages into the layers of the image.
//!
//! Python and what it needs comes first, since packages are compiled with it when they are installed. The large ones have
//! a layer of their own, so that a new version of a small one does not move them. A package keeps its layer for as long as
//! the lock has it: otherwise one that has grown would change two layers.

use std::collections::{BTreeMap, BTreeSet};

use super::ask_conda::Solved;
use crate::project::lock::package::{Package, Part};

/// From this size on, packed, a package is a large one.
const LARGE: u64 = 2 << 20;

/// What the first layer is for.
const ROOTS: [&str; 2] = ["python", "pip"];

/// The packages with their layers, in the order of the layers and within each in that of the solver. `before` are those of
/// the lock so far.
pub fn assign(solved: &[Solved], before: &[Package]) -> Vec<Package> {
    let first = needed(solved);
    let kept: BTreeMap<&str, Part> = before.iter().map(|package| (package.name(), package.part)).collect();
    let part = |package: &Solved| match kept.get(package.name.as_str()) {
        _ if first.contains(package.name.as_str()) => Part::Python,
        Some(part) => *part,
        None if package.size >= LARGE => Part::Large,
        None => Part::Rest,
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

/// The names of the roots and of all that they need.
fn needed(solved: &[Solved]) -> BTreeSet<&str> {
    let depends: BTreeMap<&str, &Vec<String>> =
        solved.iter().map(|package| (package.name.as_str(), &package.depends)).collect();
    let mut needed = BTreeSet::new();
    let mut next: Vec<&str> = ROOTS.to_vec();
    while let Some(name) = next.pop() {
        let Some((name, depends)) = depends.get_key_value(name) else { continue };
        if needed.insert(*name) {
            next.extend(depends.iter().map(String::as_str));
        }
    }
    needed
}

#[cfg(test)]
mod tests {
    use super::*;

    fn solved(name: &str, version: &str, size: u64, depends: &[&str]) -> Solved {
        Solved {
            name: name.to_owned(),
            url: format!("https://conda.anaconda.org/conda-forge/noarch/{name}-{version}-0.conda"),
            md5: "0".repeat(32),
            sha256: "0".repeat(64),
            size,
            depends: depends.iter().map(|&name| name.to_owned()).collect(),
        }
    }

    fn parts(packages: &[Package]) -> Vec<(&str, &str)> {
        packages.iter().map(|package| (package.name(), package.part.name())).collect()
    }

    #[test]
    fn python_s_needs_come_first_and_the_large_packages_before_the_rest() {
        let world = [
            solved("six", "1", 10, &["python"]),
            solved("libffi", "3", 10, &[]),
            solved("numpy", "2", LARGE, &["python", "libblas"]),
            solved("libblas", "3", 10, &[]),
            solved("python", "3.12", 30 << 20, &["libffi"]),
            solved("pip", "25", 10, &["python", "wheel"]),
            solved("wheel", "1", 10, &["python"]),
        ];
        let expected = [
            ("libffi", "python"),
            ("python", "python"),
            ("pip", "python"),
            ("wheel", "python"),
            ("numpy", "large"),
            ("six", "rest"),
            ("libblas", "rest"),
        ];
        assert_eq!(parts(&assign(&world, &[])), expected);
    }

    #[test]
    fn a_package_keeps_its_layer_unless_python_begins_to_need_it() {
        let before = assign(&[solved("grows", "1", 10, &[]), solved("lib", "1", 10, &[])], &[]);
        let after = [
            solved("grows", "2", LARGE, &[]),
            solved("lib", "1", 10, &[]),
            solved("python", "3.12", 10, &["lib"]),
            solved("new", "1", LARGE, &[]),
        ];
        let expected = [("lib", "python"), ("python", "python"), ("new", "large"), ("grows", "rest")];
        assert_eq!(parts(&assign(&after, &before)), expected);
    }
}
