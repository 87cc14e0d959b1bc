//! Packages that are asked for twice.

use std::collections::BTreeMap;

use camino::Utf8Path;

use super::names_at_pip::is_same;
use crate::base::wording::shown;
use crate::commands::check::finding::{Finding, Severity};
use crate::commands::check::subject::{PipItem, Subject};
use crate::conda::{Requirement, Spec, normalised_name};

/// A package that is asked for, and where.
#[derive(Clone, Copy)]
struct Listed<'s> {
    file: &'s Utf8Path,
    line: usize,
    text: &'s str,
    name: &'s str,
    versions: &'s str,
    exact: Option<&'s str>,
    /// From where it is, and in which build.
    source: [&'s str; 3],
    /// What it brings besides, behind pip's name.
    extras: &'s str,
}

impl Listed<'_> {
    /// Whether it says one thing, and the other one another, so that it takes both lines to say it.
    fn completes(&self, other: &Self) -> bool {
        let is_either = |one: &str, other: &str| one.is_empty() || other.is_empty();
        let versions = is_either(self.versions, other.versions) || self.versions == other.versions;
        let sources = self.source.iter().zip(&other.source);
        let is_address = |one: &Self, other: &Self| one.text.contains("://") && !other.versions.is_empty();
        versions
            && sources.clone().all(|(one, other)| one == other || is_either(one, other))
            && (self.extras != other.extras || sources.clone().any(|(one, other)| one != other))
            // What is at an address may be of another version.
            && !is_address(self, other)
            && !is_address(other, self)
    }
}

/// What stands in `[…]` behind the name of a requirement.
fn extras(text: &str) -> &str {
    let end = text.find([';', '@', '=', '<', '>', '!', '~', ' ']).unwrap_or(text.len());
    let inside = text[..end].split_once('[').map_or("", |(_, rest)| rest);
    inside.split(']').next().unwrap_or_default()
}

/// `listed-twice`
pub fn listed(subject: &Subject) -> Vec<Finding> {
    let specs = subject.specs().filter(|(_, spec)| !spec.name.is_empty());
    let specs = specs.map(|(item, spec)| Listed {
        file: &subject.file,
        line: item.line,
        text: &item.text,
        name: &spec.name,
        versions: if spec.version.trim_start_matches(['=', ' ']) == "*" { "" } else { &spec.version },
        exact: spec.exact(),
        source: [&spec.channel, &spec.build, &spec.brackets],
        extras: "",
    });
    // Two conditions usually exclude each other.
    let unconditional = subject.requirements().filter(|(_, requirement)| requirement.marker.is_empty());
    let requirements = unconditional.map(|(item, requirement)| Listed {
        file: &item.file,
        line: item.line,
        text: &item.text,
        name: &requirement.name,
        versions: &requirement.versions,
        exact: requirement.exact(),
        source: [if item.text.contains("://") { &item.text } else { "" }, "", ""],
        extras: extras(&item.text),
    });
    let mut findings = repeated(subject, specs);
    findings.extend(repeated(subject, requirements));
    findings
}

fn repeated<'s>(subject: &Subject, all: impl Iterator<Item = Listed<'s>>) -> Vec<Finding> {
    let mut seen: BTreeMap<&str, Listed<'_>> = BTreeMap::new();
    let mut findings = Vec::new();
    for one in all {
        let first = *seen.entry(one.name).or_insert(one);
        if (first.file, first.line) != (one.file, one.line) {
            if first.completes(&one) {
                continue;
            }
            let same = first.text.split_whitespace().eq(one.text.split_whitespace());
            let edit = subject.delete(one.file, one.line, one.text).filter(|_| same);
            findings.push(twice(&one, &first, same).edits(edit));
        }
    }
    findings
}

fn at(file: &Utf8Path, line: usize) -> String {
    format!("{file}:{line}")
}

/// Whether no version is both. Only plain numbers are sure to differ: `1.0RC1` and `1.0rc1` are one.
fn differ(one: Option<&str>, other: Option<&str>) -> bool {
    let is_plain = |version: &str| numbers(version).is_some();
    matches!((one, other), (Some(one), Some(other))
        if is_plain(one) && is_plain(other) && !fits(one, other) && !fits(other, one))
}

/// Whether a version is one of those that a shorter one means: 1.26.4 is of 1.26, 2.1+cpu of 2.1, and 2021.5.30 of 2021.05.30.
fn fits(version: &str, shorter: &str) -> bool {
    match (numbers(version), numbers(shorter)) {
        (Some(version), Some(shorter)) => {
            let rest = version.strip_prefix(shorter.as_slice());
            // Zeros at the end mean nothing.
            rest.is_some()
                || shorter.strip_prefix(version.as_slice()).is_some_and(|rest| rest.iter().all(|it| *it == 0))
        }
        _ => {
            version.strip_prefix(shorter).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '+']))
        }
    }
}

/// The numbers of a version without its label; `None` if it has other parts.
fn numbers(version: &str) -> Option<Vec<u64>> {
    let public = version.split('+').next().unwrap_or_default().trim();
    let public = public.strip_prefix(['v', 'V']).unwrap_or(public);
    public.split('.').map(|part| part.parse().ok()).collect()
}

fn twice(one: &Listed<'_>, first: &Listed<'_>, same: bool) -> Finding {
    let (place, before) = (at(first.file, first.line), shown(first.text));
    if same {
        let sentence = format!("`{}` is asked for a second time, after {place}", shown(one.text));
        return Finding::warning(one.file, one.line, sentence).fix("delete the line");
    }
    let clash = differ(first.exact, one.exact);
    let severity = if clash { Severity::Error } else { Severity::Warning };
    let what = if clash { "and no version is both" } else { "and both have to hold" };
    let sentence = format!("`{}` stands beside `{before}` of {place}, {what}", shown(one.text));
    Finding::new(severity, one.file, one.line, sentence).fix("keep one of the lines")
}

/// `conda-and-pip`
pub fn conda_and_pip(subject: &Subject) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (item, requirement) in subject.requirements() {
        // pip finds the version that it is asked for, and leaves it.
        let is_equal = |spec: &Spec| {
            matches!((spec.exact(), requirement.exact()), (Some(one), Some(other))
                if one == other || (fits(one, other) && fits(other, one)))
        };
        let asks_for_it = |spec: &Spec| is_same(&spec.name, &requirement.name) && !is_equal(spec);
        if let Some((line, spec)) = subject.specs().find(|(_, spec)| asks_for_it(spec)) {
            findings.push(both(subject, item, requirement, spec, line.line));
        }
    }
    findings
}

fn both(subject: &Subject, item: &PipItem, requirement: &Requirement, spec: &Spec, line: usize) -> Finding {
    let (text, conda) = (shown(&item.text), at(&subject.file, line));
    let clash = requirement.marker.is_empty()
        && matches!((requirement.exact(), spec.exact()), (Some(pip), Some(conda)) if !fits(pip, conda));
    if clash {
        let conda = format!("Conda's `{}{}` of {conda}", spec.name, spec.version);
        let sentence = format!("pip's `{text}` replaces {conda} by another version");
        return Finding::warning(&item.file, item.line, sentence).fix("keep one of the lines");
    }
    let is_bare =
        normalised_name(&item.text) == requirement.name && normalised_name(&spec.name) == requirement.name;
    let edit = subject.delete(&item.file, item.line, &item.text).filter(|_| is_bare);
    let sentence = if is_bare {
        format!("pip's `{text}` is what Conda installs already, for {conda}")
    } else {
        format!("pip's `{text}` may replace or double what Conda installs for {conda}")
    };
    Finding::warning(&item.file, item.line, sentence)
        .fix("delete the line, and let Conda have it")
        .edits(edit)
}
