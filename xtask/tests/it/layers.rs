//! Claims about what counts as a difference of two layers: what they do, and not the marks by which an engine stores it.

use std::process::{Command, Stdio};

use crate::support::{have, repository};

/// What lies below: two folders and two files.
const BASE: &str = "[('etc/', {}), ('etc/a', {'content': 'a'}), ('opt/', {}), ('opt/b', {})]";

/// What `layers.py` says of two images, each the base and a layer of these members.
fn compared(one: &str, other: &str) -> String {
    let it = repository().join("xtask/tests/it/layers.py");
    let script = repository().join("xtask/src/commands/docker_build/layers.py");
    let mut archive = Command::new("python3");
    archive.arg(it).args([one, other].map(|layer| format!("[{BASE}, [{layer}]]")));
    let mut archive = archive.stdout(Stdio::piped()).spawn().unwrap();
    let mut compare = Command::new("python3");
    compare.arg("-I").arg(script).args(["one", "other"]).stdin(archive.stdout.take().unwrap());
    let said = compare.output().unwrap();
    assert!(archive.wait().unwrap().success() && said.status.success(), "{said:?}");
    String::from_utf8(said.stdout).unwrap()
}

#[test]
fn marks_that_change_no_file_are_no_difference() {
    if !have("python3") {
        return;
    }
    let same = [
        // A folder that was only looked into; a file that was only touched, with its own time.
        ("('new', {})", "('etc/', {}), ('etc/a', {'content': 'a'}), ('new', {})"),
        // A whiteout of what is not there, and an opaque folder that is new.
        (
            "('new/', {}), ('new/a', {})",
            "('new/', {}), ('new/.wh..wh..opq', {}), ('new/a', {}), ('opt/.wh.c', {})",
        ),
        // A folder that goes with its mark, or with one for each of its files.
        ("('opt/.wh.b', {}), ('.wh.opt', {})", "('.wh.opt', {})"),
        ("('opt/.wh.b', {})", "('opt/', {}), ('opt/.wh..wh..opq', {})"),
        // Two names of one file, in either order, and of a file below.
        (
            "('x', {'content': 'x'}), ('y', {'type': b'1', 'linkname': 'x'})",
            "('y', {'content': 'x'}), ('x', {'type': b'1', 'linkname': 'y'})",
        ),
        ("('x', {'type': b'1', 'linkname': 'etc/a'})", "('x', {'content': 'a'})"),
        // Names of another form, parts of a second, the names of owners, and what SELinux says.
        (
            "('./x', {'mtime': 7.25, 'uname': 'jane'})",
            "('x', {'mtime': 7, 'pax_headers': {'SCHILY.xattr.security.selinux': 'b'}})",
        ),
        // The time of a folder, which one of Docker's two ways to store a layer leaves out.
        ("('new/', {'mtime': 9}), ('etc/', {'mtime': 9})", "('new/', {})"),
        // Nothing at all.
        ("", "('etc/', {}), ('.wh.no', {})"),
    ];
    for (one, other) in same {
        assert_eq!(compared(one, other), "{\"layers\": 2, \"differ\": []}\n", "{one} and {other}");
    }
}

#[test]
fn whatever_changes_a_file_is_a_difference_and_is_named() {
    if !have("python3") {
        return;
    }
    let differ = [
        ("('x', {})", "", "/x: changed by the first alone"),
        ("('x', {})", "('x', {'content': 'x'})", "/x: its content"),
        ("('x', {'mode': 0o600, 'uid': 7})", "('x', {'mtime': 9})", "/x: its mode, its owner, its time"),
        ("('x', {'mode': 0o4755})", "('x', {'mode': 0o755})", "/x: its mode"),
        (
            "('x', {'type': b'2', 'linkname': 'a'})",
            "('x', {'type': b'2', 'linkname': 'b'})",
            "/x: its content",
        ),
        ("('x/', {'mode': 0o644})", "('x', {})", "/x: its type, its content, its time"),
        (
            "('x', {'pax_headers': {'SCHILY.xattr.security.capability': 'a'}})",
            "('x', {})",
            "/x: its attributes",
        ),
        ("('etc/', {'mode': 0o700, 'mtime': 9})", "('etc/', {})", "/etc: changed by the first alone"),
        ("('etc/.wh.a', {})", "('etc/a', {})", "/etc/a: removed by the first"),
        ("('.wh.opt', {})", "", "/opt: changed by the first alone"),
        (
            "('opt/', {}), ('opt/.wh..wh..opq', {}), ('opt/c', {})",
            "('opt/c', {})",
            "/opt/b: changed by the first alone",
        ),
        ("('a b\\n\\u00e9', {})", "", "/a b\\\\n\u{e9}: changed by the first alone"),
    ];
    for (one, other, named) in differ {
        let said = compared(one, other);
        let start = "{\"layers\": 2, \"differ\": [{\"number\": 2, \"step\": \"step 1\", \"files\": ";
        assert!(
            said.starts_with(start) && said.contains(&format!("\"named\": [\"{named}\"")),
            "{one}: {said}"
        );
    }
}
