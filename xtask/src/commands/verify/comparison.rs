//! Compares the image with a Conda environment of this machine: packages and variables that differ.

use std::collections::{BTreeMap, BTreeSet};

use super::activation::is_own;
use super::cells::Reference;
use super::columns::ENVIRONMENT;
use super::host::HostEnvironment;
use super::packages::{Installer, Package, Packages};
use crate::base::json::{list, object};
use crate::base::quote;

/// What differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comparison {
    /// The folder of the environment of this machine.
    pub prefix: String,
    /// The packages.
    pub packages: Vec<Difference>,
    /// The variables; none if those of this machine are not known.
    pub variables: Option<Vec<Difference>>,
}

/// Something that is not the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// What it is called.
    pub name: String,
    /// How it is in the image; empty if it is not there.
    pub image: String,
    /// How it is on this machine; empty if it is not there.
    pub host: String,
    /// Whether it is a package that the Conda files name, in another version.
    pub counts: bool,
}

impl Comparison {
    /// Compares; `is_named` says of a package whether the Conda files name it.
    pub fn new(image: &Reference, host: &HostEnvironment, is_named: impl Fn(&str) -> bool) -> Self {
        let of_image =
            image.hooks.iter().chain(&image.variables).map(|(name, value)| (name.clone(), value.clone()));
        let variables = host.variables.as_ref().map(|of_host| {
            let of_host = of_host.iter().filter(|(name, _)| !is_own(name));
            let of_host =
                of_host.map(|(name, value)| (name.clone(), value.replace(&host.prefix, "$CONDA_PREFIX")));
            let of_image = of_image.map(|(name, value)| (name, value.replace(ENVIRONMENT, "$CONDA_PREFIX")));
            differing(&of_image.collect(), &of_host.collect())
        });
        Self {
            prefix: host.prefix.clone(),
            packages: packages(&image.packages, &host.packages, is_named),
            variables,
        }
    }

    /// The first difference that counts, as a sentence; none if there is none.
    pub fn failure(&self) -> Option<String> {
        let Difference { name, image, host, .. } =
            self.packages.iter().find(|difference| difference.counts)?;
        let [image, host] = [image, host].map(|found| if found.is_empty() { "nothing" } else { found });
        Some(format!(
            "`{name}`, which the Conda files name, is `{image}` in the image and `{host}` in {}; pin one version and bring \
             both up to date",
            self.prefix
        ))
    }

    /// The differences as a table.
    pub fn table(&self) -> String {
        let Self { prefix, packages, variables } = self;
        let mut text = format!("\nthe image, and {prefix} on this machine:\n");
        let differences: Vec<&Difference> = packages.iter().chain(variables.iter().flatten()).collect();
        if differences.is_empty() {
            text += "the same packages and variables\n";
        }
        let width =
            |of: fn(&Difference) -> &str| differences.iter().map(|d| of(d).len()).max().unwrap_or(0).max(1);
        let (names, images) = (width(|d| &d.name), width(|d| &d.image));
        for Difference { name, image, host, counts } in differences {
            let [image, host] = [image, host].map(|found| if found.is_empty() { "-" } else { found });
            let state = if *counts { "BAD" } else { "   " };
            text += &format!("{name:names$}  {state} {image:images$}  {host}\n");
        }
        text
    }

    /// The same as JSON.
    pub fn json(&self) -> String {
        let differences = |differences: &[Difference]| {
            list(differences.iter().map(|Difference { name, image, host, counts }| {
                let texts = [("name", name), ("image", image), ("host", host)];
                let texts = texts.map(|(key, value)| (key, quote::json(value)));
                object(texts.into_iter().chain([("counts", counts.to_string())]))
            }))
        };
        let variables = self.variables.as_ref().map(|variables| differences(variables));
        object([
            ("prefix", quote::json(&self.prefix)),
            ("packages", differences(&self.packages)),
            ("variables", variables.unwrap_or_else(|| "null".to_owned())),
        ])
    }
}

fn differing(image: &BTreeMap<String, String>, host: &BTreeMap<String, String>) -> Vec<Difference> {
    let names: BTreeSet<&String> = image.keys().chain(host.keys()).collect();
    let value = |of: &BTreeMap<String, String>, name| of.get(name).cloned().unwrap_or_default();
    let differences = names.into_iter().filter(|name| image.get(*name) != host.get(*name)).map(|name| {
        Difference { name: name.clone(), image: value(image, name), host: value(host, name), counts: false }
    });
    differences.collect()
}

/// The packages that are not the same; `is_named` says of a package whether it counts in another version.
pub fn packages(image: &Packages, host: &Packages, is_named: impl Fn(&str) -> bool) -> Vec<Difference> {
    let names: BTreeSet<&String> = image.0.keys().chain(host.0.keys()).map(|(name, _)| name).collect();
    let mut differences = Vec::new();
    for name in names {
        let [ours, theirs] = [of_name(image, name), of_name(host, name)];
        let same =
            ours.len() == theirs.len() && ours.iter().zip(&theirs).all(|(one, other)| is_same(one, other));
        let versions = |of: &[(Installer, &Package)]| {
            of.iter().map(|(_, found)| found.version.clone()).collect::<Vec<_>>()
        };
        if !same {
            differences.push(Difference {
                name: name.clone(),
                counts: versions(&ours) != versions(&theirs) && is_named(name),
                image: shown(&ours),
                host: shown(&theirs),
            });
        }
    }
    differences
}

fn of_name<'a>(packages: &'a Packages, name: &str) -> Vec<(Installer, &'a Package)> {
    let found = |installer| packages.0.get(&(name.to_owned(), installer)).map(|package| (installer, package));
    [Installer::Conda, Installer::Pip].into_iter().filter_map(found).collect()
}

/// Builds for two platforms are never the same; all else has to be.
fn is_same(
    (installer, one): &(Installer, &Package),
    (other_installer, other): &(Installer, &Package),
) -> bool {
    let of_one_platform = one.subdir == other.subdir;
    installer == other_installer
        && (&one.version, &one.channel) == (&other.version, &other.channel)
        && (one.build == other.build || !of_one_platform)
}

fn shown(found: &[(Installer, &Package)]) -> String {
    let texts = found.iter().map(|(installer, Package { version, build, channel, .. })| match installer {
        Installer::Conda => format!("{version} {build} {channel}"),
        Installer::Pip => format!("{version} by pip"),
    });
    texts.collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn packages_of(lines: &[&str]) -> Packages {
        let line = |line: &&str| {
            let (file, channel) = line.split_once(' ').unwrap_or((line, ""));
            match channel {
                "" => format!("lib/python3.11/site-packages/{file}.dist-info\n"),
                _ => format!("conda-meta/{file}.json:  \"channel\": \"https://h/{channel}\",\n"),
            }
        };
        Packages::parse(&lines.iter().map(line).collect::<String>())
    }

    fn compare(image: &[&str], host: &[&str], variables: Option<&[(&str, &str)]>) -> Comparison {
        let map =
            |pairs: &[(&str, &str)]| pairs.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect();
        let image = Reference {
            hooks: map(&[("HOOK", "/opt/env/x"), ("SAME", "/opt/env/y")]),
            packages: packages_of(image),
            ..Reference::default()
        };
        let host = HostEnvironment {
            prefix: "/h/p".to_owned(),
            packages: packages_of(host),
            variables: variables.map(map),
        };
        Comparison::new(&image, &host, |name| name == "numpy")
    }

    #[test]
    fn only_another_version_of_a_package_that_the_files_name_counts() {
        let image = ["numpy-2.0-1 c/linux-64", "pip-26-1 c/noarch", "tabulate-1.0", "only-1-0 c/noarch"];
        let host = ["numpy-2.1-1 c/linux-64", "pip-25-1 c/noarch", "tabulate-1.0-0 c/noarch"];
        let comparison = compare(&image, &host, None);
        assert_eq!(
            comparison.table(),
            "\nthe image, and /h/p on this machine:\n\
             numpy     BAD 2.0 1 c     2.1 1 c\n\
             only          1 0 c       -\n\
             pip           26 1 c      25 1 c\n\
             tabulate      1.0 by pip  1.0 0 c\n"
        );
        assert_eq!(
            comparison.failure().unwrap(),
            "`numpy`, which the Conda files name, is `2.0 1 c` in the image and `2.1 1 c` in /h/p; pin one version and bring \
             both up to date"
        );
        assert!(compare(&image[1..], &host[1..], None).failure().is_none());
        let gone = compare(&image[..1], &[], None).failure().unwrap();
        assert!(gone.contains("is `2.0 1 c` in the image and `nothing` in /h/p"), "{gone}");
    }

    #[test]
    fn another_build_or_channel_is_shown_but_not_that_of_another_platform() {
        let differ = |image, host| !compare(&[image], &[host], None).packages.is_empty();
        assert!(differ("numpy-2.0-1 c/linux-64", "numpy-2.0-2 c/linux-64"));
        assert!(differ("numpy-2.0-1 c/linux-64", "numpy-2.0-1 d/linux-64"));
        assert!(!differ("numpy-2.0-1 c/linux-64", "numpy-2.0-2 c/osx-arm64"));
        assert!(!differ("numpy-2.0-1 c/linux-64", "numpy-2.0-1 c/linux-64"));
    }

    #[test]
    fn variables_are_compared_with_the_prefix_left_out() {
        let of_host = [("SAME", "/h/p/y"), ("MORE", "1"), ("CONDA_PREFIX", "/h/p")];
        let comparison = compare(&[], &[], Some(&of_host));
        assert_eq!(
            comparison.json(),
            "{\"prefix\": \"/h/p\", \"packages\": [], \"variables\": [{\"name\": \"HOOK\", \"image\": \"$CONDA_PREFIX/x\", \
             \"host\": \"\", \"counts\": false}, {\"name\": \"MORE\", \"image\": \"\", \"host\": \"1\", \"counts\": false}]}"
        );
        assert!(compare(&[], &[], None).json().ends_with("\"variables\": null}"));
        assert!(
            compare(&[], &[], Some(&[("HOOK", "/h/p/x"), ("SAME", "/h/p/y")]))
                .table()
                .ends_with(":\nthe same packages and variables\n")
        );
    }
}
