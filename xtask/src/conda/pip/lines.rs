//! Cuts a requirements file into logical lines, as `preprocess` in pip's `req_file.py` does, and a line into words.

use crate::base::error::Mistake;

/// A logical line that says something.
pub struct LogicalLine {
    /// Where it begins; both count from 1.
    pub number: usize,
    pub column: usize,
    /// Without comment and without space around.
    pub text: String,
}

/// The logical lines: continued lines are joined first, comments go second, and blank lines last.
pub fn lines(text: &str) -> Vec<LogicalLine> {
    let (mut lines, mut joined, mut first) = (Vec::new(), String::new(), 0);
    for (index, line) in text.split('\n').enumerate() {
        let line = line.trim_end_matches('\r');
        if joined.is_empty() {
            first = index + 1;
        }
        let comment = line.trim_start().starts_with('#');
        if line.ends_with('\\') && !comment {
            joined.push_str(line.trim_matches('\\'));
            continue;
        }
        if comment {
            // The space makes a comment of it also behind a continued line.
            joined.push(' ');
        }
        joined.push_str(line);
        push(&mut lines, &joined, first);
        joined.clear();
    }
    push(&mut lines, &joined, first);
    lines
}

fn push(lines: &mut Vec<LogicalLine>, joined: &str, number: usize) {
    let text = without_comment(joined);
    if !text.is_empty() {
        let column = joined.chars().take_while(|character| character.is_whitespace()).count() + 1;
        lines.push(LogicalLine { number, column, text: text.to_owned() });
    }
}

/// A comment begins with `#` at the start or behind a space: the `#` of `…#egg=name` begins none.
pub fn without_comment(line: &str) -> &str {
    let mut before = ' ';
    for (index, character) in line.char_indices() {
        if character == '#' && before.is_whitespace() {
            return line[..index].trim();
        }
        before = character;
    }
    line.trim()
}

/// The words of a line; a quoted space belongs to a word, and the quotes stay.
///
/// # Errors
///
/// If a quote has no partner.
pub fn words(line: &str) -> Result<Vec<String>, Mistake> {
    let (mut words, mut word, mut quote) = (Vec::new(), String::new(), None);
    for character in line.chars() {
        match quote {
            Some(open) if character == open => quote = None,
            None if matches!(character, '"' | '\'') => quote = Some(character),
            None if character.is_whitespace() => {
                words.extend(Some(std::mem::take(&mut word)).filter(|word| !word.is_empty()));
                continue;
            }
            _ => {}
        }
        word.push(character);
    }
    if let Some(open) = quote {
        return Err(Mistake::new(format!("the quote `{open}` has no partner"), "write a second one"));
    }
    words.extend(Some(word).filter(|word| !word.is_empty()));
    Ok(words)
}
