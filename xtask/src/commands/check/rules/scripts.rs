//! The scripts `postBuild` and `start`: whether they start, stop at a failure, and ask for what only root can do.

use camino::Utf8Path;

use super::warned::warned;
use crate::base::source::Source;
use crate::base::wording::shown;
use crate::commands::check::finding::{Edit, Finding, Severity};
use crate::commands::check::subject::Subject;
use crate::conda::{About, is_for_a_shell};

/// postBuild, if there is anything in it.
pub fn post_build(subject: &Subject) -> Option<&Source> {
    subject.examined.post_build.as_ref().filter(|source| !source.text.trim().is_empty())
}

/// Both scripts, if there is anything in them.
fn scripts(subject: &Subject) -> impl Iterator<Item = &Source> {
    let start = subject.examined.start.as_ref().filter(|source| !source.text.trim().is_empty());
    post_build(subject).into_iter().chain(start)
}

fn is_start(source: &Source) -> bool {
    source.path.file_name() == Some("start")
}

/// The lines that are commands, continued ones as one, each with the line at which it begins.
pub fn commands(source: &Source) -> Vec<(usize, String)> {
    let (mut commands, mut open) = (Vec::<(usize, String)>::new(), false);
    for (index, line) in source.text.lines().enumerate() {
        let line = line.trim();
        if line.is_empty() || (line.starts_with('#') && !open) {
            open = false;
            continue;
        }
        let bare = line.strip_suffix('\\').unwrap_or(line).trim();
        match commands.last_mut().filter(|_| open) {
            Some((_, command)) => *command += &format!(" {bare}"),
            None => commands.push((index + 1, bare.to_owned())),
        }
        open = line.ends_with('\\');
    }
    commands
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
    let Some(source) = post_build(subject) else { return Vec::new() };
    let first = source.text.lines().next().unwrap_or_default();
    let Some(interpreter) = first.strip_prefix("#!") else { return Vec::new() };
    let words: Vec<&str> = interpreter.split_whitespace().collect();
    let is_errexit = |word: &&str| {
        *word == "errexit" || (word.starts_with('-') && !word.starts_with("--") && word.contains('e'))
    };
    let sets = |command: &String| {
        let mut words = command.split([' ', ';', '&']);
        words.next() == Some("set") && words.any(|word| is_errexit(&word))
    };
    let commands = commands(source);
    let is_set = words.iter().skip(1).any(is_errexit) || commands.iter().any(|(_, command)| sets(command));
    // A single command is the last one, whose failure is the script's.
    if !is_for_a_shell(&source.text) || is_set || commands.len() < 2 {
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

/// `needs-root`
pub fn needs_root(subject: &Subject) -> Vec<Finding> {
    scripts(subject).flat_map(commands_for_root).collect()
}

fn commands_for_root(source: &Source) -> Vec<Finding> {
    let managers = ["apt", "apt-get", "yum", "dnf", "apk"];
    let is_root = |part: &str| {
        let mut words =
            part.split_whitespace().skip_while(|word| word.contains('=') || ["then", "do"].contains(word));
        let first = words.next().unwrap_or_default();
        first == "sudo"
            || (managers.contains(&first) && words.any(|word| ["install", "update"].contains(&word)))
    };
    // What is tried and may fail, or depends on a condition, is the script's own business.
    let is_tried = |command: &str| command.contains("||") || command.starts_with("if ");
    let needs_root = |(_, command): &&(usize, String)| {
        !is_tried(command) && command.split([';', '&', '|', '(']).any(is_root)
    };
    // The build is not what fails because of a start script.
    let severity = if is_start(source) { Severity::Warning } else { Severity::Error };
    let name = source.path.file_name().unwrap_or_default();
    let commands = commands(source);
    let finding = |(line, command): &(usize, String)| {
        let sentence = format!("`{}` needs root, and {name} runs as you", shown(command));
        Finding::new(severity, &source.path, *line, sentence)
            .fix("list the packages that it installs in apt.txt")
    };
    commands.iter().filter(needs_root).map(finding).collect()
}
