//! The versions of a requirement; PEP 440 has the grammar.

use crate::base::error::Mistake;
use crate::base::wording::shown;

/// What stands in front of a version; a longer one comes before its beginning.
pub const OPERATORS: [&str; 8] = ["===", "==", "!=", "<=", ">=", "~=", "<", ">"];

/// Checks `versions`, which stands behind `name` and its extras in the requirement `text`.
///
/// # Errors
///
/// A mistake that says what to write.
pub fn check(text: &str, name: &str, versions: &str) -> Result<(), Mistake> {
    let (shown_text, name) = (shown(text), shown(name));
    let bare = match (versions.strip_prefix('('), versions.strip_suffix(')')) {
        (Some(inside), Some(_)) => &inside[..inside.len().saturating_sub(1)],
        (None, None) => versions,
        _ => {
            let sentence = format!("the parentheses in `{shown_text}` do not match");
            return Err(Mistake::new(sentence, "remove them"));
        }
    };
    // pip takes a comma at the end.
    let bare = bare.trim().trim_end_matches(',').trim_end();
    if bare.is_empty() {
        return Ok(());
    }
    for version in bare.split(',') {
        check_version(&shown_text, &name, version.trim())?;
    }
    Ok(())
}

fn check_version(text: &str, name: &str, version: &str) -> Result<(), Mistake> {
    let Some(operator) = OPERATORS.iter().find(|operator| version.starts_with(**operator)) else {
        let number = shown(version.trim_start_matches(['=', '~', '!', '>', '<', ' ']));
        let advice = if number.starts_with(|character: char| character.is_ascii_digit()) {
            format!("write `{name}=={number}`")
        } else {
            "write each requirement on its own line, and a version as `pkg==1.2`".to_owned()
        };
        return Err(Mistake::new(format!("pip cannot read `{text}`"), advice));
    };
    let number = version[operator.len()..].trim();
    let legal = |character: char| character.is_ascii_alphanumeric() || "._+!*-".contains(character);
    if number.is_empty() {
        let sentence = format!("a version is missing in `{text}`");
        return Err(Mistake::new(sentence, format!("write one behind `{operator}`")));
    }
    if number.contains("${")
        || (*operator == "===" && !number.contains(char::is_whitespace))
        || number.chars().all(legal)
    {
        return Ok(());
    }
    if number.contains(['<', '>', '=', '~']) {
        let advice = "write a comma between its conditions, such as `>=1,<2`";
        return Err(Mistake::new(format!("pip cannot read `{text}`"), advice));
    }
    let sentence = format!("`{}` is not a version (in `{text}`)", shown(number));
    Err(Mistake::new(sentence, "write one such as `1.2`"))
}
