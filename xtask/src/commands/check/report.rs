//! How findings are told: a line for each, or one JSON document.

use super::finding::{Finding, Severity};
use super::fix::Fixed;
use super::rules::Hidden;
use crate::base::json::object;
use crate::base::quote::json;
use crate::base::wording::one_line;

/// One line: place, severity, what is wrong, what to do, and the rule.
pub fn line(finding: &Finding) -> String {
    let file = one_line(finding.file.as_str());
    format!("{file}:{}: {}: {}", finding.line, finding.severity.word(), sentence(finding))
}

/// The same without place and severity.
pub fn sentence(finding: &Finding) -> String {
    let fix = if finding.fix.is_empty() { String::new() } else { format!("; {}", finding.fix) };
    one_line(&format!("{}{fix} [{}]", finding.sentence, finding.rule))
}

/// How many there are: `2 errors and 1 warning`.
pub fn counted(findings: &[Finding]) -> String {
    let count = |severity| findings.iter().filter(|finding| finding.severity == severity).count();
    let plural = |count, word: &str| format!("{count} {word}{}", if count == 1 { "" } else { "s" });
    match (count(Severity::Error), count(Severity::Warning)) {
        (0, warnings) => plural(warnings, "warning"),
        (errors, 0) => plural(errors, "error"),
        (errors, warnings) => format!("{} and {}", plural(errors, "error"), plural(warnings, "warning")),
    }
}

/// The document for programs: what is found, and, if anything was to be mended, how the files differ.
pub fn document(findings: &[Finding], changed: Option<&[Fixed]>, hidden: &Hidden) -> String {
    let findings: Vec<String> = findings.iter().map(one).collect();
    let list =
        if findings.is_empty() { "[]".to_owned() } else { format!("[\n{}\n  ]", findings.join(",\n")) };
    let diff = changed.map(|changed| {
        let diffs: Vec<String> = changed.iter().map(|file| hidden.from(file.diff()) + "\n").collect();
        format!(",\n  \"diff\": {}", json(&diffs.concat()))
    });
    format!("{{\n  \"findings\": {list}{}\n}}", diff.unwrap_or_default())
}

fn one(finding: &Finding) -> String {
    let texts = [
        ("rule", finding.rule),
        ("severity", finding.severity.word()),
        ("file", finding.file.as_str()),
        ("sentence", &finding.sentence),
        ("fix", &finding.fix),
    ];
    let texts = texts.map(|(key, text)| (key, json(text)));
    let is_fixable = !finding.edits.is_empty();
    let others = [("line", finding.line.to_string()), ("fixable", is_fixable.to_string())];
    format!("    {}", object(texts.into_iter().chain(others)))
}
