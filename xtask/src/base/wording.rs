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
    let mut short = one_line(&text.chars().take(60).collect::<String>());
    if text.chars().nth(60).is_some() {
        short.push('…');
    }
    short
}

/// The text in its whole length on one line: control characters become escapes.
pub fn one_line(text: &str) -> String {
    text.chars().flat_map(visible).collect()
}

/// The text for a terminal: line ends and tabs stay, and other control characters become escapes, since they could move the
/// cursor, change colours or hide what stands before them.
pub fn harmless(text: &str) -> String {
    let is_layout = |character: char| matches!(character, '\n' | '\t');
    let spelt = |character| if is_layout(character) { vec![character] } else { visible(character) };
    text.replace("\r\n", "\n").chars().flat_map(spelt).collect()
}

/// The first few of these names, and how many more there are.
pub fn some_of(names: &[&str]) -> String {
    const NAMED: usize = 3;
    let (named, more) = names.split_at(names.len().min(NAMED));
    let more = if more.is_empty() { String::new() } else { format!(" and {} more", more.len()) };
    named.join(", ") + &more
}

/// The rows as a table, in which every column begins at one place; without the last line end.
pub fn columns(rows: &[Vec<String>]) -> String {
    let width = |column: usize| rows.iter().filter_map(|row| Some(row.get(column)?.chars().count())).max();
    let line = |row: &Vec<String>| {
        let cells = row.iter().enumerate().map(|(column, cell)| {
            let width = width(column).unwrap_or_default();
            format!("{cell:width$}")
        });
        cells.collect::<Vec<_>>().join("  ").trim_end().to_owned()
    };
    rows.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// Whether the character acts on a terminal: a control character, or one that turns the writing round or has no width, and so
/// could hide what stands there.
pub fn is_acting(character: char) -> bool {
    let is_format = matches!(character,
        '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        | '\u{feff}' | '\u{e0000}'..='\u{e007f}');
    character.is_control() || is_format
}

fn visible(character: char) -> Vec<char> {
    if is_acting(character) { character.escape_default().collect() } else { vec![character] }
}
