//! pip beside Conda: whether it is there, and whether Binder installs the same.

use crate::base::wording::shown;
use crate::commands::check::finding::{Edit, Finding};
use crate::commands::check::subject::{PipItem, Subject};
use crate::conda;

const FILE: &str = "requirements.txt";

/// The edit that adds lines to the list `dependencies`, each with the indentation that the list has; `None` if the list is
/// not written one item a line.
fn add(subject: &Subject, lines: &[&str]) -> Option<Edit> {
    let (item, _) = subject.specs().max_by_key(|(item, _)| item.line)?;
    let indent = subject.indent(item.line, &item.text)?;
    let text: Vec<String> = lines.iter().map(|line| format!("{indent}{line}")).collect();
    Some(Edit::Insert { after: item.line, text: text.join("\n") })
}

/// `no-pip`
pub fn no_pip(subject: &Subject) -> Vec<Finding> {
    if !subject.lacks("pip") || !subject.pip_installs() || subject.document.spec("pip").is_some() {
        return Vec::new();
    }
    let line = subject.document.pip_key.as_ref().map_or(subject.key_line("dependencies"), |key| key.line);
    let sentence = "pip installs packages, but is not among the dependencies; Conda adds it, and warns";
    vec![Finding::warning(&subject.file, line, sentence).fix("write `- pip`").edits(add(subject, &["- pip"]))]
}

/// `ignored-words`
pub fn ignored_words(subject: &Subject) -> Vec<Finding> {
    let finding = |item: &PipItem| {
        let words = conda::ignored_words(&item.text);
        let sentence = format!("pip ignores `{}` on this line", shown(&words));
        let finding = Finding::warning(&item.file, item.line, sentence);
        (!words.is_empty()).then(|| finding.fix("delete it, or write it on its own line"))
    };
    subject.pip.iter().filter_map(finding).collect()
}

/// `requirements-not-named`
pub fn requirements_not_named(subject: &Subject) -> Vec<Finding> {
    let file = subject.folder.join(FILE);
    let has_lines = subject.pip.iter().any(|item| item.file == file);
    let mut words = subject.document.pip.iter().flat_map(|item| item.text.split([' ', '=']));
    let is_named = words.any(|word| word.trim_start_matches("-r").trim_start_matches("./") == FILE);
    if !subject.lacks(FILE) || !has_lines || is_named {
        return Vec::new();
    }
    let named = "- -r requirements.txt";
    let (line, edit) = match (&subject.document.pip_key, subject.document.pip.last()) {
        (Some(key), Some(last)) => {
            let indent = subject.indent(last.line, &last.text);
            (
                key.line,
                indent.map(|indent| Edit::Insert { after: last.line, text: format!("{indent}{named}") }),
            )
        }
        (Some(key), None) => (key.line, None),
        (None, _) => {
            let line = subject.key_line("dependencies");
            (line, add(subject, &["- pip:", &format!("    {named}")]))
        }
    };
    let sentence = "requirements.txt is installed here, but not on Binder, since no line names it";
    vec![
        Finding::warning(&subject.file, line, sentence)
            .fix(format!("write `{named}` below `- pip:`"))
            .edits(edit),
    ]
}
