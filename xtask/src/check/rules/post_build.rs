//! The script `postBuild`: whether it starts, stops at a failure, and asks for what it cannot have.

use crate::check::finding::{Edit, Finding};
use crate::check::subject::Subject;
use crate::nearest::shown;
use crate::source::Source;

/// The script, if there is anything in it.
fn script(subject: &Subject) -> Option<&Source> {
    subject.examined.post_build.as_ref().filter(|source| !source.text.trim().is_empty())
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
    let Some(source) = script(subject).filter(|source| !source.text.starts_with("#!")) else {
        return Vec::new();
    };
    let blank = source.text.lines().take_while(|line| line.trim().is_empty()).count();
    if source.text.trim_start().starts_with("#!") {
        let sentence = "the `#!` line is not the first, so the kernel does not see it";
        let edits = (1..=blank).map(Edit::Delete);
        let is_indented = !source.text.lines().nth(blank).is_some_and(|line| line.starts_with("#!"));
        let finding = Finding::warning(&source.path, blank + 1, sentence).fix("delete what is above it");
        return vec![finding.edits(edits.filter(|_| !is_indented))];
    }
    let sentence =
        "the script has no `#!` line: here it runs as `/bin/bash -e`, and elsewhere as the caller likes";
    let insert = Edit::Insert { after: 0, text: "#!/bin/bash -e".to_owned() };
    vec![
        Finding::warning(&source.path, 1, sentence)
            .fix("make `#!/bin/bash -e` the first line")
            .edits([insert]),
    ]
}

/// `no-errexit`
pub fn no_errexit(subject: &Subject) -> Vec<Finding> {
    let Some(source) = script(subject) else { return Vec::new() };
    let first = source.text.lines().next().unwrap_or_default();
    let Some(interpreter) = first.strip_prefix("#!") else { return Vec::new() };
    let words: Vec<&str> = interpreter.split_whitespace().collect();
    let shells = ["sh", "bash", "zsh", "dash", "ksh"];
    let is_shell = words.iter().any(|word| shells.contains(&word.rsplit('/').next().unwrap_or_default()));
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
    if !is_shell || is_set || commands.len() < 2 {
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
    let Some(source) = script(subject).filter(|source| source.text.contains('\r')) else { return Vec::new() };
    let line = source.text.split('\n').position(|line| line.contains('\r')).unwrap_or_default() + 1;
    let sentence = "the script has the line ends of Windows, with which Binder does not find its interpreter";
    vec![
        Finding::warning(&source.path, line, sentence)
            .fix("save it with LF line ends")
            .edits([Edit::LineEnds]),
    ]
}

/// `needs-root`
pub fn needs_root(subject: &Subject) -> Vec<Finding> {
    let Some(source) = script(subject) else { return Vec::new() };
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
    let commands = commands(source);
    let finding = |(line, command): &(usize, String)| {
        Finding::error(
            &source.path,
            *line,
            format!("`{}` needs root, and postBuild runs as you", shown(command)),
        )
        .fix("list the packages in the setting `apt` of Cargo.toml, and for Binder in apt.txt")
    };
    commands.iter().filter(needs_root).map(finding).collect()
}

/// `project-in-build`
pub fn project_in_build(subject: &Subject) -> Vec<Finding> {
    let Some(source) = script(subject) else { return Vec::new() };
    let is_local =
        |word: &&str| [".", "./", ".."].contains(word) || word.starts_with(".[") || word.starts_with("\".[");
    let installs = |command: &&(usize, String)| {
        let words: Vec<&str> = command.1.split_whitespace().collect();
        let by_pip = words.windows(2).any(|pair| pair[0].ends_with("pip") && pair[1] == "install");
        (by_pip && words.iter().any(is_local)) || words.iter().any(|word| word.ends_with("setup.py"))
    };
    let commands = commands(source);
    let finding = |(line, command): &(usize, String)| {
        let sentence =
            format!("`{}` reads the project, which is not there while the image is built", shown(command));
        Finding::warning(&source.path, *line, sentence)
            .fix("import the code from the mounted src/ (PYTHONPATH), or install it in the running container")
    };
    commands.iter().filter(installs).map(finding).collect()
}
