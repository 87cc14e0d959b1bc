//! What Conda, pip or this tool's reader cannot take.

use crate::base::error::{BadInput, MistakeKind};
use crate::commands::check::finding::{Edit, Finding};
use crate::commands::check::subject::Subject;
use crate::conda::Recoded;

/// The rule that tells of what was refused for this.
fn rule(kind: MistakeKind) -> &'static str {
    match kind {
        MistakeKind::Plain | MistakeKind::Channels | MistakeKind::WholeFile => "unreadable",
        MistakeKind::LocalPath => "local-path",
        MistakeKind::FileUrl => "file-url",
    }
}

/// What was refused, as far as it is this rule's.
pub fn refusals<'s>(subject: &'s Subject, name: &str) -> impl Iterator<Item = (&'s BadInput, Finding)> {
    let refusals = subject.examined.refusals.iter().filter(move |refusal| rule(refusal.kind) == name);
    refusals.map(|refusal| {
        let finding = Finding::error(&refusal.file, refusal.line, &refusal.sentence);
        (refusal, finding.fix(&refusal.advice))
    })
}

/// `unreadable`
pub fn unreadable(subject: &Subject) -> Vec<Finding> {
    refusals(subject, "unreadable").map(|(_, finding)| finding).collect()
}

/// `encoding`
pub fn encoding(subject: &Subject) -> Vec<Finding> {
    let finding = |recoded: &Recoded| {
        Finding::warning(
            &recoded.file,
            1,
            format!(
                "the file is {}, as Windows programs write it, and not each program reads that",
                recoded.encoding
            ),
        )
        .fix("save it as UTF-8 without byte order mark")
        .edits([Edit::Encoding])
    };
    subject.examined.recoded.iter().map(finding).collect()
}
