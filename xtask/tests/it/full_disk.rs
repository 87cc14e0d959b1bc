//! A claim about a disk that has no room left: what was there before is whole afterwards.

use std::process::Command;

use crate::support::{Outcome, Project, absent};

/// Puts docker/ on a disk of its own, fills that, and runs the tool; then prints what docker/ has.
const SCRIPT: &str = r#"set -eu
mount -t tmpfs -o size=256k tmpfs "$1/docker"
cp -r "$1/old/." "$1/docker"
cat /dev/zero >"$1/docker/filler" 2>/dev/null || true
code=0
"$0" --project "$1" generate || code=$?
rm "$1/docker/filler"
diff -r "$1/old" "$1/docker" && echo "the same"
exit "$code""#;

#[test]
fn generate_on_a_full_disk_leaves_each_old_file_whole_and_no_other_behind() {
    // A namespace of our own lets anybody mount something, unseen by the rest of the machine.
    let unshare = |script: &str, args: &[&str]| {
        let mut command = Command::new("unshare");
        command.args(["--user", "--map-root-user", "--mount", "sh", "-c", script]).args(args);
        command.output().map(Outcome::of)
    };
    if !unshare("mount -t tmpfs tmpfs /mnt", &[]).is_ok_and(|outcome| outcome.code == 0) {
        absent("no `unshare` that may mount a small disk");
        return;
    }
    let project = Project::of_template("full");
    project.xtask(&["generate"]).exits(0);
    std::fs::rename(project.root.join("docker"), project.root.join("old")).unwrap();
    std::fs::create_dir(project.root.join("docker")).unwrap();
    project.write("requirements.txt", format!("tabulate\n{}", "# a comment\n".repeat(9)));
    let tool = env!("CARGO_BIN_EXE_xtask");
    let failed = unshare(SCRIPT, &[tool, project.root.as_str()]).unwrap().exits(1);
    assert_eq!(failed.stdout, "the same\n");
    let sentence = format!("cannot write `{}/docker/.generated`; the old file is as it was: ", project.root);
    assert!(failed.stderr.contains(&sentence), "{}", failed.stderr);
    assert!(failed.stderr.contains("No space left on device"), "{}", failed.stderr);
}
