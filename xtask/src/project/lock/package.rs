//! The Conda part of a lock: a list in Conda's own format `@EXPLICIT`, in which comments have what that format does not.

use std::collections::BTreeSet;

use anyhow::Result;

use super::heads::{HEAD, LOCK, MADE_FROM, conda_name, made_from, not_ours};
use crate::base::source::Source;
use crate::base::wording::shown;
use crate::conda::package_file::{parts, stem};
use crate::machine::platform::Platform;

/// The layer of the image that a package is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// Python, pip, and what these need.
    Python,
    /// The large packages.
    Large,
    /// All others.
    Rest,
}

impl Part {
    /// In the order of the layers.
    pub const ALL: [Self; 3] = [Self::Python, Self::Large, Self::Rest];

    /// The name in the lock, in template/solve-environment.py and in the Dockerfile.
    pub fn name(self) -> &'static str {
        match self {
            Self::Python => "python",
            Self::Large => "large",
            Self::Rest => "rest",
        }
    }

    /// The part of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|part| part.name() == name)
    }
}

/// A package of the lock.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Package {
    /// Its address at the public channel.
    pub url: String,
    /// The checksum that Conda knows.
    pub md5: String,
    /// The checksum that the build compares besides.
    pub sha256: String,
    /// Its layer.
    pub part: Part,
}

impl Package {
    /// The name of the file, such as `python-3.12.1-h12_0.conda`.
    pub fn file(&self) -> &str {
        self.url.rsplit('/').next().unwrap_or_default()
    }

    /// The package's name.
    pub fn name(&self) -> &str {
        parts(self.file()).map_or("", |(name, ..)| name)
    }

    /// Its version and its build.
    pub fn version(&self) -> (&str, &str) {
        parts(self.file()).map_or(("", ""), |(_, version, build)| (version, build))
    }

    /// Its lines in the lock.
    fn lines(&self) -> String {
        format!("# sha256: {}  {}\n{}#{}\n", self.sha256, self.file(), self.url, self.md5)
    }
}

/// The file for a platform.
pub fn packages_text(platform: Platform, made_from: &str, packages: &[Package]) -> String {
    let name = conda_name(platform);
    let mut text = format!(
        "{HEAD}\n# Without Docker: conda create --prefix ./env --file {LOCK}/{name}\n{MADE_FROM}{made_from}\n@EXPLICIT\n"
    );
    let mut part = None;
    for package in packages {
        if part != Some(package.part) {
            part = Some(package.part);
            text += &format!("# part: {}\n", package.part.name());
        }
        text += &package.lines();
    }
    text
}

/// Reads what [`packages_text`] wrote: the digest of what it was made from, and the packages.
///
/// # Errors
///
/// `BadInput` with the line.
pub fn parse_packages(source: &Source) -> Result<(String, Vec<Package>)> {
    let mut body = source.text.lines().enumerate().map(|(index, line)| (index + 1, line));
    if body.by_ref().find(|(_, line)| *line == "@EXPLICIT").is_none() {
        return Err(not_ours(source, 1, "no line `@EXPLICIT` begins the list of packages"));
    }
    let (mut list, mut last) = (List::default(), 1);
    for (number, line) in body {
        list.line(line).map_err(|what| not_ours(source, number, &what))?;
        last = number;
    }
    if list.sum.is_some() || list.packages.is_empty() {
        return Err(not_ours(source, last, "the list of packages ends too early"));
    }
    Ok((made_from(source)?, list.packages))
}

/// The packages so far, and what the comments said that belongs to the next one.
#[derive(Default)]
struct List<'s> {
    packages: Vec<Package>,
    names: BTreeSet<String>,
    part: Option<Part>,
    /// A SHA-256, and the file that it is of.
    sum: Option<(&'s str, &'s str)>,
}

impl<'s> List<'s> {
    /// Adds a line; the error is what is wrong with it.
    fn line(&mut self, line: &'s str) -> Result<(), String> {
        if let Some(name) = line.strip_prefix("# part: ") {
            match Part::named(name) {
                Some(known) if self.part < Some(known) && self.sum.is_none() => self.part = Some(known),
                _ => return Err("the parts are `python`, `large` and `rest`, in this order".to_owned()),
            }
        } else if let Some(line) = line.strip_prefix("# sha256: ") {
            match line.split_once("  ") {
                Some(sum) if is_hex(sum.0, 64) && self.sum.is_none() => self.sum = Some(sum),
                _ => return Err("this is not one SHA-256 and the name of a file".to_owned()),
            }
        } else {
            let package = self.package(line)?;
            if !self.names.insert(package.name().to_owned()) {
                return Err(format!("the package {} is there twice", package.name()));
            }
            self.packages.push(package);
        }
        Ok(())
    }

    fn package(&mut self, line: &str) -> Result<Package, String> {
        let Some((url, md5)) = line.split_once('#').filter(|(url, md5)| is_url(url) && is_hex(md5, 32))
        else {
            return Err(format!("`{}` is not the address of a package and its MD5", shown(line)));
        };
        let (Some(part), Some((sha256, file))) = (self.part, self.sum.take()) else {
            return Err("no SHA-256, or no part, stands above this package".to_owned());
        };
        let [url, md5, sha256] = [url, md5, sha256].map(str::to_owned);
        let package = Package { url, md5, sha256, part };
        if package.file() != file {
            return Err("the SHA-256 above this package is that of another file".to_owned());
        }
        Ok(package)
    }
}

/// Whether the text has so many hexadecimal digits, in small letters, and nothing else.
pub fn is_hex(text: &str, digits: usize) -> bool {
    text.len() == digits && text.chars().all(|c| c.is_ascii_digit() || ('a'..='f').contains(&c))
}

fn is_url(text: &str) -> bool {
    let Some((host, path)) = text
        .split_once("://")
        .and_then(|(scheme, rest)| rest.split_once('/').filter(|_| scheme == "http" || scheme == "https"))
    else {
        return false;
    };
    let file = path.rsplit('/').next().unwrap_or_default();
    // What stands in front of an `@` would be somebody's password.
    !host.is_empty()
        && !host.contains('@')
        && text.chars().all(|c| c.is_ascii_graphic() && !"'\"\\$`".contains(c))
        && stem(file).is_some()
        && parts(file).is_some()
}
