//! postBuild.

use super::{PLAIN, error, read, warnings};

fn script(text: &str) -> (Option<String>, Vec<String>) {
    let files = read(&[PLAIN, ("postBuild", text)]);
    let said = warnings(&files);
    (files.post_build, said)
}

#[test]
fn a_script_without_shebang_stops_at_the_first_failure() {
    let warning = "postBuild:1:1: the script has no `#!` line, so it runs as `#!/bin/bash -e`: a command that fails stops the build; write `#!/bin/bash -e` there";
    assert_eq!(script("a\r\nb"), (Some("#!/bin/bash -e\na\nb\n".to_owned()), vec![warning.to_owned()]));
}

#[test]
fn windows_and_old_mac_line_ends_become_lf() {
    let expected = (Some("#!/bin/sh\na\nb\n".to_owned()), vec![]);
    for text in
        ["#!/bin/sh\r\na\r\nb\r\n", "#!/bin/sh\ra\rb\r", "#!/bin/sh\r\r\na\nb", "\n \n#!/bin/sh\na\nb\n"]
    {
        assert_eq!(script(text), expected, "{text:?}");
    }
}

#[test]
fn no_script_and_a_blank_one_are_none() {
    assert_eq!(read(&[PLAIN]).post_build, None);
    assert_eq!(script(""), (None, vec![]));
    assert_eq!(script(" \r\n\t\n"), (None, vec![]));
}

#[test]
fn a_binary_is_refused() {
    assert_eq!(
        error(&[PLAIN, ("postBuild", "#!/bin/sh\nab\0c")]),
        "postBuild:2:3: the character U+0000 cannot stand in a script; put a text file in its place"
    );
}
