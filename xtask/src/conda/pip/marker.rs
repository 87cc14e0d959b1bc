//! Environment markers, the part of a requirement behind `;`: PEP 508 has the grammar and the variables.

use crate::base::error::Mistake;
use crate::base::wording::{nearest, shown};

const VARIABLES: [&str; 15] = [
    "python_version",
    "python_full_version",
    "os_name",
    "sys_platform",
    "platform_release",
    "platform_system",
    "platform_version",
    "platform_machine",
    "platform_python_implementation",
    "python_implementation",
    "implementation_name",
    "implementation_version",
    "extra",
    "extras",
    "dependency_groups",
];

/// Checks the words outside quotes: each is a variable or one of `and`, `or`, `in`, `not`.
///
/// # Errors
///
/// A mistake that says what to write.
pub fn check(text: &str, marker: &str) -> Result<(), Mistake> {
    let text = shown(text);
    if marker.matches('(').count() != marker.matches(')').count() {
        let sentence = format!("the parentheses in `{text}` do not match");
        return Err(Mistake::new(sentence, "write as many `(` as `)`"));
    }
    let bare = without_quoted(marker);
    let is_word = |character: char| character.is_ascii_alphanumeric() || "_.".contains(character);
    for word in bare.split(|character: char| !is_word(character)).filter(|word| !word.is_empty()) {
        // The names with a dot are older spellings that pip still takes.
        if VARIABLES.contains(&word) || ["and", "or", "in", "not"].contains(&word) || word.contains('.') {
            continue;
        }
        let advice = match nearest(word, &VARIABLES) {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => "quote it if it is a value, and write two requirements on two lines".to_owned(),
        };
        let sentence = format!("`{}` means nothing in the condition of `{text}`", shown(word));
        return Err(Mistake::new(sentence, advice));
    }
    if !bare.contains(['=', '<', '>', '!', '~']) && !bare.contains("in") {
        let sentence = format!("the condition of `{text}` compares nothing");
        return Err(Mistake::new(sentence, "write `python_version < \"3.12\"`"));
    }
    Ok(())
}

fn without_quoted(marker: &str) -> String {
    let (mut bare, mut quote) = (String::new(), None);
    for character in marker.chars() {
        match quote {
            Some(open) if character == open => quote = None,
            Some(_) => {}
            None if matches!(character, '"' | '\'') => quote = Some(character),
            None => bare.push(character),
        }
    }
    bare
}
