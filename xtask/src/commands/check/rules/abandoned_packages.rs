//! Packages that are abandoned, or that Conda or pip has by another name.

use crate::commands::check::finding::{Finding, Severity};
use crate::commands::check::subject::Subject;

/// A package that is gone: whether it was pip's, its name, what to take instead, how bad that is, and why.
const GONE: [(bool, &str, &str, Severity, &str); 7] = [
    (true, "python-language-server", "python-lsp-server", Severity::Warning, "is abandoned"),
    (true, "pytorch", "torch", Severity::Error, "is there only to say that it is the wrong one"),
    (true, "sklearn", "scikit-learn", Severity::Error, "is there only to say that it is the wrong one"),
    (
        true,
        "tensorflow-gpu",
        "tensorflow",
        Severity::Warning,
        "ended with version 2.11, since `tensorflow` has all of it",
    ),
    (false, "python-language-server", "python-lsp-server", Severity::Warning, "is abandoned"),
    (false, "sklearn", "scikit-learn", Severity::Warning, "has another name at conda-forge"),
    (false, "torch", "pytorch", Severity::Warning, "has another name at conda-forge"),
];

/// `gone-package`
pub fn gone(subject: &Subject) -> Vec<Finding> {
    let conda = subject.specs().map(|(item, spec)| (&subject.file, item.line, &item.text, &spec.name, false));
    let pip = subject.requirements().map(|(item, it)| (&item.file, item.line, &item.text, &it.name, true));
    let mut findings = Vec::new();
    for (file, line, text, name, is_pip) in conda.chain(pip) {
        let row = GONE.iter().find(|(pips, gone, ..)| *pips == is_pip && gone == name);
        let Some((_, _, instead, severity, why)) = row else { continue };
        let whose = if is_pip { "pip's" } else { "Conda's" };
        let is_bare = text == name && !subject.has_package(instead);
        let edit = subject.replace(file, line, name, instead).filter(|_| is_bare);
        let finding = Finding::new(*severity, file, line, format!("{whose} `{name}` {why}"));
        findings.push(finding.fix(format!("write `{instead}`")).edits(edit));
    }
    findings
}
