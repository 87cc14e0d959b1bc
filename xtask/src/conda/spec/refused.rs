//! Texts that stand for a spec and are none: what is pip's, a path, two lines in one, or without a proper name.

use crate::base::error::{Mistake, MistakeKind};
use crate::base::wording::shown;

/// Refuses addresses and options, which pip takes, and paths.
///
/// # Errors
///
/// A mistake that says what to write.
pub fn refuse_what_is_for_pip(text: &str) -> Result<(), Mistake> {
    let outside = text.split('[').next().unwrap_or_default();
    let is_url = outside.contains("://") && !outside.contains("::");
    if text.starts_with('-') || text.starts_with("git+") || is_url {
        let sentence = format!("`{}` is not for Conda", shown(text));
        return Err(Mistake::new(sentence, "write it into the `pip:` list"));
    }
    if text.starts_with(['.', '/', '~']) {
        let sentence = format!("`{}` is a path, and the image build does not see the project", shown(text));
        return Err(Mistake::new(sentence, "delete the line").kind(MistakeKind::LocalPath));
    }
    Ok(())
}

/// Refuses two items in one: YAML takes a line that is indented further for the rest of the one above, with its dash.
///
/// # Errors
///
/// A mistake that says what to write.
pub fn refuse_two_lines(text: &str) -> Result<(), Mistake> {
    match text.split_once(" - ") {
        Some((first, second)) if !first.contains('[') => {
            let sentence =
                format!("`{}` is two lines in one, since the second is indented further", shown(text));
            Err(Mistake::new(
                sentence,
                format!("write `- {}` below it, with as many spaces in front", shown(second)),
            ))
        }
        _ => Ok(()),
    }
}

/// Refuses what is no name of a package.
///
/// # Errors
///
/// A mistake that says what to write.
pub fn check_name(text: &str, name: &str) -> Result<(), Mistake> {
    if name.chars().all(|character| character.is_ascii_digit() || character == '.') {
        let version = if name.is_empty() { "3.12".to_owned() } else { shown(name) };
        let sentence = format!("`{}` has no package name", shown(text));
        return Err(Mistake::new(sentence, format!("write one in front, such as `python={version}`")));
    }
    let legal = |character: char| character.is_ascii_alphanumeric() || "_-.*".contains(character);
    // A name in `^…$` is a regular expression to Conda.
    let Some(illegal) = name.chars().find(|&character| !legal(character)).filter(|_| !name.starts_with('^'))
    else {
        return Ok(());
    };
    let advice = match illegal {
        ':' => format!("write `{}` if that is a channel", name.replacen(':', "::", 1)),
        '@' => format!("write `{}` for a version", name.replacen('@', "=", 1)),
        ',' | ';' => "write each package on its own line".to_owned(),
        _ => "names have letters, digits, `-`, `_` and `.`".to_owned(),
    };
    let sentence = format!("the package name `{}` has the character `{illegal}`", shown(name));
    Err(Mistake::new(sentence, shown(&advice)))
}
