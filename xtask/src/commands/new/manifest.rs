//! The two files Cargo.toml of a new project: this one's, with another name of the image, and the tool's, without its tests.

/// The table with the settings.
const HEADER: &str = "[workspace.metadata.docker]";

/// The text with the setting `image`, in the place where it stands or is shown in a comment.
pub fn with_image(text: &str, name: &str) -> String {
    let setting = format!("image = \"{name}\"");
    let mut lines: Vec<&str> = text.lines().collect();
    let header = lines.iter().position(|line| line.trim() == HEADER).unwrap_or_else(|| {
        lines.extend(["", HEADER]);
        lines.len() - 1
    });
    let table = lines.iter().enumerate().skip(header + 1).take_while(|(_, line)| !line.starts_with('['));
    let is_image = |line: &str| {
        let key = line.trim_start_matches(['#', ' ']).split('=').next().unwrap_or_default();
        line.contains('=') && key.trim() == "image"
    };
    // A setting that is made counts more than one that is shown.
    let mut found: Vec<usize> = table.filter(|(_, line)| is_image(line)).map(|(index, _)| index).collect();
    found.sort_by_key(|&index| lines[index].starts_with('#'));
    match found.first() {
        Some(&index) => lines[index] = &setting,
        None => lines.insert(header + 1, &setting),
    }
    lines.join("\n") + "\n"
}

/// The text without the tables that name a test's file: cargo refuses a manifest whose file is not there.
pub fn without_tests(text: &str) -> String {
    let mut is_test = false;
    let kept = text.split_inclusive('\n').filter(|line| {
        if line.starts_with('[') {
            is_test = line.trim() == "[[test]]";
        }
        !is_test
    });
    kept.collect()
}

#[cfg(test)]
mod tests {
    use super::{with_image, without_tests};

    #[test]
    fn the_tables_of_tests_are_left_out_and_nothing_else() {
        let text = "[package]\nname = \"x\"\n\n[[test]]\n# why\nname = \"t\"\n\n[lints]\nworkspace = true\n";
        assert_eq!(without_tests(text), "[package]\nname = \"x\"\n\n[lints]\nworkspace = true\n");
    }

    #[test]
    fn the_name_stands_where_it_stood_or_was_shown_and_else_first_in_the_table() {
        let table = [
            (
                "[a]\nimage = 1\n[workspace.metadata.docker]\n# of\n# image = \"x\"  # why\nport = 1\n",
                "[a]\nimage = 1\n[workspace.metadata.docker]\n# of\nimage = \"n\"\nport = 1\n",
            ),
            (
                "[workspace.metadata.docker]\n# image = \"x\"\nimage = \"old\"\n",
                "[workspace.metadata.docker]\n# image = \"x\"\nimage = \"n\"\n",
            ),
            (
                "[workspace.metadata.docker]\nbase-image = \"x\"\n[b]\nimage = 1\n",
                "[workspace.metadata.docker]\nimage = \"n\"\nbase-image = \"x\"\n[b]\nimage = 1\n",
            ),
            ("[workspace]\n", "[workspace]\n\n[workspace.metadata.docker]\nimage = \"n\"\n"),
        ];
        for (text, expected) in table {
            assert_eq!(with_image(text, "n"), expected, "{text}");
        }
    }
}
