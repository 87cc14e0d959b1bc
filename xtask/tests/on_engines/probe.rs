//! Claims about folders that the container cannot use: the lab does not start, and says which one and what mends it.

use std::process::Command;

use camino::{Utf8Path, Utf8PathBuf};

use super::lab::{Lab, container, remove_volume, volume};
use super::machine::{SHARED, give, owner, project_in, shared};
use super::wait::{ANSWER, within};
use crate::harness::{Test, is_long, tests};
use crate::support::{Project, absent};

/// The tests of this area.
pub const TESTS: &[Test] = tests![
    a_folder_that_the_container_cannot_use_keeps_the_lab_from_starting_and_says_what_mends_it,
    a_folder_that_is_only_to_be_read_need_not_be_writable,
];

/// What is wrong with a folder: the commands that make it so and that undo it, with `$0` for the folder, and what is said.
/// `IDS` stands for the user's, and `FOLDER` for the folder as a shell spells it.
type State = (&'static str, &'static str, &'static str, &'static str);

const STATES: [State; 5] = [
    (
        "unreadable",
        "chmod 0 \"$0\"",
        "chmod 755 \"$0\"",
        "cannot read the folder FOLDER: Permission denied; run `chmod u+rwx FOLDER`",
    ),
    (
        "not writable",
        "chmod 555 \"$0\"",
        "chmod 755 \"$0\"",
        "cannot write into the folder FOLDER: Permission denied; run `chmod u+rwx FOLDER`",
    ),
    (
        "somebody else's",
        "chown 12345:12345 \"$0\"",
        "true",
        "cannot write into the folder FOLDER: Permission denied; run `sudo chown -R IDS FOLDER`",
    ),
    (
        "on a disk that is read-only",
        "mount -t tmpfs -o ro tmpfs \"$0\"",
        "umount \"$0\"",
        "cannot write into the folder FOLDER: Read-only file system; its disk is mounted read-only: write `read-only = \
         true` for it in the setting `mounts`, or move the project to another disk",
    ),
    (
        "on a full disk",
        "mount -t tmpfs -o size=4k,mode=777 tmpfs \"$0\" && { cat /dev/zero >\"$0/filler\" 2>/dev/null || true; }",
        "umount \"$0\"",
        "cannot write into the folder FOLDER: No space left on device; make room there; `df -h FOLDER` says how much there is",
    ),
];

/// A folder in a state, which is undone when this is dropped.
struct Spoilt(Utf8PathBuf, &'static str);

impl Drop for Spoilt {
    fn drop(&mut self) {
        sh(self.1, &self.0);
    }
}

fn sh(script: &str, folder: &Utf8Path) -> bool {
    let status = Command::new("sh").args(["-c", script, folder.as_str()]).status();
    status.is_ok_and(|status| status.success())
}

fn project_with(mounts: &str) -> (Project, Utf8PathBuf) {
    let project = project_in("it's a project", &SHARED);
    let settings = project.read("Cargo.toml");
    project.write("Cargo.toml", settings.replace("port =", &format!("mounts = {mounts}\nport =")));
    let place = project.root.join("place");
    std::fs::create_dir(&place).unwrap();
    give(&project);
    (project, place)
}

fn a_folder_that_the_container_cannot_use_keeps_the_lab_from_starting_and_says_what_mends_it() {
    shared();
    let (uid, gid) = owner();
    for (number, (name, spoil, mend, sentence)) in STATES.into_iter().enumerate() {
        let (project, place) = project_with(r#"["place"]"#);
        if !sh(spoil, &place) {
            absent(&format!("no right to make a folder that is {name}"));
            continue;
        }
        let _spoilt = Spoilt(place.clone(), mend);
        let spelt = format!("'{}'", place.as_str().replace('\'', r"'\''"));
        let sentence = sentence.replace("FOLDER", &spelt).replace("IDS", &format!("{uid}:{gid}"));
        let ways = [&["lab"][..], &["lab", "--detach"]];
        // The probe is the same for both ways; the long set takes both for each folder.
        for flags in if is_long() || number == 0 { &ways[..] } else { &ways[1..] } {
            let refused = within(ANSWER, project.command(&[&["--offline"], *flags].concat())).exits(73);
            let last = refused.stderr.lines().last().unwrap();
            assert_eq!(last, format!("error: the container {sentence}"), "{name}: {}", refused.stderr);
            assert_eq!(container(&project), None, "{name}");
        }
        remove_volume(&volume(&project));
        println!("{name:<28} {sentence}");
    }
}

fn a_folder_that_is_only_to_be_read_need_not_be_writable() {
    shared();
    let (project, place) = project_with(r#"[{ source = "place", read-only = true }]"#);
    let _spoilt = Spoilt(place.clone(), "chmod 755 \"$0\"");
    assert!(sh("chmod 555 \"$0\"", &place));
    let lab = Lab::detached(&project);
    assert!(lab.url.starts_with("http://127.0.0.1:"), "{}", lab.url);
    assert_eq!(place.read_dir_utf8().unwrap().count(), 0, "the probe left something");
}
