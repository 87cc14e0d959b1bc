//! Helps a sentence to help: what a misspelt word was meant to be, and how to show what the user wrote.

/// Longer words are no typing mistakes, and comparing them takes time that grows with the square of the length.
const MAX_WORD: usize = 40;

/// The candidate that `word` is probably meant to be; `None` if none is near.
pub fn nearest<'a>(word: &str, candidates: &[&'a str]) -> Option<&'a str> {
    if word.len() > MAX_WORD {
        return None;
    }
    let lower = word.to_lowercase();
    let allowed = match lower.chars().count() {
        0..=2 => 0,
        3..=4 => 1,
        5..=8 => 2,
        _ => 3,
    };
    let distance = |candidate: &&&str| strsim::damerau_levenshtein(&lower, candidate);
    candidates.iter().min_by_key(distance).filter(|best| distance(best) <= allowed).copied()
}

/// The user's text for a message: on one line, without control characters, and not longer than a line.
pub fn shown(text: &str) -> String {
    let mut short: String = text.chars().take(60).flat_map(visible).collect();
    if text.chars().nth(60).is_some() {
        short.push('…');
    }
    short
}

fn visible(character: char) -> Vec<char> {
    if character.is_control() { character.escape_default().collect() } else { vec![character] }
}

/// The first control character other than those in `allowed`, as a sentence.
pub fn control_character(text: &str, allowed: &[char]) -> Option<String> {
    let found = text.chars().find(|character| character.is_control() && !allowed.contains(character))?;
    Some(format!("the character U+{:04X} cannot stand here; delete it", u32::from(found)))
}
