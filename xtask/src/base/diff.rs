//! How a text changes, as git shows it: the lines that go and come, with three on each side that stay.

use std::fmt::Write as _;
use std::ops::Range;

use camino::Utf8Path;

/// How many lines that stay are shown on each side of a change.
const CONTEXT: usize = 3;

/// A line, with its end, and what becomes of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Line<'a> {
    Stays(&'a str),
    Goes(&'a str),
    Comes(&'a str),
}

impl Line<'_> {
    fn is_change(&self) -> bool {
        !matches!(self, Self::Stays(_))
    }
}

/// The unified diff of two texts of a file; nothing if they are the same.
pub fn diff(file: &Utf8Path, old: &str, new: &str) -> String {
    let lines = |text| str::split_inclusive(text, '\n').collect::<Vec<_>>();
    let changes = changes(&lines(old), &lines(new));
    let hunks = hunks(&changes);
    if hunks.is_empty() {
        return String::new();
    }
    hunks
        .into_iter()
        .fold(format!("--- a/{file}\n+++ b/{file}\n"), |text, hunk| text + &shown(&changes, hunk))
}

/// Every line of both texts, with as many that stay as can be.
fn changes<'a>(old: &[&'a str], new: &[&'a str]) -> Vec<Line<'a>> {
    let common = common(old, new);
    let (mut from, mut to) = (0, 0);
    let mut changes = Vec::new();
    while from < old.len() || to < new.len() {
        if from < old.len() && to < new.len() && old[from] == new[to] {
            changes.push(Line::Stays(old[from]));
            (from, to) = (from + 1, to + 1);
        } else if to == new.len() || from < old.len() && common[from + 1][to] > common[from][to + 1] {
            changes.push(Line::Goes(old[from]));
            from += 1;
        } else {
            changes.push(Line::Comes(new[to]));
            to += 1;
        }
    }
    // Where a line goes and another comes in its place, the old one is shown first.
    for run in changes.chunk_by_mut(|line, next| line.is_change() && next.is_change()) {
        run.sort_by_key(|line| matches!(line, Line::Comes(_)));
    }
    changes
}

/// How many lines the rest of `old` from a line on, and the rest of `new` from a line on, have in common at most.
fn common(old: &[&str], new: &[&str]) -> Vec<Vec<u32>> {
    let mut common = vec![vec![0; new.len() + 1]; old.len() + 1];
    for from in (0..old.len()).rev() {
        for to in (0..new.len()).rev() {
            common[from][to] = match old[from] == new[to] {
                true => common[from + 1][to + 1] + 1,
                false => common[from + 1][to].max(common[from][to + 1]),
            };
        }
    }
    common
}

/// The parts of the changes that are shown, each with its context; those that touch are one.
fn hunks(changes: &[Line<'_>]) -> Vec<Range<usize>> {
    let mut hunks: Vec<Range<usize>> = Vec::new();
    for (at, _) in changes.iter().enumerate().filter(|(_, line)| line.is_change()) {
        let end = (at + 1 + CONTEXT).min(changes.len());
        match hunks.last_mut() {
            Some(last) if at <= last.end + CONTEXT => last.end = end,
            _ => hunks.push(at.saturating_sub(CONTEXT)..end),
        }
    }
    hunks
}

fn shown(changes: &[Line<'_>], hunk: Range<usize>) -> String {
    let (before, lines) = (&changes[..hunk.start], &changes[hunk]);
    let is_old = |line: &&Line<'_>| !matches!(line, Line::Comes(_));
    let is_new = |line: &&Line<'_>| !matches!(line, Line::Goes(_));
    let old = place(before.iter().filter(is_old).count(), lines.iter().filter(is_old).count());
    let new = place(before.iter().filter(is_new).count(), lines.iter().filter(is_new).count());
    let mut text = format!("@@ -{old} +{new} @@\n");
    for line in lines {
        let (sign, line) = match line {
            Line::Stays(line) => (' ', line),
            Line::Goes(line) => ('-', line),
            Line::Comes(line) => ('+', line),
        };
        let end = if line.ends_with('\n') { "" } else { "\n\\ No newline at end of file\n" };
        let _ = write!(text, "{sign}{line}{end}");
    }
    text
}

/// `FIRST,COUNT` of a hunk; of a single line its number alone, and of none the number of the line before.
fn place(before: usize, count: usize) -> String {
    match count {
        0 => format!("{before},0"),
        1 => format!("{}", before + 1),
        count => format!("{},{count}", before + 1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of_letters(old: &str, new: &str) -> String {
        let lines = |letters: &str| letters.chars().map(|letter| format!("{letter}\n")).collect::<String>();
        let diff = diff("f".into(), &lines(old), &lines(new));
        diff.strip_prefix("--- a/f\n+++ b/f\n").unwrap_or(&diff).replace('\n', " ").trim_end().to_owned()
    }

    #[test]
    fn changes_are_shown_with_three_lines_on_each_side() {
        let table = [
            ("abc", "abc", ""),
            ("", "a", "@@ -0,0 +1 @@ +a"),
            ("ab", "", "@@ -1,2 +0,0 @@ -a -b"),
            ("a", "b", "@@ -1 +1 @@ -a +b"),
            ("abcdefghi", "abcdXfghi", "@@ -2,7 +2,7 @@  b  c  d -e +X  f  g  h"),
            ("abcdefgh", "Xbcdefg", "@@ -1,8 +1,7 @@ -a +X  b  c  d  e  f  g -h"),
            ("abcdefghi", "Xbcdefgh", "@@ -1,4 +1,4 @@ -a +X  b  c  d @@ -6,4 +6,3 @@  f  g  h -i"),
        ];
        for (old, new, expected) in table {
            assert_eq!(of_letters(old, new), expected, "{old} {new}");
        }
    }

    #[test]
    fn a_last_line_without_an_end_is_marked() {
        let expected = "--- a/f\n+++ b/f\n@@ -1 +1 @@\n-a\n\\ No newline at end of file\n+a\n";
        assert_eq!(diff("f".into(), "a", "a\n"), expected);
    }

    #[test]
    fn what_stays_and_goes_is_the_old_text_and_what_stays_and_comes_the_new_one() {
        let texts: Vec<Vec<&str>> = (0..3_usize.pow(5))
            .map(|number| (0..5).map(|digit| ["a", "b", "c"][number / 3_usize.pow(digit) % 3]).collect())
            .collect();
        for (old, new) in texts.iter().zip(texts.iter().cycle().skip(100)) {
            let changes = changes(old, new);
            let is = |wanted: fn(&Line<'_>) -> Option<String>| {
                changes.iter().filter_map(wanted).collect::<String>()
            };
            let kept = |line: &Line<'_>| match line {
                Line::Stays(line) | Line::Goes(line) => Some((*line).to_owned()),
                Line::Comes(_) => None,
            };
            let made = |line: &Line<'_>| match line {
                Line::Stays(line) | Line::Comes(line) => Some((*line).to_owned()),
                Line::Goes(_) => None,
            };
            assert_eq!((is(kept), is(made)), (old.concat(), new.concat()));
        }
    }
}
