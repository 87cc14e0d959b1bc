//! What Conda, pip or this tool's reader cannot take, and what they take and ignore.

use crate::base::error::{BadInput, MistakeKind};
use crate::base::wording::shown;
use crate::commands::check::finding::{Edit, Finding};
use crate::commands::check::subject::Subject;
use crate::conda::{About, Recoded, Warning};

/// The rule that tells of what was refused for this.
fn rule(kind: MistakeKind) -> &'static str {
    match kind {
        MistakeKind::Plain | MistakeKind::Channels => "unreadable",
        MistakeKind::LocalPath => "local-path",
        MistakeKind::FileUrl => "file-url",
    }
}

/// What was refused, as far as it is this rule's.
fn refusals<'s>(subject: &'s Subject, name: &str) -> impl Iterator<Item = (&'s BadInput, Finding)> {
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
        Finding::error(
            &recoded.file,
            1,
            format!("the file is {}, as Windows programs write it", recoded.encoding),
        )
        .fix("save it as UTF-8 without byte order mark")
        .edits([Edit::Encoding])
    };
    subject.examined.recoded.iter().map(finding).collect()
}

/// `file-url`
pub fn file_url(subject: &Subject) -> Vec<Finding> {
    let finding = |(refusal, finding): (&BadInput, Finding)| {
        let text = subject.refused(refusal);
        let url = text.split([' ', '=']).find(|word| word.starts_with("file:")).unwrap_or_default();
        let path = url.trim_start_matches("file:").trim_start_matches('/');
        let is_there =
            !path.is_empty() && subject.examined.project.is_file(&refusal.file.with_file_name(path));
        let edit = is_there.then(|| subject.replace(&refusal.file, refusal.line, url, path)).flatten();
        finding.edits(edit)
    };
    refusals(subject, "file-url").map(finding).collect()
}

/// `local-path`
pub fn local_path(subject: &Subject) -> Vec<Finding> {
    let finding = |(refusal, finding): (&BadInput, Finding)| {
        let text = subject.refused(refusal);
        let Some((name, url)) = text.split_once('@').filter(|(_, url)| is_conda_build(url.trim())) else {
            return finding;
        };
        let name = name.trim();
        let sentence = format!(
            "`{}` has the folder in which Conda's builders built it, as `pip freeze` writes it",
            shown(name)
        );
        let is_all = !url.trim().contains(' ');
        let edit =
            is_all.then(|| subject.replace(&refusal.file, refusal.line, &text[name.len()..], "")).flatten();
        Finding { sentence, ..finding }
            .fix(format!("write `{0}`, or `{0}==` and the version that you have", shown(name)))
            .edits(edit)
    };
    refusals(subject, "local-path").map(finding).collect()
}

/// Whether this is a folder in which a package of Conda's was built: such a package is a public one.
fn is_conda_build(url: &str) -> bool {
    let folders = [
        "/croot/",
        "/feedstock_root/",
        "/conda-bld/",
        "/tmp/build/80754af9/",
        "/perseverance-python-buildout/",
    ];
    url.starts_with("file:") && folders.iter().any(|folder| url.contains(folder))
}

/// What the reader warns of, too; its warnings about one thing.
pub fn warned(subject: &Subject, about: About) -> Vec<Finding> {
    let warnings = subject.examined.warnings.iter().filter(|warning| warning.about == about);
    let finding = |warning: &Warning| {
        let line = warning.place.map_or(1, |(line, _)| line);
        Finding::warning(&warning.file, line, &warning.sentence).fix(&warning.advice)
    };
    warnings.map(finding).collect()
}

/// `unknown-key`
pub fn unknown_key(subject: &Subject) -> Vec<Finding> {
    warned(subject, About::UnknownKey)
}

/// `passed-over`
pub fn passed_over(subject: &Subject) -> Vec<Finding> {
    warned(subject, About::PassedOver)
}

/// `other-builder`
pub fn other_builder(subject: &Subject) -> Vec<Finding> {
    warned(subject, About::OtherBuilder)
}

/// `requirements-alone`
pub fn requirements_alone(subject: &Subject) -> Vec<Finding> {
    warned(subject, About::RequirementsAlone)
}
