//! A file as lines that keep their ends, and the edits of an item on one of them: in a YAML list of either style, or alone.

use std::ops::Range;

use crate::base::source::Source;

/// The lines of a file, each with the end that it has.
pub struct Lines {
    lines: Vec<String>,
    is_yaml: bool,
}

impl Lines {
    /// Of a file.
    pub fn of(source: &Source) -> Self {
        let lines = source.text.split_inclusive('\n').map(str::to_owned).collect();
        Self { lines, is_yaml: matches!(source.path.extension(), Some("yml" | "yaml")) }
    }

    /// The text again.
    pub fn text(&self) -> String {
        self.lines.concat()
    }

    /// The line of this number, which counts from 1.
    fn line(&self, number: usize) -> Option<&str> {
        self.lines.get(number.checked_sub(1)?).map(String::as_str)
    }

    /// Where the item stands on the line.
    fn find(&self, number: usize, text: &str) -> Option<Found> {
        Found::on(self.line(number)?, text, self.is_yaml)
    }

    /// Whether an anchor or a tag stands in front of the item.
    pub fn is_tied(&self, number: usize, text: &str) -> bool {
        self.find(number, text).is_some_and(|item| item.is_tied)
    }

    /// The number of the last line that says something; 0 if there is none.
    pub fn last(&self) -> usize {
        self.lines.iter().rposition(|line| !line.trim().is_empty()).map_or(0, |index| index + 1)
    }

    /// Puts another item in the place of this one; `None` if it is not to be found there.
    pub fn replace(&mut self, number: usize, old: &str, new: &str) -> Option<()> {
        let item = self.find(number, old)?;
        let new = spelt(new, item.style, item.quote);
        self.lines[number - 1].replace_range(item.range, &new);
        Some(())
    }

    /// Takes the item out, with its line if that has nothing else but a comment; `None` if it is not to be found there.
    pub fn remove(&mut self, number: usize, text: &str) -> Option<()> {
        let (item, raw) = (self.find(number, text)?, self.line(number)?);
        if item.style != Style::Flow {
            let rest = raw[item.range.end..].trim();
            return (rest.is_empty() || rest.starts_with('#')).then(|| drop(self.lines.remove(number - 1)));
        }
        let (before, after) = (&raw[..item.range.start], &raw[item.range.end..]);
        let line = match after.trim_start().strip_prefix(',') {
            Some(rest) => format!("{before}{}", rest.trim_start_matches([' ', '\t'])),
            None => format!("{}{after}", before.trim_end().strip_suffix(',').unwrap_or(before)),
        };
        let rest = (!line.trim().is_empty()).then_some(line);
        drop(self.lines.splice(number - 1..number, rest));
        Some(())
    }

    /// Takes out the line of a key whose list is gone, or is `[]`; `None` if there is something else on it.
    pub fn remove_key(&mut self, number: usize) -> Option<()> {
        let words: String = self.line(number)?.split('#').next()?.split_whitespace().collect();
        matches!(words.as_str(), "-pip:" | "-pip:[]").then(|| drop(self.lines.remove(number - 1)))
    }

    /// Puts an item behind this one: on a line of its own, or with a comma; `None` if this one is not to be found there.
    pub fn insert_behind(&mut self, number: usize, neighbour: &str, new: &str) -> Option<()> {
        let item = self.find(number, neighbour)?;
        let new = spelt(new, item.style, None);
        if item.style == Style::Flow {
            self.lines[number - 1].insert_str(item.range.end, &format!(", {new}"));
            return Some(());
        }
        let line = format!("{}{new}", dash(self.line(number)?)?);
        self.insert(number, &line);
        Some(())
    }

    /// Puts an item on a line of its own above the item that begins on this line; `None` if none begins there.
    pub fn insert_above(&mut self, number: usize, new: &str) -> Option<()> {
        let line = format!("{}{}", dash(self.line(number)?)?, spelt(new, Style::Block, None));
        let end = end(self.line(number)?, &self.text()).to_owned();
        self.lines.insert(number - 1, line + &end);
        Some(())
    }

    /// Puts a line below this one; 0 is the top. It ends as the one above does.
    pub fn insert(&mut self, number: usize, line: &str) {
        let Some(above) = number.checked_sub(1) else {
            return self.lines.insert(0, format!("{line}\n"));
        };
        let end = end(&self.lines[above], &self.text()).to_owned();
        let (of_above, of_line) = if self.lines[above].ends_with('\n') { ("", &*end) } else { (&*end, "") };
        self.lines[above] += of_above;
        self.lines.insert(number, format!("{line}{of_line}"));
    }
}

/// How the line ends; the last one may have no end, and takes that of the file.
fn end(line: &str, text: &str) -> &'static str {
    let model = if line.ends_with('\n') { line } else { text };
    if model.contains("\r\n") { "\r\n" } else { "\n" }
}

/// The space, the dash and the space in front of an item that has a line of its own.
fn dash(raw: &str) -> Option<&str> {
    let rest = raw.trim_start().strip_prefix('-')?;
    let item = rest.trim_start_matches([' ', '\t']);
    (item.len() < rest.len()).then(|| &raw[..raw.len() - item.len()])
}

/// How an item is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Style {
    /// In a file of requirements.
    Plain,
    /// Behind a dash.
    Block,
    /// In brackets with others.
    Flow,
}

/// Where an item stands on its line.
struct Found {
    /// The item, with its quotes.
    range: Range<usize>,
    style: Style,
    /// Its quotes.
    quote: Option<char>,
    /// Whether an anchor or a tag belongs to it, which would be left without it.
    is_tied: bool,
}

impl Found {
    /// Finds the item; a comment comes behind it, so the first place is the one.
    fn on(raw: &str, text: &str, is_yaml: bool) -> Option<Self> {
        let mut places = raw.match_indices(text).map(|(start, _)| start..start + text.len());
        places.find_map(|inside| Self::at(raw, inside, is_yaml)).filter(|_| !text.is_empty())
    }

    fn at(raw: &str, inside: Range<usize>, is_yaml: bool) -> Option<Self> {
        let around =
            |range: &Range<usize>| (raw[..range.start].chars().last(), raw[range.end..].chars().next());
        let (mut range, mut quote) = (inside, None);
        if let (Some(open @ ('"' | '\'')), Some(close), true) = (around(&range).0, around(&range).1, is_yaml)
        {
            if open == close {
                quote = Some(open);
                range = range.start - 1..range.end + 1;
            }
        }
        let is_property = |word: &str| word.starts_with(['&', '!']);
        let words = || raw[..range.start].split_whitespace();
        let style = match words().next() {
            _ if !is_yaml => Style::Plain,
            Some("-") if words().skip(1).all(is_property) => Style::Block,
            _ => Style::Flow,
        };
        let last = words().last().unwrap_or_default();
        let is_tied = is_yaml && last.split(['[', ',']).any(is_property);
        // The value of a key is no item, though an item may be an alias of it.
        let is_value = is_yaml && words().rfind(|it| !is_property(it)).is_some_and(|it| it.ends_with(':'));
        let in_flow = |marks: &str, c: char| style == Style::Flow && marks.contains(c);
        let (before, after) = around(&range);
        let begins = !is_value && before.is_none_or(|c| c.is_whitespace() || in_flow("[,", c));
        let ends = after.is_none_or(|c| c.is_whitespace() || in_flow(",]", c));
        (begins && ends).then_some(Self { range, style, quote, is_tied })
    }
}

/// Whether YAML takes the bare word for text, by its older rules, too.
fn is_text(word: &str) -> bool {
    let is_truth = ["yes", "no", "on", "off", "y", "n"].contains(&word.to_lowercase().as_str());
    !is_truth && matches!(serde_yaml::from_str(word), Ok(serde_yaml::Value::String(text)) if text == word)
}

/// The text as YAML has it, in quotes if these were there or are needed.
fn spelt(text: &str, style: Style, quote: Option<char>) -> String {
    let is_word = text.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_');
    let has_mark = text.contains(": ") || text.contains(" #") || text.ends_with(':');
    let has_bracket = style == Style::Flow && text.contains(['[', ']', '{', '}', ',', ':']);
    let is_plain = is_word && !has_mark && !has_bracket && is_text(text);
    match quote {
        None if is_plain || style == Style::Plain => text.to_owned(),
        Some('\'') => format!("'{}'", text.replace('\'', "''")),
        None if text.contains('"') => format!("'{}'", text.replace('\'', "''")),
        _ => format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"")),
    }
}
