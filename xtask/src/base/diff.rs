//! How a text changes, as git shows it: the lines that go and come, with three on each side that stay.

use camino::Utf8Path;
use diffy::{DiffOptions, PatchFormatter};

/// The unified diff of two texts of a file; nothing if they are the same.
pub fn diff(file: &Utf8Path, old: &str, new: &str) -> String {
    if old == new {
        return String::new();
    }
    let mut options = DiffOptions::new();
    options.set_original_filename(format!("a/{file}")).set_modified_filename(format!("b/{file}"));
    // An empty line that stays begins with a space, as git has it.
    let as_git = PatchFormatter::new().suppress_blank_empty(false);
    as_git.fmt_patch(&options.create_patch(old, new)).to_string()
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
            ("abcdefg", "Xbcdef", "@@ -1,7 +1,6 @@ -a +X  b  c  d  e  f -g"),
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
}
