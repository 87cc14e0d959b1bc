//! `set`: which of its options a script sets, in its commands and in its first line.

use super::token::Word;

/// Whether the `#!` line sets errexit. A script without one runs as `/bin/bash -e`.
pub fn errexit_of_first_line(first: &str) -> bool {
    let Some(interpreter) = first.strip_prefix("#!") else { return true };
    interpreter.split_whitespace().skip(1).any(|word| {
        word == "errexit" || (word.starts_with('-') && !word.starts_with("--") && word.contains('e'))
    })
}

/// Whether the kernel, which hands on all that stands behind the interpreter as one word, starts the script.
pub fn starts(first: &str) -> bool {
    let mut words = first.strip_prefix("#!").unwrap_or_default().split_whitespace();
    let is_env = words.next().is_some_and(|it| it == "env" || it.ends_with("/env"));
    match (words.next(), words.next()) {
        (Some(word), Some(_)) if is_env => word.starts_with("-S") || word.starts_with("--split-string"),
        (Some(_), Some(_)) => false,
        _ => true,
    }
}

/// The options `errexit` and `pipefail` that a command sets, or takes back.
pub fn options(words: &[Word]) -> Vec<(bool, &'static str)> {
    let mut found = Vec::new();
    let Some((first, rest)) = words.split_first() else { return found };
    let mut told = rest.iter().take_while(|word| word.text != "--");
    if ["set", "shopt"].contains(&first.text.as_str()) && told.any(|word| word.is_expanded) {
        return ["errexit", "pipefail"].map(|name| (false, name)).to_vec();
    }
    let is_shopt = first.text == "shopt" && rest.iter().any(|word| word.text.contains('o'));
    if first.text != "set" && !is_shopt {
        return found;
    }
    let is_unset = is_shopt && rest.iter().any(|word| word.text.starts_with('-') && word.text.contains('u'));
    let (mut is_on, mut is_named) = (!is_unset, is_shopt);
    for word in rest {
        let (sign, letters) = word.text.split_at(word.text.len().min(1));
        if is_named && !["-", "+"].contains(&sign) {
            found.extend(
                ["errexit", "pipefail"].into_iter().find(|name| *name == word.text).map(|name| (is_on, name)),
            );
        } else if word.text == "--" || !["-", "+"].contains(&sign) {
            break;
        } else if !is_shopt {
            is_on = sign == "-";
            is_named = letters.contains('o');
            found.extend(letters.contains('e').then_some((is_on, "errexit")));
        }
    }
    found
}
