//! The packages of a Conda environment, in a container or on this machine: reads what packages.sh prints.

use std::collections::{BTreeMap, BTreeSet};

use crate::conda::normalised_name;

/// Who installed a package.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Installer {
    /// Conda did.
    Conda,
    /// pip did, or another tool that writes Python's records.
    Pip,
}

/// A package that is installed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Package {
    /// Its version.
    pub version: String,
    /// Its build, if it is Conda's.
    pub build: String,
    /// The name of its channel.
    pub channel: String,
    /// The platform that it is for, such as `linux-64` or `noarch`.
    pub subdir: String,
}

/// All packages of an environment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Packages(pub BTreeMap<(String, Installer), Package>);

impl Packages {
    /// Reads what packages.sh printed.
    pub fn parse(output: &str) -> Self {
        let by_conda: BTreeSet<&str> =
            output.lines().filter_map(|line| line.strip_suffix("/METADATA\"")).collect();
        let mut packages = BTreeMap::new();
        for line in output.lines() {
            if let Some(record) = line.strip_prefix("lib/").and_then(|line| line.rsplit('/').next()) {
                let parts = record.strip_suffix(".dist-info").and_then(|record| record.rsplit_once('-'));
                if let Some((name, version)) = parts.filter(|_| !by_conda.contains(record)) {
                    let package = Package { version: version.to_owned(), ..Package::default() };
                    packages.insert((normalised_name(name), Installer::Pip), package);
                }
            } else if let Some((name, package)) = of_conda(line) {
                packages.insert((name, Installer::Conda), package);
            }
        }
        Self(packages)
    }

    /// What decides which doors there are, for a dry run, which looks at nothing.
    pub fn assumed() -> Self {
        let package = |name: &str| ((name.to_owned(), Installer::Conda), Package::default());
        Self(["python", "pip", "jupyterlab"].map(package).into())
    }

    /// The version that Conda has installed of a package.
    pub fn version(&self, name: &str) -> Option<&str> {
        Some(&self.0.get(&(name.to_owned(), Installer::Conda))?.version)
    }

    /// Whether a package of this name is there, whoever installed it.
    pub fn has(&self, name: &str) -> bool {
        [Installer::Conda, Installer::Pip]
            .iter()
            .any(|installer| self.0.contains_key(&(name.to_owned(), *installer)))
    }
}

/// The command that prints what is installed in a prefix.
pub fn listing(prefix: &str) -> Vec<String> {
    ["sh", "-c", include_str!("packages.sh"), "packages.sh", prefix].map(str::to_owned).to_vec()
}

/// Name and package of a line `conda-meta/NAME-VERSION-BUILD.json:  "channel": "URL",`.
fn of_conda(line: &str) -> Option<(String, Package)> {
    let (file, rest) = line.strip_prefix("conda-meta/")?.split_once(".json:")?;
    let mut parts = file.rsplitn(3, '-');
    let (build, version, name) = (parts.next()?, parts.next()?, parts.next()?);
    let url = rest.split('"').nth(3).unwrap_or_default().trim_end_matches('/');
    let (channel, subdir) = url.rsplit_once('/').unwrap_or((url, ""));
    let channel = channel.rsplit('/').next().unwrap_or_default();
    let package = Package {
        version: version.to_owned(),
        build: build.to_owned(),
        channel: channel.to_owned(),
        subdir: subdir.to_owned(),
    };
    Some((name.to_owned(), package))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conda_s_packages_are_told_from_pip_s_and_each_has_its_version() {
        let packages = Packages::parse(
            "conda-meta/ruamel.yaml-0.19-py_0.json:  \"channel\": \"https://conda.anaconda.org/conda-forge/noarch\",\n\
             conda-meta/python-dateutil-4.0.0-py_0.json:  \"channel\": \"http://u@host/a/b/linux-64/\",\n\
             python_dateutil-4.0.0.dist-info/METADATA\"\n\
             lib/python3.11/site-packages/python_dateutil-4.0.0.dist-info\n\
             lib/python3.11/site-packages/typing_extensions-4.16.0.dist-info\n",
        );
        let shown: Vec<String> = packages
            .0
            .iter()
            .map(|((name, installer), p)| {
                format!("{installer:?} {name} {} {} {} {}", p.version, p.build, p.channel, p.subdir)
            })
            .collect();
        let expected = [
            "Conda python-dateutil 4.0.0 py_0 b linux-64",
            "Conda ruamel.yaml 0.19 py_0 conda-forge noarch",
            "Pip typing-extensions 4.16.0   ",
        ];
        assert_eq!(shown, expected);
        assert!(packages.has("typing-extensions") && !packages.has("typing"));
    }
}
