//! The first line of a script, as Linux reads it: the program, and all that follows as one word.
//!
//! See `fs/binfmt_script.c` of Linux, and `execve(2)`.

use super::scripts::scripts;
use crate::base::source::Source;
use crate::base::wording::shown;
use crate::commands::check::finding::Finding;
use crate::commands::check::subject::Subject;

/// Programs that have no option with a space in it.
const STRICT: [&str; 6] = ["bash", "dash", "ksh", "python", "python3", "sh"];

/// `shebang`
pub fn shebang(subject: &Subject) -> Vec<Finding> {
    scripts(subject).filter_map(|source| of_script(subject, source)).collect()
}

fn of_script(subject: &Subject, source: &Source) -> Option<Finding> {
    let line = source.text.lines().next()?;
    let (program, word) = line.strip_prefix("#!")?.trim().split_once([' ', '\t'])?;
    let word = word.trim_start();
    if !word.contains([' ', '\t']) {
        return None;
    }
    let (name, written) = (program.rsplit('/').next()?, shown(line.trim_end()));
    if name == "env" {
        let first = word.split_whitespace().next()?;
        if first.starts_with('-') || first.contains('=') {
            return None;
        }
        let sentence = format!(
            "`{written}` looks for a program called `{}`, since all behind `env` is one word to Linux",
            shown(word)
        );
        let edit = subject.replace(&source.path, 1, word, &format!("-S {word}"));
        let fix = format!("write `#!{program} -S {}`", shown(word));
        return Some(Finding::error(&source.path, 1, sentence).fix(fix).edits(edit));
    }
    let is_option = STRICT.contains(&name) && word.starts_with(['-', '+']);
    let sentence =
        format!("`{written}` gives {name} `{}` as one option, which it does not have", shown(word));
    let fix = if name.ends_with("sh") {
        format!("write `#!{program}`, and `set` with the options on a line below it")
    } else {
        format!("write `#!/usr/bin/env -S {name} {}`", shown(word))
    };
    is_option.then(|| Finding::error(&source.path, 1, sentence).fix(fix))
}
