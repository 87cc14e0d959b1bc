//! Lists in YAML of which an edit deletes every item: their key goes with them, since a key without a value means something else.

use std::collections::BTreeSet;

use super::finding::{Edit, Finding};

/// The list that has to have an item: Conda refuses a file without it.
const NEEDED: &str = "dependencies:";

/// The edits as they are to be made in a YAML file: with the keys of the lists of which nothing is left, and without those that
/// would leave nothing of the dependencies.
pub fn completed(text: &str, edits: &[&Edit]) -> Vec<Edit> {
    let lines: Vec<&str> = text.split('\n').map(|line| line.trim_end_matches('\r')).collect();
    let deletes =
        edits.iter().filter_map(|edit| if let Edit::Delete(line) = edit { Some(*line) } else { None });
    let mut gone: BTreeSet<usize> = deletes.collect();
    let filled: BTreeSet<usize> = edits
        .iter()
        .filter_map(|edit| if let Edit::Insert { after, .. } = edit { Some(*after) } else { None })
        .collect();
    // From below: the last item of the dependencies may itself be such a key.
    for key in (1..=lines.len()).rev().filter(|&line| is_key(lines[line - 1])) {
        let items = below(&lines, key);
        let is_filled = filled.contains(&key) || items.iter().any(|item| filled.contains(item));
        if gone.contains(&key)
            || items.is_empty()
            || is_filled
            || !items.iter().all(|item| gone.contains(item))
        {
            continue;
        }
        if lines[key - 1].trim().starts_with(NEEDED) {
            gone.retain(|line| !items.contains(line));
        } else {
            gone.insert(key);
        }
    }
    let others = edits.iter().filter(|edit| !matches!(edit, Edit::Delete(_))).map(|edit| (*edit).clone());
    others.chain(gone.into_iter().map(Edit::Delete)).collect()
}

/// Takes the edits from findings in this YAML file that are not made, since nothing of the dependencies would be left.
pub fn without_undone(text: &str, findings: &mut [&mut Finding]) {
    let edits: Vec<&Edit> = findings.iter().flat_map(|finding| &finding.edits).collect();
    if !edits.iter().any(|edit| matches!(edit, Edit::Delete(_))) {
        return;
    }
    let made = completed(text, &edits);
    let is_undone = |edit: &Edit| matches!(edit, Edit::Delete(_)) && !made.contains(edit);
    for finding in findings.iter_mut().filter(|finding| finding.edits.iter().any(is_undone)) {
        finding.edits.clear();
    }
}

/// Whether there is a key on the line and nothing else, as in `channels:` and `- pip:  # those that Conda has not`.
fn is_key(line: &str) -> bool {
    let bare = line.split(" #").next().unwrap_or_default().trim();
    bare.ends_with(':') && !bare.starts_with('#')
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

/// The lines that say what the key on this line has, without empty ones and comments.
fn below(lines: &[&str], key: usize) -> Vec<usize> {
    let head = lines[key - 1];
    let is_item = |line: &str| line.trim_start().starts_with("- ") || line.trim() == "-";
    // A list may stand as far left as its key, unless the key is an item itself.
    let is_inside = |line: &str| {
        indent(line) > indent(head) || (indent(line) == indent(head) && is_item(line) && !is_item(head))
    };
    let says = |line: &str| !line.trim().is_empty() && !line.trim_start().starts_with('#');
    let rest = (key + 1..=lines.len()).filter(|&line| says(lines[line - 1]));
    rest.take_while(|&line| is_inside(lines[line - 1])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn left(text: &str, deleted: &[usize]) -> Vec<usize> {
        let edits: Vec<Edit> = deleted.iter().map(|&line| Edit::Delete(line)).collect();
        let edits = completed(text, &edits.iter().collect::<Vec<_>>());
        let is_left = |line: &usize| !edits.contains(&Edit::Delete(*line));
        (1..=text.lines().count()).filter(is_left).collect()
    }

    #[test]
    fn the_last_item_of_a_list_takes_its_key_along() {
        let text = "channels:\n  - x\ndependencies:\n  - python\n  - pip:  # a\n    - b\n\n    # c\n    - d\nname: e\n";
        assert_eq!(left(text, &[6]), [1, 2, 3, 4, 5, 7, 8, 9, 10]);
        assert_eq!(left(text, &[6, 9]), [1, 2, 3, 4, 7, 8, 10]);
        assert_eq!(left(text, &[2]), [3, 4, 5, 6, 7, 8, 9, 10]);
        let flat = "channels:\n- x\ndependencies:\n- python\n- pip:\n  - b\n- c\n";
        assert_eq!(left(flat, &[6]), [1, 2, 3, 4, 7]);
        assert_eq!(left(flat, &[2]), [3, 4, 5, 6, 7]);
        // A list is deleted with its key as well as without it.
        assert_eq!(left(flat, &[5, 6]), [1, 2, 3, 4, 7]);
    }

    #[test]
    fn something_is_left_of_the_dependencies() {
        assert_eq!(left("dependencies:\n- appnope\n", &[2]), [1, 2]);
        assert_eq!(left("dependencies:\n  - pip:\n    - a\n", &[3]), [1, 2, 3]);
        assert_eq!(left("dependencies:\n  - a\n  - b\n", &[3]), [1, 2]);
    }

    #[test]
    fn a_list_that_gets_an_item_keeps_its_key() {
        let text = "dependencies:\n- python\n- pip:\n  - a\n";
        let edits = [Edit::Delete(4), Edit::Insert { after: 4, text: "  - b".to_owned() }];
        assert_eq!(completed(text, &edits.iter().collect::<Vec<_>>()).len(), 2);
    }
}
