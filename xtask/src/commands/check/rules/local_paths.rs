//! Paths of one machine, which a build cannot read.

use super::unreadable::refusals;
use crate::base::error::BadInput;
use crate::base::wording::shown;
use crate::commands::check::finding::Finding;
use crate::commands::check::subject::Subject;

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
