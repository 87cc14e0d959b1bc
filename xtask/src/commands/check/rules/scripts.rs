//! The scripts `postBuild` and `start`: whether they start, and stop at a failure.

use std::collections::BTreeSet;

use camino::Utf8Path;

use super::warned::warned;
use crate::base::source::Source;
use crate::commands::check::finding::{Edit, Finding};
use crate::commands::check::script::Script;
use crate::commands::check::subject::Subject;
use crate::conda::About;

/// postBuild, if there is anything in it.
pub fn post_build(subject: &Subject) -> Option<&Source> {
    subject.examined.post_build.as_ref().filter(|source| !source.text.trim().is_empty())
}

/// Both scripts, if there is anything in them.
pub fn scripts(subject: &Subject) -> impl Iterator<Item = &Source> {
    let start = subject.examined.start.as_ref().filter(|source| !source.text.trim().is_empty());
    post_build(subject).into_iter().chain(start)
}

/// Whether the script is `start`, because of which no build fails.
pub fn is_start(source: &Source) -> bool {
    source.path.file_name() == Some("start")
}

/// The scripts, each with its commands.
pub fn read(subject: &Subject) -> impl Iterator<Item = (&Source, &Script)> {
    scripts(subject).filter_map(|source| Some((source, subject.scripts.get(&source.path)?)))
}

/// postBuild with its commands.
pub fn post_build_read(subject: &Subject) -> Option<(&Source, &Script)> {
    read(subject).find(|(source, _)| !is_start(source))
}

/// `no-shebang`
pub fn no_shebang(subject: &Subject) -> Vec<Finding> {
    scripts(subject).filter(|source| !source.text.starts_with("#!")).map(without_shebang).collect()
}

fn without_shebang(source: &Source) -> Finding {
    let blank = source.text.lines().take_while(|line| line.trim().is_empty()).count();
    if source.text.trim_start().starts_with("#!") {
        let sentence = "the `#!` line is not the first, so the kernel does not see it";
        let edits = (1..=blank).map(Edit::Delete);
        let is_indented = !source.text.lines().nth(blank).is_some_and(|line| line.starts_with("#!"));
        let finding = Finding::warning(&source.path, blank + 1, sentence).fix("delete what is above it");
        return finding.edits(edits.filter(|_| !is_indented));
    }
    let sentence =
        "the script has no `#!` line: here it runs as `/bin/bash -e`, and elsewhere as the caller likes";
    let insert = Edit::Insert { after: 0, text: "#!/bin/bash -e".to_owned() };
    Finding::warning(&source.path, 1, sentence).fix("make `#!/bin/bash -e` the first line").edits([insert])
}

/// `no-exec`
pub fn no_exec(subject: &Subject) -> Vec<Finding> {
    let findings = warned(subject, About::NoExec).into_iter();
    let edit = |line| Edit::Insert { after: line, text: "exec \"$@\"".to_owned() };
    // What was refused is missing from the text to which the line belongs.
    let is_refused = |file: &Utf8Path| subject.examined.refusals.iter().any(|it| it.file == file);
    findings
        .map(|finding| {
            let edits = (!is_refused(&finding.file)).then(|| edit(finding.line));
            finding.edits(edits)
        })
        .collect()
}

/// `no-errexit`
pub fn no_errexit(subject: &Subject) -> Vec<Finding> {
    // A start script that goes on opens the lab all the same, which most of them mean.
    let Some((source, script)) = post_build_read(subject) else { return Vec::new() };
    let first = source.text.lines().next().unwrap_or_default();
    if !first.starts_with("#!") {
        return Vec::new();
    }
    // A single command is the last one, whose failure is the script's.
    let chains: BTreeSet<usize> = script.commands.iter().map(|command| command.chain).collect();
    if script.sets_errexit || chains.len() < 2 {
        return Vec::new();
    }
    let insert = Edit::Insert { after: 1, text: "set -e".to_owned() };
    let sentence =
        "a command that fails does not stop the script, so the image lacks something and nobody is told";
    vec![
        Finding::warning(&source.path, 1, sentence)
            .fix("write `set -e` below the first line")
            .edits([insert]),
    ]
}

/// `windows-line-ends`
pub fn windows_line_ends(subject: &Subject) -> Vec<Finding> {
    let finding = |source: &Source| {
        let line = source.text.split('\n').position(|line| line.contains('\r')).unwrap_or_default() + 1;
        let sentence =
            "the script has the line ends of Windows, with which Binder does not find its interpreter";
        Finding::warning(&source.path, line, sentence)
            .fix("save it with LF line ends")
            .edits([Edit::LineEnds])
    };
    scripts(subject).filter(|source| source.text.contains('\r')).map(finding).collect()
}
