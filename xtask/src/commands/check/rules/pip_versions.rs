//! Versions that pip once took and no longer does.

use super::python;
use crate::base::wording::shown;
use crate::commands::check::finding::{Edit, Finding, Severity};
use crate::commands::check::subject::{PipItem, Subject};
use crate::conda::{Item, PipLine, Requirement, Spec, unreadable_version};

/// The pip that began to refuse them, and the Python for which there is such a pip.
const STRICT_PIP: (u32, u32) = (24, 1);
const STRICT_PYTHON: (u32, u32) = (3, 8);

/// `pip-version`
pub fn pip_version(subject: &Subject) -> Vec<Finding> {
    let severity = if may_be_lenient(subject) { Severity::Warning } else { Severity::Error };
    let constraints = subject.examined.pip.iter().filter(|line| line.is_constraint);
    let constraint = |line: &PipLine| PipItem {
        file: line.file.clone(),
        line: line.line,
        text: line.text.clone(),
        requirement: Requirement::parse(&line.text),
    };
    let items: Vec<PipItem> = subject.pip.iter().cloned().chain(constraints.map(constraint)).collect();
    let is_told = |item: &PipItem| {
        subject.examined.refusals.iter().any(|it| (&it.file, it.line) == (&item.file, item.line))
    };
    items.iter().filter(|item| !is_told(item)).filter_map(|item| finding(subject, item, severity)).collect()
}

fn finding(subject: &Subject, item: &PipItem, severity: Severity) -> Option<Finding> {
    let requirement = item.requirement.as_ref()?;
    let (operator, number) = unreadable_version(&requirement.versions)?;
    let sentence = format!("pip from 24.1 on does not read the version in `{}`", shown(&item.text));
    let finding = Finding::new(severity, &item.file, item.line, sentence);
    if let Some(usual) = all_usual(&requirement.versions) {
        let edit: Option<Edit> = subject.replace(&item.file, item.line, &requirement.versions, &usual);
        let fix = format!("write `{}` for `{}`", shown(&usual), shown(&requirement.versions));
        return Some(finding.fix(fix).edits(edit));
    }
    let written = shown(&format!("{operator}{number}"));
    Some(finding.fix(if number.ends_with(['*', 'x']) {
        format!("write such as `=={}` for `{written}`", "1.2.*")
    } else {
        format!("write one such as `==1.2` for `{written}`, or the package's address")
    }))
}

/// The versions with each condition that is not read in its usual spelling; `None` if one of them has none.
fn all_usual(versions: &str) -> Option<String> {
    let one = |clause: &str| match unreadable_version(clause) {
        None => Some(clause.to_owned()),
        Some((operator, number)) => {
            usual(operator, number).filter(|usual| unreadable_version(usual).is_none())
        }
    };
    versions.split(',').map(one).collect::<Option<Vec<_>>>().map(|clauses| clauses.join(","))
}

/// What says the same and is read: without the `.*` that says nothing behind `>=` and `<`, and without a dot at the end.
fn usual(operator: &str, number: &str) -> Option<String> {
    let shorter = if [">=", "<"].contains(&operator) { number.strip_suffix(".*") } else { None };
    shorter.or(number.strip_suffix('.')).map(|shorter| format!("{operator}{shorter}"))
}

/// Whether the files ask for a Python or a pip with which these versions are still read.
fn may_be_lenient(subject: &Subject) -> bool {
    let asks = |name: &str, strict: (u32, u32)| {
        let by_conda = subject.document.spec(name).is_some_and(|(_, spec)| is_below(&spec.version, strict));
        let mut by_pip = subject.requirements().filter(|(_, requirement)| requirement.name == name);
        by_conda || by_pip.any(|(_, requirement)| is_below(&requirement.versions, strict))
    };
    // What stands in brackets may ask for any, and an old package for an old Python.
    let is_open = subject.document.spec("pip").is_some_and(|(_, spec)| !spec.brackets.is_empty());
    let is_bound = |(_, spec): &(Item, Spec)| !spec.version.is_empty() && !spec.version.starts_with('>');
    let may_be_old = match python::here(subject) {
        Some(version) => version < STRICT_PYTHON,
        None => subject.document.spec("python").is_none() && subject.specs().any(is_bound),
    };
    asks("pip", STRICT_PIP) || asks("python", STRICT_PYTHON) || is_open || may_be_old
}

/// Whether one of the conditions keeps the version below this one.
fn is_below(versions: &str, limit: (u32, u32)) -> bool {
    versions.split([',', '|']).any(|clause| {
        let clause = clause.trim();
        let number = clause.trim_start_matches(['=', '~', '<', ' ']);
        let mut parts = number.split('.').map(|part| part.trim_end_matches('*').parse::<u32>());
        let Some(Ok(major)) = parts.next() else { return false };
        let minor = match parts.next() {
            Some(Ok(minor)) => minor,
            // `=3` is the newest of them, and `<3` none.
            _ if clause.starts_with('<') => 0,
            _ => u32::MAX,
        };
        let is_open = clause.starts_with('<') && !clause.starts_with("<=");
        if is_open { (major, minor) <= limit } else { (major, minor) < limit }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_is_below_another_if_one_condition_keeps_it_there() {
        for versions in
            ["=3.7", "==3.7.9", "3.6.*", "<3.8", ">=3.6,<3.8", "<=3.7", "~=3.7", "2.7", "=2", "<3"]
        {
            assert!(is_below(versions, STRICT_PYTHON), "{versions}");
        }
        for versions in ["", "=3.8", ">=3.6", ">3", "=3", "3.11", "<3.12", ">=3.6,<4", "3.*", "*"] {
            assert!(!is_below(versions, STRICT_PYTHON), "{versions}");
        }
        assert!(
            is_below("<24.1", STRICT_PIP)
                && is_below("==23.3.2", STRICT_PIP)
                && !is_below("=24.2", STRICT_PIP)
        );
    }
}
