//! A table of amounts: columns that are aligned, and on a terminal a bar for each row.

use crate::base::bytes::shown;

/// The longest bar, in columns of a terminal, and the shortest that says something.
const LONGEST: usize = 40;
const SHORTEST: usize = 8;

/// The eighths of a block.
const EIGHTHS: [&str; 8] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];

/// A row.
pub struct Row {
    /// What it is about.
    pub words: Vec<String>,
    /// Its amounts, of which some may be missing.
    pub amounts: Vec<Option<u64>>,
    /// Whether the first of them has a bar.
    pub has_bar: bool,
}

/// The table with these headings, words first; `width` is that of the terminal, if it is for one.
pub fn table(headings: &[&str], rows: &[Row], width: Option<usize>) -> String {
    let amount = |amount: &Option<u64>| amount.map_or_else(|| "-".to_owned(), shown);
    let cells = |row: &Row| row.words.iter().cloned().chain(row.amounts.iter().map(amount)).collect();
    let mut lines: Vec<Vec<String>> = vec![headings.iter().map(|&heading| heading.to_owned()).collect()];
    lines.extend(rows.iter().map(cells));
    let words = rows.first().map_or(headings.len(), |row| row.words.len());
    let lines = aligned(&lines, words);
    let used = lines.first().map_or(0, |line| line.chars().count()) + 2;
    let room = width.map_or(0, |width| width.saturating_sub(used).min(LONGEST));
    let first = |row: &Row| row.amounts.first().copied().flatten().filter(|_| row.has_bar);
    let most = rows.iter().filter_map(first).max().unwrap_or_default();
    let bars = rows.iter().map(|row| first(row).map_or_else(String::new, |part| bar(part, most, room)));
    let bars = std::iter::once(String::new()).chain(bars);
    let lines = lines.iter().zip(bars).map(|(line, bar)| format!("{line}  {bar}").trim_end().to_owned());
    lines.collect::<Vec<_>>().join("\n")
}

/// The lines, with so many columns of words on the left and numbers on the right.
fn aligned(lines: &[Vec<String>], words: usize) -> Vec<String> {
    let width = |column: usize| lines.iter().filter_map(|line| Some(line.get(column)?.chars().count())).max();
    let line = |line: &Vec<String>| {
        let cells = line.iter().enumerate().map(|(column, cell)| {
            let width = width(column).unwrap_or_default();
            if column < words { format!("{cell:width$}") } else { format!("{cell:>width$}") }
        });
        cells.collect::<Vec<_>>().join("  ")
    };
    lines.iter().map(line).collect()
}

/// A bar that is as long, of this room, as the part is of the most.
fn bar(part: u64, most: u64, room: usize) -> String {
    if room < SHORTEST || most == 0 {
        return String::new();
    }
    let eighths = (part as f64 / most as f64 * (room * EIGHTHS.len()) as f64).round() as usize;
    "█".repeat(eighths / EIGHTHS.len()) + EIGHTHS[eighths % EIGHTHS.len()]
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;

    fn row(words: &[&str], amounts: &[Option<u64>], has_bar: bool) -> Row {
        let words = words.iter().map(|&word| word.to_owned()).collect();
        Row { words, amounts: amounts.to_vec(), has_bar }
    }

    #[test]
    fn words_stand_on_the_left_amounts_on_the_right_and_bars_only_where_there_is_room() {
        let rows = [
            row(&["Conda", "1"], &[Some(4_000_000), None], true),
            row(&["a ü", "24.04"], &[Some(1_000_000), Some(7)], true),
            row(&["start", ""], &[Some(100_000), Some(7)], true),
            row(&["total", ""], &[Some(5_100_000), Some(14)], false),
        ];
        let shown = |width| table(&["layer", "version", "lab", "…:slim"], &rows, width) + "\n";
        expect![[r#"
            layer  version    lab  …:slim
            Conda  1          4MB       -
            a ü    24.04      1MB      7B
            start           100kB      7B
            total           5.1MB     14B
        "#]]
        .assert_eq(&shown(None));
        expect![[r#"
            layer  version    lab  …:slim
            Conda  1          4MB       -  ██████████
            a ü    24.04      1MB      7B  ██▌
            start           100kB      7B  ▎
            total           5.1MB     14B
        "#]]
        .assert_eq(&shown(Some(41)));
        assert_eq!(shown(Some(38)), shown(None));
        let longest = shown(Some(500)).lines().nth(1).unwrap().matches('█').count();
        assert_eq!(longest, LONGEST);
    }

    #[test]
    fn a_table_without_rows_or_without_bytes_has_no_bars() {
        assert_eq!(table(&["layer", "size"], &[], Some(80)), "layer  size");
        let rows = [row(&["a"], &[Some(0)], true)];
        assert_eq!(table(&["layer", "size"], &rows, Some(80)), "layer  size\na        0B");
    }
}
