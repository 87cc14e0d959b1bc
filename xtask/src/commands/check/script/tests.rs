//! Claims about scripts: which commands they have, where these run, and whether their failure ends the script.

mod branches;
mod certain;

use super::{Folder, Script};

/// `line program` of each command, with `!` if the script certainly ends where it fails.
fn ends(text: &str) -> Vec<String> {
    let commands = Script::new(text).commands.into_iter();
    commands
        .map(|it| format!("{} {}{}", it.line, it.program(), if it.ends_script() { "!" } else { "" }))
        .collect()
}

fn folders(text: &str) -> Vec<String> {
    let folder = |folder: &Folder| match folder {
        Folder::Project(path) => format!("/{path}"),
        Folder::Home(path) => format!("~/{path}"),
        Folder::Elsewhere => "elsewhere".to_owned(),
        Folder::Unknown => "?".to_owned(),
    };
    Script::new(text).commands.iter().filter(|it| it.program() == "x").map(|it| folder(&it.folder)).collect()
}

#[test]
fn a_command_ends_the_script_where_errexit_holds_and_it_is_not_tried() {
    let table: &[(&str, &[&str])] = &[
        ("#!/bin/bash\na\nb\n", &["2 a", "3 b!"]),
        ("a\nb\n", &["1 a!", "2 b!"]),
        ("\n#!/bin/bash -e\na\nb\n", &["3 a!", "4 b!"]),
        ("#!/bin/bash\nset -euxo pipefail\na | b\nc", &["2 set", "3 a!", "3 b!", "4 c!"]),
        ("#!/bin/sh\nset -o errexit\na | b\nc", &["2 set", "3 a", "3 b!", "4 c!"]),
        ("a\nset +e\nb\nset -e\nc\n", &["1 a!", "2 set!", "3 b", "4 set", "5 c!"]),
        ("a || b\nc && d\n! e\nf &\ng", &["1 a", "1 b", "2 c", "2 d", "3 e", "4 f", "5 g!"]),
        ("cd a && b\nc", &["1 cd", "1 b", "2 c!"]),
        ("#!/bin/bash\ncd a && b", &["2 cd!", "2 b"]),
        ("if a; then\n  b\nelif c; then d; else\n  e\nfi\nf", &["1 a", "3 c", "2 b", "3 d", "4 e", "6 f!"]),
        ("for x in 1 2; do a; done\nwhile b; do c; done < f\nd", &["1 a", "2 b", "2 c", "3 d!"]),
        ("case $x in\n a) b ;;\n (c|d) e;;\nesac\nf", &["2 b", "3 e", "5 f!"]),
        ("f() {\n  a\n}\nfunction g { b; }\nf\nc", &["2 a", "4 b", "5 f!", "6 c!"]),
        ("{ a; b; } || true\n( c )\nd", &["1 a", "1 b", "1 true", "2 c!", "3 d!"]),
        ("trap 'exit 0' ERR\na\nb", &["1 trap!", "2 a", "3 b"]),
        (". ./x\na\nb", &["1 .!", "2 a", "3 b"]),
        ("a\nexit 0\nb", &["1 a!", "2 exit!", "3 b"]),
        ("[[ -f a && b ]] && c\n(( 1 > 2 ))\nd", &["1 [[", "1 c", "3 d!"]),
        ("#!/usr/bin/env python\na\n", &[]),
        ("a \"\nb\n", &["2 b"]),
        ("fi\na (\nb\n", &["1 fi", "3 b"]),
        ("", &[]),
    ];
    for (text, expected) in table {
        assert_eq!(ends(text), *expected, "{text}");
    }
    assert_eq!(ends(&"(".repeat(10_000)), [""; 0]);
}

#[test]
fn words_are_without_quotes_comments_documents_and_redirections() {
    let words = |text: &str| {
        let commands = Script::new(text).commands.into_iter();
        commands
            .map(|it| it.words.iter().map(|word| word.text.clone()).collect::<Vec<_>>().join("|"))
            .collect::<Vec<_>>()
    };
    let table: &[(&str, &[&str])] = &[
        ("A=1 B='2 3' a 'b c' \"d $e\"f \\# # g\n", &["a|b c|d $ef|#"]),
        ("cat <<EOF >x 2>&1\nsudo a\nEOF\nb <<-'X'\n\t c\n\tX\nd", &["cat", "b", "d"]),
        ("a \\\n  b \\\n  c\n# d\\\ne", &["a|b|c", "e"]),
        ("a $(b \"c d\") `e f` ${g:-h i} <(j k)", &["a|$(b \"c d\")|`e f`|${g:-h i}|<(j k)"]),
        ("x=(a b)\npip install .[all] numpy>=1", &["", "pip|install|.[all]|numpy"]),
        ("a 'multi\nline' &> log", &["a|multi\nline"]),
        ("a b\r\nc\r\n", &["a|b", "c"]),
        ("echo a#b 'ü' \"ü\" \\ü", &["echo|a#b|ü|ü|ü"]),
    ];
    for (text, expected) in table {
        assert_eq!(words(text), *expected, "{text}");
    }
    let script = Script::new("sort <a >b 2>c\nwait && \\\n  done_it");
    assert_eq!((script.commands[0].reads[0].text.as_str(), script.commands[0].writes.len()), ("a", 2));
    assert_eq!(script.commands[2].whole, "wait && done_it");
}

#[test]
fn the_folder_is_followed_as_far_as_it_can_be_told() {
    let table: &[(&str, &[&str])] = &[
        ("x\ncd a/b\nx\ncd ..\nx\ncd ../..\nx", &["/", "/a/b", "/a", "elsewhere"]),
        ("cd a && x; (cd b; x); x\npushd c\nx\npopd\nx", &["/a", "/a/b", "/a", "/a/c", "?"]),
        ("cd\nx\ncd $REPO_DIR/a\nx\ncd -\nx\ncd \"$HOME\"; x", &["~/", "/a", "?", "~/"]),
        ("if y; then cd a; x; fi\nx", &["/a", "?"]),
        ("[ -d a ] && cd a\nx", &["?"]),
        ("f() { cd a; x; }\nx\nf\nx", &["?", "/", "?"]),
        ("pushd a\npushd\nx", &["?"]),
        ("pushd a\npushd +1\nx", &["?"]),
        ("pushd -n a\nx", &["?"]),
        ("pushd -1\nx", &["?"]),
        ("cd -- a\nx\npushd b\nx", &["/a", "/a/b"]),
        ("builtin cd a\nx\nf() { g; }; g() { cd b; }; f\nx", &["/a", "?"]),
        ("cd a | y\nx\ncd ~/app/b\nx\ncd /tmp\nx\ncd c\nx", &["/", "/b", "elsewhere", "elsewhere"]),
    ];
    for (text, expected) in table {
        assert_eq!(folders(text), *expected, "{text}");
    }
}

#[test]
fn every_way_to_set_errexit_is_known() {
    for text in ["#!/bin/bash -e\n", "#!/bin/bash -eu\n", "x\n", "#!/usr/bin/env -S bash -e\n"] {
        assert!(Script::new(text).sets_errexit, "{text}");
    }
    for line in [
        "set -e",
        "set -xeu",
        "set -euo pipefail",
        "set -o errexit",
        "set -x -o errexit",
        "shopt -so errexit",
    ] {
        assert!(Script::new(&format!("#!/bin/bash\n{line}\n")).sets_errexit, "{line}");
    }
    for line in
        ["set +e", "set -x", "set -o pipefail", "set -- -e", "echo set -e", "# set -e", "shopt -s extglob"]
    {
        assert!(!Script::new(&format!("#!/bin/bash\n{line}\n")).sets_errexit, "{line}");
    }
}
