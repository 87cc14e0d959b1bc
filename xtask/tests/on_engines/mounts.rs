//! Claims about the folders that a container shares: whatever the project's path is, whatever stands in their place, what
//! is written into them is the host user's.

use std::os::unix::fs::{MetadataExt as _, symlink};

use camino::Utf8Path;

use super::machine::{SHARED, give, owner, project_in, shared};
use super::wait::{ANSWER, within};
use crate::harness::{Test, tests};
use crate::support::{Outcome, Project, tree};

/// The tests of this area.
pub const TESTS: &[Test] = tests![
    a_project_of_any_path_has_its_files_written_as_the_host_users,
    whatever_stands_in_the_place_of_a_folder_is_shared_or_refused_and_nothing_becomes_roots,
];

/// Names of the project's folder that a shell, a CSV field or a volume's short form would read as something else.
const NAMES: [&str; 9] = [
    "with space",
    "a, b",
    "c:d",
    "it's",
    r#"double "quoted""#,
    "$HOME `id` $(id)",
    "Ünal 李 😀",
    r"back\slash",
    "two\nlines",
];

/// Writes a file into each of the six folders.
const WRITE: &str =
    "for folder in bin data doc notebooks results src; do echo x >$folder/made || exit 9; done";

/// What stands in the place of a folder: the setting, how it comes to be, and what a container that writes into
/// `~/app/place` ends with: its exit code and a part of what is said.
type State = (&'static str, &'static str, fn(&Utf8Path), i32, &'static str);

const STATES: [State; 9] = [
    ("missing", r#"["place"]"#, |_| (), 0, ""),
    ("link inside", r#"["place"]"#, |root| link(root, "real"), 0, ""),
    ("link outside", r#"["place"]"#, |root| link(root, "../outside"), 0, ""),
    (
        "broken link",
        r#"["place"]"#,
        |root| symlink("nowhere", root.join("place")).unwrap(),
        2,
        "which cannot be reached",
    ),
    ("file", r#"["place"]"#, |root| std::fs::write(root.join("place"), "").unwrap(), 2, "it is not a folder"),
    ("read-only", r#"[{ source = "place", read-only = true }]"#, |_| (), 9, "Read-only file system"),
    ("inside `.`", r#"[".", "place"]"#, |_| (), 0, ""),
    ("outside", r#"[{ source = "~/place" }]"#, |root| folder(&root.join("../place")), 0, ""),
    ("outside, missing", r#"[{ source = "~/place" }]"#, |_| (), 2, "there is no such folder"),
];

fn a_project_of_any_path_has_its_files_written_as_the_host_users() {
    shared();
    let long = "x".repeat(200);
    for name in NAMES.into_iter().chain([long.as_str()]) {
        let project = project_in(name, &SHARED);
        written(&project, run(&project, &project.root, WRITE))
            .unwrap_or_else(|wrong| panic!("{name:?}: {wrong}"));
    }
    let project = project_in("behind a link", &SHARED);
    let link = project.root.with_file_name("link");
    symlink(&project.root, &link).unwrap();
    written(&project, run(&project, &link, WRITE)).unwrap_or_else(|wrong| panic!("link: {wrong}"));
}

fn whatever_stands_in_the_place_of_a_folder_is_shared_or_refused_and_nothing_becomes_roots() {
    shared();
    println!("{:<18} {:>4}  what is said", "in its place", "exit");
    for (name, mounts, prepare, code, said) in STATES {
        let mut project = project_in("project", &SHARED);
        let settings = project.read("Cargo.toml");
        project.write("Cargo.toml", format!("{settings}mounts = {mounts}\n"));
        prepare(&project.root);
        give(&project);
        let home = project.root.parent().unwrap().to_owned();
        project.env("HOME", home.as_str()).env("XDG_CACHE_HOME", cache());
        let outcome = run(&project, &project.root, "echo x >place/made || exit 9");
        println!("{name:<18} {:>4}  {}", outcome.code, outcome.stderr.lines().last().unwrap_or_default());
        assert_eq!(outcome.code, code, "{name}: {}", outcome.stderr);
        assert!(outcome.stderr.contains(said), "{name}: {}", outcome.stderr);
        let made: Vec<_> =
            tree(&home).into_iter().filter(|(path, _)| path.file_name() == Some("made")).collect();
        assert_eq!(made.len(), usize::from(code == 0), "{name}: {made:?}");
        for (path, _) in tree(&project.root).iter().chain(&made) {
            let metadata = path.symlink_metadata().unwrap();
            assert_eq!((metadata.uid(), metadata.gid()), owner(), "{name}: {path}");
        }
    }
}

/// Runs a script in the container, without looking whether the image is current.
fn run(project: &Project, root: &Utf8Path, script: &str) -> Outcome {
    let args = ["run", "--no-build", "--", "sh", "-c", script];
    within(ANSWER, project.command_in(root, &args))
}

/// Whether each of the six folders has the file, as the host user's.
fn written(project: &Project, outcome: Outcome) -> Result<(), String> {
    if outcome.code != 0 {
        return Err(format!("exit code {}: {}", outcome.code, outcome.stderr));
    }
    for folder in ["bin", "data", "doc", "notebooks", "results", "src"] {
        let metadata = std::fs::metadata(project.root.join(folder).join("made"));
        let ids = metadata
            .map(|metadata| (metadata.uid(), metadata.gid()))
            .map_err(|error| format!("{folder}: {error}"))?;
        if ids != owner() {
            return Err(format!("{folder}/made belongs to {ids:?}"));
        }
    }
    Ok(())
}

/// A folder that belongs to the user.
fn folder(path: &Utf8Path) {
    let (uid, gid) = owner();
    std::fs::create_dir(path).unwrap();
    std::os::unix::fs::chown(path, Some(uid), Some(gid)).unwrap();
}

/// The place as a link to such a folder.
fn link(root: &Utf8Path, target: &str) {
    folder(&root.join(target));
    symlink(target, root.join("place")).unwrap();
}

/// The cache of whoever runs the tests, in which the offline world is.
fn cache() -> String {
    std::env::var("XDG_CACHE_HOME").unwrap_or_else(|_| std::env::var("HOME").unwrap() + "/.cache")
}
