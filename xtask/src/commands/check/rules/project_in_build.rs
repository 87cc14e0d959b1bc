//! What `postBuild` reads of the project, which is not in the image while it is built.

use camino::{Utf8Path, Utf8PathBuf};

use super::scripts::{commands, post_build};
use crate::base::wording::shown;
use crate::commands::check::finding::Finding;
use crate::commands::check::subject::Subject;

/// `project-in-build`
pub fn project_in_build(subject: &Subject) -> Vec<Finding> {
    let Some(source) = post_build(subject) else { return Vec::new() };
    let has = |file: &Utf8Path| subject.surroundings.has(file);
    // The folder into which `cd` has gone, as far as that can be told: the project's own folder at first.
    let mut folder = Utf8PathBuf::new();
    let mut findings = Vec::new();
    for (line, command) in commands(source) {
        let words: Vec<&str> = command.split_whitespace().collect();
        for pair in words.windows(2).filter(|pair| pair[0] == "cd") {
            let inner = pair[1].trim_end_matches([';', '/']);
            let is_inner = !inner.starts_with(['/', '~', '$', '"', '.', '-']);
            folder = if is_inner { folder.join(inner) } else { Utf8PathBuf::new() };
        }
        let is_missing = match read_by(&words) {
            Some(Read::Folder) => !SETUP.iter().any(|name| has(&folder.join(name))),
            Some(Read::File(file)) => !has(&folder.join(file)),
            None => false,
        };
        if is_missing {
            let sentence = format!(
                "`{}` reads the project, which is not there while the image is built",
                shown(&command)
            );
            findings.push(Finding::warning(&source.path, line, sentence).fix(
                "`import` finds code in src/ by itself; install other code in the running container, or name what is read in the \
                 setting `build-files`",
            ));
        }
    }
    findings
}

/// The files of which an installation reads one first.
const SETUP: [&str; 3] = ["pyproject.toml", "setup.py", "setup.cfg"];

/// What an installation reads of the project.
enum Read<'c> {
    /// Its folder.
    Folder,
    /// This script.
    File(&'c str),
}

fn read_by<'c>(words: &[&'c str]) -> Option<Read<'c>> {
    let is_local =
        |word: &&str| [".", "./", ".."].contains(word) || word.starts_with(".[") || word.starts_with("\".[");
    let by_pip = words.windows(2).any(|pair| pair[0].ends_with("pip") && pair[1] == "install");
    if by_pip && words.iter().any(is_local) {
        return Some(Read::Folder);
    }
    let script = words.iter().find(|word| word.ends_with("setup.py"))?;
    Some(Read::File(script.trim_start_matches("./")))
}
