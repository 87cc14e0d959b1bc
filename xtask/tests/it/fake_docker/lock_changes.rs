//! Claims about changes of a lock: packages that are raised alone, `add` where there is a lock, and what moved between commits.

use super::lock::{PACKAGES, SOLVE, answers, locked, questions, resolution, solution};
use crate::support::{have, tree};

/// The answer of Conda's with another version of one package.
fn newer(name: &str) -> String {
    let solved = solution("https://conda.anaconda.org", &PACKAGES);
    solved.replace(&format!("{name}-1.0-0"), &format!("{name}-2.0-0"))
}

#[test]
fn named_packages_are_raised_alone_and_the_others_are_pinned() {
    let docker = locked();
    answers(&docker, &newer("numpy"), &resolution("4.2"));
    docker.xtask(&["lock", "--upgrade", "NumPy"]).exits(0);
    let asked = questions(&docker);
    assert!(
        asked[0].line().contains("CONDA_PINNED_PACKAGES='libffi=1.0=0&python=1.0=0&pip=1.0=0' "),
        "{asked:?}"
    );
    // Pip's requirements depend on Conda's packages, so they are resolved again, at the versions that they have.
    assert!(asked[1].line().contains("CONSTRAINTS='tqdm==4.1\n'"), "{asked:?}");
    assert!(docker.project.read("lock/conda-linux-64.lock").contains("/numpy-2.0-0.conda#"));

    docker.forget().answers(SOLVE, "0", &resolution("4.3"), "");
    docker.xtask(&["lock", "--upgrade", "tqdm"]).exits(0);
    let asked = questions(&docker);
    assert!(asked.len() == 1 && asked[0].line().contains("CONSTRAINTS='' "), "{asked:?}");
    assert!(docker.project.read("lock/requirements-linux-64.txt").contains("tqdm==4.3 "));

    let unknown = docker.xtask(&["lock", "--upgrade", "nunpy"]).exits(2);
    let sentence = "error: --upgrade nunpy: the lock has no such package; did you mean `numpy`?\n";
    assert!(unknown.stderr.ends_with(sentence), "{}", unknown.stderr);
}

#[test]
fn a_package_that_is_added_is_locked_at_once_and_what_moved_is_told() {
    let docker = locked();
    let packages = [&PACKAGES[..], &[("six", 1)]].concat();
    answers(&docker, &solution("https://conda.anaconda.org", &packages), &resolution("4.2"));
    let added = docker.xtask(&["add", "six"]).exits(0);
    assert_eq!(added.stdout, "linux-64  conda  six   -    →  1.0\nlinux-64  pip    tqdm  4.1  →  4.2\n");
    docker.xtask(&["lock", "--check"]).exits(0);
    docker.xtask(&["generate", "--check"]).exits(0);

    // Without a solution nothing is written.
    let before = tree(&docker.project.root);
    let refusal = r#"{"error": "The following specifications conflict"}"#;
    docker.forget().answers(SOLVE, "1", refusal, "");
    docker.xtask(&["add", "zlib"]).exits(1);
    docker.xtask(&["--dry-run", "add", "zlib"]).exits(0);
    assert!(tree(&docker.project.root) == before);
}

#[test]
fn what_moved_between_two_commits_is_shown() {
    if !have("git") {
        return;
    }
    let docker = locked();
    let nowhere = docker.xtask(&["lock", "--diff"]).exits(1);
    let expected =
        "error: the project is in no git repository, so there is no earlier lock/ to compare with\n";
    assert_eq!(nowhere.stderr, expected);
    let git = |args: &[&str]| {
        let mut git = std::process::Command::new("git");
        git.args(["-c", "user.name=x", "-c", "user.email=x@x", "-C", docker.project.root.as_str()])
            .args(args);
        assert!(git.output().unwrap().status.success(), "{args:?}");
    };
    git(&["init", "--quiet"]);
    git(&["commit", "--quiet", "--allow-empty", "--message=none"]);
    git(&["add", "lock"]);
    git(&["commit", "--quiet", "--message=old"]);
    let same = docker.xtask(&["lock", "--diff"]).exits(0);
    assert_eq!(
        (same.stdout.as_str(), same.stderr.as_str()),
        ("", "xtask: nothing in lock/ has another version\n")
    );
    answers(&docker, &newer("numpy"), &resolution("4.2"));
    docker.xtask(&["lock", "--upgrade"]).exits(0);
    let moved = "linux-64  conda  numpy  1.0  →  2.0\nlinux-64  pip    tqdm   4.1  →  4.2\n";
    assert_eq!(docker.xtask(&["lock", "--diff"]).exits(0).stdout, moved);
    git(&["commit", "--quiet", "--all", "--message=new"]);
    assert_eq!(docker.xtask(&["lock", "--diff", "HEAD~1"]).exits(0).stdout, moved);
    assert_eq!(docker.xtask(&["lock", "--diff", "HEAD~1..HEAD"]).exits(0).stdout, moved);
    let all = docker.xtask(&["lock", "--diff=HEAD~2"]).exits(0).stdout;
    assert!(all.contains("linux-64  conda  python  -  →  1.0\n"), "{all}");
    assert_eq!(docker.xtask(&["lock", "--diff", "HEAD~1.."]).exits(0).stdout, moved);
    // A mistake in a Conda file is no reason to hide the table.
    let environment = docker.project.read("environment.yml");
    docker.project.write("environment.yml", "dependencies: [\n");
    assert_eq!(docker.xtask(&["lock", "--diff", "HEAD~1"]).exits(0).stdout, moved);
    docker.project.write("environment.yml", environment);
    // Git looks at the project's repository, whatever the shell says of another one.
    let mut elsewhere = docker.project.command(&["lock", "--diff", "HEAD~1"]);
    elsewhere.env("GIT_DIR", "/nowhere").env("GIT_WORK_TREE", "/").env("GIT_INDEX_FILE", "/nowhere");
    assert_eq!(docker.finish(elsewhere).exits(0).stdout, moved);
    let before = tree(&docker.project.root);
    let unknown = [
        "nothing",
        "-x",
        "--output=x",
        "HEAD..--output=x",
        "^HEAD",
        "HEAD~1..nothing",
        "HEAD...HEAD",
        "HEAD:lock",
        "HEAD^{tree}",
        "a\nb",
    ];
    for unknown in unknown {
        let outcome = docker.xtask(&["lock", &format!("--diff={unknown}")]).exits(2);
        assert!(
            outcome.stderr.contains(": git knows no such commit; `git log` lists them\n")
                && outcome.stderr.lines().count() == 1,
            "{unknown}: {}",
            outcome.stderr
        );
    }
    assert!(tree(&docker.project.root) == before);
}
