//! Conditions on a version that Conda's own reader takes, and other programs for Conda's files do not.

use crate::base::wording::shown;
use crate::commands::check::finding::Finding;
use crate::commands::check::subject::Subject;
use crate::conda::{Item, of_own_spelling};

/// `operator`
pub fn operator(subject: &Subject) -> Vec<Finding> {
    let finding = |item: &Item| {
        let (usual, is_meant) = of_own_spelling(&item.text)?;
        let (text, shown_usual) = (shown(&item.text), shown(&usual));
        let sentence = format!("Conda reads `{text}` as `{shown_usual}`, and mamba or pixi may refuse it");
        let finding = Finding::warning(&subject.file, item.line, sentence);
        if !is_meant {
            return Some(finding.fix(format!("write `{shown_usual}`, or what you mean")));
        }
        let edit = subject.replace(&subject.file, item.line, &item.text, &usual);
        Some(finding.fix(format!("write `{shown_usual}`")).edits(edit))
    };
    subject.specs().filter_map(|(item, _)| finding(item)).collect()
}
