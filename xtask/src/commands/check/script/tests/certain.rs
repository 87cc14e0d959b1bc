//! Small scripts in which the command `x` fails: whether each of them certainly fails by it.
//!
//! Each was run by bash 5.2 (and dash) in 32 ways: `a` succeeds, at first, or fails; `$V` is empty or not; `./lib` and `$L` do nothing, end the script, take errexit
//! back or set a trap; `$O` is empty or `+e`. Where `E` stands the script failed in all of them.

use super::super::{Command, Runs, Script};

/// `E` if a command `x` certainly ends the script, `W` if it may, `-` if it is tried or on a condition, nothing if none is seen.
fn judged(text: &str) -> &'static str {
    let text = if text.starts_with("#!") { text.to_owned() } else { format!("#!/bin/bash -e\n{text}") };
    let script = Script::new(&text);
    let is_x = |it: &&Command| it.inner().first().is_some_and(|word| word.text == "x");
    let xs: Vec<_> = script.commands.iter().filter(is_x).collect();
    if xs.iter().any(|it| it.ends_script()) {
        "E"
    } else if xs.iter().any(|it| !it.is_tried && it.runs != Runs::OnCondition) {
        "W"
    } else if xs.is_empty() {
        ""
    } else {
        "-"
    }
}

pub fn agree(table: &[(&str, &str)]) {
    for (text, expected) in table {
        assert_eq!(judged(text), *expected, "{text}");
    }
}

const ENDS: [(&str, &str); 25] = [
    ("if [ -z \"$V\" ]; then exit 0; fi\nx\necho", "W"),
    ("[ -n \"$V\" ] || exit 0\nx\necho", "W"),
    ("[ -n \"$V\" ] && exit\nx\necho", "W"),
    ("case $V in v) exit 0;; esac\nx\necho", "W"),
    ("for i in $V; do exit 0; done\nx\necho", "W"),
    ("while a; do exit 0; done\nx\necho", "W"),
    ("[ -n \"$V\" ] || exec true\nx\necho", "W"),
    ("if a; then exec true; fi\nx\necho", "W"),
    ("exec \"$@\"\nx\necho", "W"),
    ("exec > /dev/null\nx\necho", "E"),
    ("exit 0\nx", "-"),
    ("exec true\nx", "-"),
    ("[ -n \"$V\" ] || exit 1\nx\necho", "E"),
    ("if a; then echo; else exit 2; fi\nx\necho", "E"),
    ("a || { echo; exit 3; }\nx\necho", "E"),
    ("[ -n \"$V\" ] || exit 256\nx\necho", "W"),
    ("a || exit $Z\nx\necho", "W"),
    ("( if a; then exit 0; fi )\nx\necho", "E"),
    ("a | if a; then exit 0; fi\nx\necho", "E"),
    ("{ a || exit 0; } &\nx\necho", "E"),
    ("#!/bin/sh -e\n[ -n \"$V\" ] || return 0\nx\necho", "W"),
    ("set -n\nx\necho", "W"),
    ("a && exit 0\nx\necho", "W"),
    ("false || exit 0\nx", "W"),
    ("command exit 0\nx", "-"),
];

#[test]
fn behind_what_may_end_the_script_without_a_failure_nothing_is_certain() {
    agree(&ENDS);
}

const FUNCTIONS: [(&str, &str); 19] = [
    ("f() { set +e; }\nf\nx\necho", "W"),
    ("f() { exit 0; }\nf\nx\necho", "W"),
    ("f() { trap 'exit 0' EXIT; }\nf\nx\necho", "W"),
    ("f() { trap 'exit 0' ERR; }\nf\nx\necho", "W"),
    ("f() { . ./lib; }\nf\nx\necho", "W"),
    ("f() { eval \"$L\"; }\nf\nx\necho", "W"),
    ("f() { exec true; }\nf\nx\necho", "W"),
    ("f() { g; }\ng() { exit 0; }\nf\nx\necho", "W"),
    ("f() { f2; }; f2() { f3; }; f3() { set +e; }\nf\nx\necho", "W"),
    ("f() { exit 0; }\n( f )\nx\necho", "E"),
    ("f() { exit 0; }\nx\necho", "E"),
    ("die() { echo \"$1\"; exit 1; }\na || die no\nx\necho", "E"),
    ("f() { echo; return 0; }\nf\nx\necho", "E"),
    ("f() { shopt -uo errexit; }\nf\nx\necho", "W"),
    ("f() { shopt -s nullglob; }\nf\nx\necho", "E"),
    ("function f { set +o errexit; }\nf\nx\necho", "W"),
    ("f() { x; }\nf\necho", "-"),
    ("set() { :; }\n#\nset +e\nx\necho", "E"),
    ("command_not_found_handle() { return 0; }\nx\necho", "W"),
];

#[test]
fn what_a_function_does_is_done_where_it_is_called_and_not_where_it_is_defined() {
    agree(&FUNCTIONS);
}

const SOURCES: [(&str, &str); 17] = [
    (". ./lib\nx\necho", "W"),
    ("source ./lib\nx", "W"),
    ("eval \"$L\"\nx\necho", "W"),
    ("$L\nx\necho", "W"),
    ("builtin . ./lib\nx\necho", "W"),
    ("trap 'exit 0' EXIT\nx", "W"),
    ("trap 'exit 0' ERR\nx\necho", "W"),
    ("command trap 'exit 0' EXIT\nx\necho", "W"),
    ("( . ./lib )\nx\necho", "E"),
    ("bash ./lib\nx\necho", "E"),
    ("shopt -s lastpipe\ntrue | exit 0\nx\necho", "W"),
    ("shopt -s expand_aliases\nalias f='exit 0'\nf\nx\necho", "W"),
    ("#!/bin/sh -e\nalias f='exit 0'\nf\nx\necho", "W"),
    ("P=exit\n\"$P\" 0\nx\necho", "W"),
    ("$(cat /dev/null; echo exit) 0\nx\necho", "W"),
    ("B=/bin\n$B/true\n${B}/true\nx\necho", "E"),
    ("test() { exit 0; }\ntest\nx\necho", "W"),
];

#[test]
fn behind_a_trap_and_what_another_file_may_do_nothing_is_certain() {
    agree(&SOURCES);
}

const SHELLS: [(&str, &str); 30] = [
    ("#!/bin/bash\n( set -e; x; echo )\necho", "W"),
    ("#!/bin/bash\n( set -e; x; echo )", "E"),
    ("( set -e; x; echo )\necho", "E"),
    ("( x; echo )\necho", "E"),
    ("#!/bin/bash\n( x; echo )", "W"),
    ("#!/bin/bash\n( echo; x )", "E"),
    ("( set +e; x; echo )\necho", "W"),
    ("( set +e; echo; x )\necho", "E"),
    ("( set +e; echo; x ) || echo", "-"),
    ("#!/bin/bash\necho | { set -e; x; echo; }\necho", "W"),
    ("#!/bin/bash\necho | { set -e; x; echo; }", "E"),
    ("x | true\necho", "W"),
    ("true | x\necho", "E"),
    ("set -o pipefail\nx | true\necho", "E"),
    ("set -o pipefail\n{ x; echo; } | cat\necho", "E"),
    ("{ x; echo; } | cat\necho", "W"),
    ("x &\nwait\necho", "W"),
    ("{ x; } &\necho", "W"),
    ("( x ) &\necho", "W"),
    ("! x\necho", "-"),
    ("! ( x )\necho", "-"),
    ("echo $(x)\necho", ""),
    ("V=$(x)\necho", ""),
    ("export V=$(x)\necho", ""),
    ("cat <(x)\necho", ""),
    ("#!/bin/bash\n( ( set -e; x; echo ); echo )", "W"),
    ("#!/bin/bash\n( ( set -e; x; echo ) )", "E"),
    ("( x ) && echo\necho", "W"),
    ("cat <<E\nx\nE\necho", ""),
    ("bash -c 'x'\necho", ""),
];

#[test]
fn a_shell_within_the_script_ends_it_only_if_its_own_failure_does() {
    agree(&SHELLS);
}

const LISTS: [(&str, &str); 23] = [
    ("a && x\necho", "W"),
    ("cd . && x\necho", "W"),
    ("true && x\necho", "E"),
    ("true && x", "E"),
    ("echo && x", "E"),
    ("V=1 && x", "E"),
    ("a && x", "W"),
    ("[ -n \"$V\" ] && x\necho", "-"),
    ("command -v a && x\necho", "-"),
    ("a | grep -q y && x\necho", "-"),
    ("! a && x\necho", "-"),
    ("(( Z )) && x\necho", "-"),
    ("{ a; } && x\necho", "W"),
    ("a || x\necho", "-"),
    ("x || true\necho", "-"),
    ("x || echo\necho", "-"),
    ("{ x; } || true\necho", "-"),
    ("x && echo\necho", "W"),
    ("x && echo", "E"),
    ("#!/bin/bash\nx && echo", "E"),
    ("#!/bin/bash\nx\necho", "W"),
    ("#!/bin/bash\necho\nx", "E"),
    ("#!/bin/bash\nx; exit", "W"),
];

#[test]
fn behind_and_a_command_may_not_run_and_in_front_of_or_it_may_fail() {
    agree(&LISTS);
}
