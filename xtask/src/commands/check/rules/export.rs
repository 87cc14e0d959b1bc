//! What an export brings along from the machine on which it was made.

use super::builds::{is_build, is_of_a_system, is_of_all, kind};
use super::other_systems::{exported_on, left_over, owner};
use crate::base::wording::shown;
use crate::commands::check::finding::{Edit, Finding, Severity};
use crate::commands::check::subject::Subject;

/// `build-string`
pub fn build_string(subject: &Subject) -> Vec<Finding> {
    let lines: Vec<_> = subject.specs().filter(|(_, spec)| is_build(spec)).collect();
    if lines.iter().all(|(_, spec)| is_of_all(spec)) {
        return Vec::new();
    }
    let of_a_system: Vec<_> = lines.iter().copied().filter(|(_, spec)| is_of_a_system(spec)).collect();
    let system = exported_on(subject).filter(|_| !of_a_system.is_empty());
    let told = if system.is_some() { &of_a_system } else { &lines };
    let Some((first, _)) = told.first() else { return Vec::new() };
    let number = match told.len() {
        1 => format!("`{}` has a build string", shown(&first.text)),
        2 => format!("`{}` and one other line have build strings", shown(&first.text)),
        n => format!("`{}` and {} other lines have build strings", shown(&first.text), n - 1),
    };
    let (severity, sentence) = match system {
        Some(system) if told.len() == 1 => {
            (Severity::Error, format!("{number}, which is that of a build for {}", system.name()))
        }
        Some(system) => {
            (Severity::Error, format!("{number}, which are those of builds for {}", system.name()))
        }
        None => (
            Severity::Warning,
            format!(
                "{number}, and a build is for one kind of processor and can be withdrawn from its channel"
            ),
        ),
    };
    let edits = lines.iter().filter_map(|(item, spec)| {
        let end = format!("={}", spec.build);
        let start = item.text.strip_suffix(&end)?;
        let new = kind(&spec.build).map_or(start.to_owned(), |kind| format!("{start}=*{kind}*"));
        subject.replace(&subject.file, item.line, &item.text, &new)
    });
    let kinds = lines.iter().any(|(_, spec)| kind(&spec.build).is_some());
    let but = if kinds { ", but keep what says CUDA, BLAS or MPI: `=*cuda*`" } else { "" };
    let anew = if system.is_some() { "; `conda env export --from-history` writes none" } else { "" };
    let fix = format!("delete the last `=…` of each{but}{anew}");
    vec![Finding::new(severity, &subject.file, first.line, sentence).fix(fix).edits(edits)]
}

/// `selector`
pub fn selector(subject: &Subject) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (item, spec) in
        subject.specs().filter(|(_, spec)| owner(&spec.name, false).or(left_over(&spec.name)).is_none())
    {
        let raw = subject.raw(&subject.file, item.line);
        let Some(selector) = raw.split_once("# [").and_then(|(_, rest)| rest.split_once(']')) else {
            continue;
        };
        let words: Vec<&str> = selector.0.split_whitespace().collect();
        let elsewhere = ["win", "win32", "win64", "osx", "arm64"].iter().any(|word| words.contains(word));
        if elsewhere && words.first() != Some(&"not") || words.starts_with(&["not", "linux"]) {
            let name = shown(&spec.name);
            let sentence = format!(
                "`# [{}]` is a comment to Conda, so `{name}` is installed here too",
                shown(selector.0)
            );
            findings.push(
                Finding::warning(&subject.file, item.line, sentence)
                    .fix("delete the line if Linux does not need it, and the comment if it does"),
            );
        }
    }
    findings
}

/// `prefix`
pub fn prefix(subject: &Subject) -> Vec<Finding> {
    let Some(prefix) = &subject.document.prefix else { return Vec::new() };
    let raw = subject.raw(&subject.file, prefix.line);
    let is_alone = raw.starts_with("prefix:") && !prefix.text.is_empty() && raw.contains(&prefix.text);
    let sentence = format!("`prefix: {}` is a folder of the machine of the export", shown(&prefix.text));
    let finding = Finding::warning(&subject.file, prefix.line, sentence).fix("delete the line");
    vec![finding.edits(is_alone.then_some(Edit::Delete(prefix.line)))]
}

/// `base-export`
pub fn base_export(subject: &Subject) -> Vec<Finding> {
    let Some(name) =
        subject.document.name.as_ref().filter(|name| ["base", "root"].contains(&name.text.as_str()))
    else {
        return Vec::new();
    };
    let sentence =
        format!("`{}` is the name of Conda's own environment, which no other Conda creates", name.text);
    vec![Finding::warning(&subject.file, name.line, sentence).fix("give the environment a name of its own")]
}

/// `empty-name`
pub fn empty_name(subject: &Subject) -> Vec<Finding> {
    let Some(name) = subject.document.name.as_ref().filter(|name| name.text.is_empty()) else {
        return Vec::new();
    };
    let sentence = "`name:` has no value, and Conda from 26 on refuses a file with such a name";
    vec![Finding::warning(&subject.file, name.line, sentence).fix("write a name, or delete the line")]
}

/// `host-path`
pub fn host_path(subject: &Subject) -> Vec<Finding> {
    let is_host = |value: &str| {
        ["/Users/", "/home/", "/opt/homebrew"].iter().any(|start| value.starts_with(start))
            || (value.chars().nth(1) == Some(':') && value.contains('\\'))
    };
    let variables = subject.document.variables.iter().filter(|(_, value)| is_host(value));
    let finding = |(name, value): &(crate::conda::Item, String)| {
        let sentence =
            format!("the variable `{}` names a folder of one machine, `{}`", shown(&name.text), shown(value));
        Finding::warning(&subject.file, name.line, sentence)
            .fix("delete it, and set it where it holds: `cargo xtask run --env NAME=VALUE`, or `conda env config vars set`")
    };
    variables.map(finding).collect()
}
