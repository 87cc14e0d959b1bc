//! The operators of a Conda spec, and what people write for them.

use crate::base::error::Mistake;
use crate::base::wording::shown;

/// What may stand in front of a version.
const OPERATORS: [&str; 9] = ["", "=", "==", "!=", "<=", ">=", "<", ">", "~="];

/// Operators of other languages, and what Conda calls them.
const MEANT: [(&str, &str); 8] = [
    ("=>", ">="),
    ("=<", "<="),
    ("<>", "!="),
    ("===", "=="),
    ("=!", "!="),
    ("=~", "~="),
    ("!", "!="),
    ("~", "~="),
];

/// Whether operators have this character, right and wrong ones.
pub fn is_of_operator(character: char) -> bool {
    matches!(character, '=' | '<' | '>' | '!' | '~')
}

/// Whether it is one of them, or the space that may stand around an operator.
pub fn is_of_operator_or_space(character: char) -> bool {
    is_of_operator(character) || character == ' '
}

/// Whether Conda knows the operator, which stands in the spec `text`.
///
/// # Errors
///
/// A mistake that says what to write.
pub fn check(operator: &str, text: &str) -> Result<(), Mistake> {
    if OPERATORS.contains(&operator) {
        return Ok(());
    }
    let meant = MEANT.iter().find(|(wrong, _)| *wrong == operator).map(|(_, meant)| *meant);
    let advice = meant.map_or("write `=`, `==`, `>=` or the like".to_owned(), |it| format!("write `{it}`"));
    let sentence = format!("Conda has no operator `{}` (in `{}`)", shown(operator), shown(text));
    Err(Mistake::new(sentence, advice))
}
