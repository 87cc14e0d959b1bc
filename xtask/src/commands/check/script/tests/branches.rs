//! More of the scripts of `certain.rs`, run in the same ways: branches, loops, `set` and the first line.

use super::certain::agree;

const LOOPS: [(&str, &str); 50] = [
    ("for i in $V; do x; done\necho", "-"),
    ("while a; do x; done\necho", "-"),
    ("until x; do break; done\necho", "-"),
    ("if a; then x; fi\necho", "-"),
    ("if a; then echo; else x; fi\necho", "-"),
    ("if x; then echo; fi\necho", "-"),
    ("case $V in v) x;; esac\necho", "-"),
    ("if a; then set +e; fi\nx\necho", "W"),
    ("while a; do set +e; break; done\nx\necho", "W"),
    ("set +e\na\nset -e\nx\necho", "E"),
    ("set +e\nx\nset -e\necho", "W"),
    ("#!/bin/bash\nif a; then set -e; fi\nx\necho", "W"),
    ("#!/bin/bash\nset -o errexit\nx\necho", "E"),
    ("#!/bin/bash\nshopt -so errexit\nx\necho", "E"),
    ("command set +e\nx\necho", "W"),
    ("set $O\nx\necho", "W"),
    ("set -- $V\nx\necho", "E"),
    ("#!/bin/bash\ncommand set -e\nx\necho", "E"),
    ("for ((i = 0; i < 2; i++)); do x; done\necho", "-"),
    ("for ((i = 0; i < 2; i++)); do echo; done\nx\necho", "E"),
    ("for ((i = 0; i < 2; i++)); do exit 0; done\nx\necho", "W"),
    ("((Z)) || exit 0\nx\necho", "W"),
    ("f() { return 0; x; }\nf\necho", "-"),
    ("f() ( set +e; exit 0 )\nx\necho", "E"),
    ("if f() { exit 0; }; then f; fi\nx\necho", "W"),
    ("{ set +e; }\nx\necho", "W"),
    ("{ set +e; } | cat\nx\necho", "E"),
    ("{ exit 0; }\nx\necho", "-"),
    ("( exit 0 )\nx\necho", "E"),
    ("V=$(exit 0)\nx\necho", "E"),
    ("select i in 1; do exit 0; done\nx\necho", "W"),
    ("until a; do exit 0; done\nx\necho", "W"),
    ("if ! a; then exit; fi\nx\necho", "W"),
    ("if a; then echo; elif a; then exit 0; fi\nx\necho", "W"),
    ("exec x\necho", "E"),
    ("timeout 9 x\necho", "E"),
    ("while x; do echo; done\necho", "-"),
    ("set -e; set +e; x; echo", "W"),
    ("(set +e)\nx\necho", "E"),
    ("\\exit 0\nx\necho", "-"),
    ("'exit' 0\nx\necho", "-"),
    ("a && set +e\nx\necho", "W"),
    ("set +e || a\nx\necho", "W"),
    ("local V=$(x)\necho", ""),
    ("coproc { set +e; }\nx\necho", "E"),
    ("if a; then\n  return\nfi\nx\necho", "W"),
    ("time x\necho", "E"),
    ("wait\nx > /dev/null 2>&1\necho", "E"),
    ("python3 - <<E\nexit(0)\nE\nx\necho", "E"),
    ("nohup exit 0 || true\nx\necho", "E"),
];

#[test]
fn in_a_branch_nothing_is_certain_and_errexit_holds_where_it_certainly_does() {
    agree(&LOOPS);
}

const INTERPRETERS: [(&str, &str); 6] = [
    ("#!/bin/sh -e\nx\necho", "E"),
    ("#!/usr/bin/env -S bash -e\nx\necho", "E"),
    ("#!/usr/bin/env bash\nx\necho", "W"),
    ("#!/usr/bin/env bash -e\nx\necho", "W"),
    ("#!/bin/bash -o errexit\nx\necho", "W"),
    ("#!/usr/bin/env python3\nx=1\nx", ""),
];

#[test]
fn the_first_line_sets_errexit_where_the_kernel_starts_the_interpreter_with_it() {
    agree(&INTERPRETERS);
}
