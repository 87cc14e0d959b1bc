//! Claims about `add` and `remove`: what is written, what is said, and that a mistake leaves every file as it was.

use crate::support::{Project, tree};

#[test]
fn the_lines_that_changed_are_told_and_all_other_lines_stay() {
    let project = Project::of_template("project");
    let [environment, requirements] = ["environment.yml", "requirements.txt"].map(|file| project.read(file));
    let added = project.xtask(&["add", "numpy>=1.26", "conda-forge::scipy"]).exits(0);
    let table = "environment.yml:13  changed  - numpy  →  - numpy>=1.26\n\
                 environment.yml:17  added    - conda-forge::scipy\n";
    assert_eq!(added.stdout, table);
    assert_eq!(
        added.stderr.replace(&format!(" --project {}", project.root), ""),
        "xtask: numpy is listed already: environment.yml:13 says `numpy>=1.26` now, and no longer `numpy`\n\
         xtask: wrote environment.yml\n\
         xtask: next: `cargo xtask lab` builds the image with them, and Conda looks the names up there\n"
    );
    let removed = project.xtask(&["remove", "scipy", "NumPy"]).exits(0);
    assert_eq!(
        removed.stdout,
        "environment.yml:13  removed  - numpy>=1.26\nenvironment.yml:17  removed  - conda-forge::scipy\n"
    );
    assert_eq!(project.read("environment.yml"), environment.replace("  - numpy\n", ""));

    let added = project.xtask(&["add", "--pip", "tqdm[notebook]==4"]).exits(0);
    assert_eq!(added.stdout, "requirements.txt:3  added    tqdm[notebook]==4\n");
    assert_eq!(project.read("requirements.txt"), requirements.clone() + "tqdm[notebook]==4\n");
    project.xtask(&["remove", "--pip", "tqdm"]).exits(0);
    assert_eq!(project.read("requirements.txt"), requirements);
    let again = project.xtask(&["add", "--pip", "watermark"]).exits(0);
    assert_eq!(
        again.stderr,
        "xtask: watermark is listed already, in requirements.txt:2\nxtask: the Conda files are as they were\n"
    );
}

#[test]
fn a_secret_beside_the_line_that_changes_is_not_shown() {
    let project = Project::of_template("project");
    let secret = "channels: [conda-forge]\ndependencies:\n- python=3.12\n- jupyterlab\nvariables:\n  DB_PASSWORD: swordfish\n";
    project.write("environment.yml", secret);
    let said = project.xtask(&["--dry-run", "add", "scipy"]).exits(0);
    assert!(said.stdout.contains("+- scipy") && said.stdout.contains("DB_PASSWORD: ***"), "{said:?}");
    assert!(!(said.stdout + &said.stderr).contains("swordfish"));
    assert_eq!(project.read("environment.yml"), secret);
}

#[test]
fn a_file_with_a_byte_order_mark_or_in_utf_16_is_utf_8_after_an_edit() {
    let text = "channels: [conda-forge]\ndependencies:\n- python=3.12\n- jupyterlab\n";
    let utf_16 = text.encode_utf16().flat_map(u16::to_le_bytes);
    for bytes in
        [[b"\xef\xbb\xbf", text.as_bytes()].concat(), b"\xff\xfe".iter().copied().chain(utf_16).collect()]
    {
        let project = Project::of_template("project");
        project.write("environment.yml", bytes);
        project.xtask(&["add", "scipy"]).exits(0);
        assert_eq!(project.read("environment.yml"), format!("{text}- scipy\n"));
    }
}

#[test]
fn without_a_lock_the_last_line_says_when_it_comes_out_whether_there_is_such_a_package() {
    let table: [(&[&str], &str); 5] = [
        (&["add", "pandsa"], "cargo xtask lab` builds the image with it, and Conda looks the name up there"),
        (
            &["add", "--pip", "pandsa"],
            "cargo xtask lab` builds the image with it, and pip looks the name up there",
        ),
        (
            &["--offline", "add", "a", "b"],
            "cargo xtask --offline lab` builds the image with them, and Conda looks the names up there",
        ),
        (&["remove", "numpy"], "cargo xtask lab` builds the image without it"),
        (
            &["--offline", "remove", "numpy", "pandas"],
            "cargo xtask --offline lab` builds the image without them",
        ),
    ];
    for (args, said) in table {
        let project = Project::of_template("project");
        let outcome = project.xtask(args).exits(0);
        let last =
            outcome.stderr.lines().last().unwrap().replace(&format!(" --project {}", project.root), "");
        assert_eq!(last, format!("xtask: next: `{said}"), "{args:?}");
    }
}

#[test]
fn a_dry_run_prints_the_difference_and_writes_nothing() {
    let project = Project::of_template("project");
    let before = tree(&project.root);
    let outcome = project.xtask(&["--dry-run", "add", "scipy"]).exits(0);
    assert!(
        outcome.stdout.starts_with("--- a/environment.yml\n+++ b/environment.yml\n@@"),
        "{}",
        outcome.stdout
    );
    assert!(outcome.stdout.contains("\n+  - scipy\n"), "{}", outcome.stdout);
    assert!(tree(&project.root) == before);
}

#[test]
fn a_mistake_leaves_every_file_as_it_was() {
    let project = Project::of_template("project");
    let table: [(&[&str], &str, i32); 7] = [
        (&["add", "numpy=!2"], "error: Conda has no operator `=!`", 2),
        (&["add", "scipy", "nunpy>", "x"], "error: ", 2),
        (&["remove", "scipy"], "error: scipy is not listed in the Conda files", 2),
        (&["remove", "pandas", "nump"], "did you mean `numpy`?", 2),
        (&["add"], "required", 2),
        (&["add", "--from-lab", "x"], "cannot be used with", 2),
        (&["add", "--from-lab", "--pip"], "cannot be used with", 2),
    ];
    let before = tree(&project.root);
    for (args, said, code) in table {
        let outcome = project.xtask(args).exits(code);
        assert!(outcome.stderr.contains(said), "{args:?}: {}", outcome.stderr);
        assert!(tree(&project.root) == before, "{args:?}");
    }
    // A mistake in a file that the command has nothing to do with comes first.
    project.write("requirements.txt", "watermark\n-e .\n");
    let outcome = project.xtask(&["add", "scipy"]).exits(2);
    assert!(outcome.stderr.starts_with("error: requirements.txt:2:1: "), "{}", outcome.stderr);
    // What `check` finds stops it, too, and is about the files as they would be.
    project.write("requirements.txt", "watermark\n");
    let before = tree(&project.root);
    let outcome =
        project.xtask(&["add", "--pip", "x @ https://user:secret1@host/x-1-py3-none-any.whl"]).exits(2);
    assert!(outcome.stderr.contains("requirements.txt:2: "), "{}", outcome.stderr);
    assert!(outcome.stderr.contains("--no-check goes on"), "{}", outcome.stderr);
    assert!(tree(&project.root) == before);
}

#[cfg(unix)]
#[test]
fn a_link_stays_a_link() {
    let project = Project::of_template("project");
    let text = project.read("environment.yml");
    std::fs::rename(project.root.join("environment.yml"), project.root.join("real.yml")).unwrap();
    std::os::unix::fs::symlink("real.yml", project.root.join("environment.yml")).unwrap();
    project.xtask(&["add", "scipy"]).exits(0);
    assert!(project.root.join("environment.yml").is_symlink());
    assert_ne!(project.read("real.yml"), text);
}
