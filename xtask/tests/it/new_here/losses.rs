//! Claims about what `new --here` could lose: work that git does not have, or that belongs to another repository.

use std::time::Instant;

use super::Place;
use crate::fake_docker::wait_until;
use crate::kills::killed;
use crate::support::{Outcome, have, is_long};

/// Prepares the clone, runs the command, and expects this refusal and everything as before.
#[track_caller]
fn is_refused(place: &Place, prepare: &str, sentence: &str) {
    place.anew();
    place.sh(prepare);
    let before = place.look();
    let said = place.here(&[]).exits(2).stderr;
    assert!(said.contains(sentence), "{prepare}: {said}");
    assert!(place.look() == before, "{prepare}: {}", place.sh("git status"));
}

#[test]
fn a_file_that_git_does_not_have_is_neither_moved_nor_written_over() {
    let Some(place) = Place::find() else { return };
    for file in ["CHANGELOG.md", "LICENSE-MIT", "README.md", "Cargo.toml", "docker/Dockerfile"] {
        let prepare =
            format!("cp {file} ../x; git rm --quiet {file}; git commit --quiet --message x; cp ../x {file}");
        is_refused(
            &place,
            &prepare,
            &format!("{file}: git does not have this file, so it could not be brought back"),
        );
    }
}

#[test]
fn an_edit_that_git_is_told_to_overlook_is_not_lost() {
    let Some(place) = Place::find() else { return };
    for flag in ["--assume-unchanged", "--skip-worktree"] {
        let prepare = format!("git update-index {flag} Cargo.toml; echo '# local' >>Cargo.toml");
        is_refused(&place, &prepare, "Cargo.toml: git is told not to look for changes in this file");
    }
}

#[test]
fn a_readme_is_replaced_only_if_it_is_the_one_of_the_template() {
    let Some(place) = Place::find() else { return };
    for readme in ["# Mine\nMade by cargo xtask new --here\n", "# Mine \\351\n"] {
        place.anew();
        place.sh(&format!(
            "printf '{readme}' >README.md; cp README.md ../x; git commit --quiet --all --message x"
        ));
        let said = place.here(&[]).exits(0).stderr;
        assert!(said.contains("README.md is yours as before"), "{said}");
        place.sh("cmp README.md ../x");
    }
}

#[test]
fn what_is_staged_before_the_first_commit_is_not_lost() {
    let Some(place) = Place::find() else { return };
    let prepare = "rm -rf .git; git init --quiet; echo 1 >notes.txt; git add notes.txt; echo 2 >notes.txt";
    is_refused(&place, prepare, "notes.txt: this has changes that are not committed");
}

#[test]
fn a_failure_before_the_first_commit_leaves_nothing_staged() {
    let Some(place) = Place::find() else { return };
    place.sh("rm -rf .git; git init --quiet; git config commit.gpgsign true; git config gpg.program false");
    let before = place.look();
    place.here(&[]).exits(1);
    assert!(place.look() == before, "{}", place.sh("git status"));
}

#[test]
fn nothing_is_written_through_a_link_that_leads_nowhere() {
    let Some(place) = Place::find() else { return };
    is_refused(
        &place,
        "ln -s ../../outside xtask/CHANGELOG.md",
        "xtask/CHANGELOG.md: this is there already, where a file of the template is to go",
    );
    is_refused(
        &place,
        "ln -s ../../outside xtask/template.toml",
        "xtask/template.toml: git does not have this file",
    );
    assert!(!place.root.join("outside").exists());
}

#[test]
fn a_merge_that_has_not_ended_does_not_become_the_start_of_the_project() {
    let Some(place) = Place::find() else { return };
    let merge = "git checkout --quiet -b other HEAD~1; git commit --quiet --allow-empty --message Other; git checkout --quiet main; \
                 git merge --quiet --no-ff --no-commit other";
    is_refused(
        &place,
        merge,
        "a merge has not ended here; run `git merge --continue` or `git merge --abort`",
    );
    let pick = "git rev-parse HEAD >.git/CHERRY_PICK_HEAD";
    is_refused(&place, pick, "a cherry-pick has not ended here");
    is_refused(&place, "mkdir .git/rebase-merge", "a rebase has not ended here");
}

#[test]
fn the_variables_of_git_do_not_lead_to_another_repository() {
    let Some(place) = Place::find() else { return };
    let upstream = place.root.join("upstream");
    let mut command = place.command(&["--here"]);
    command.env("GIT_DIR", upstream.join(".git")).env("GIT_INDEX_FILE", upstream.join(".git/index"));
    Outcome::of(command.env("GIT_WORK_TREE", &upstream).output().unwrap()).exits(0);
    assert_eq!(place.sh("git log -1 --format=%s"), "Start the project");
    assert_eq!(
        place.sh("git -C ../upstream log -1 --format=%s; git -C ../upstream status --porcelain"),
        "Two"
    );
}

#[test]
fn a_record_that_git_does_not_have_is_left_of_an_interrupted_run() {
    let Some(place) = Place::find() else { return };
    is_refused(
        &place,
        "echo x >xtask/template.toml",
        "xtask/template.toml: git does not have this file, which a run of",
    );
}

/// What lies beside the template's files, in its folders.
const BESIDE: &str = "echo x >.cargo/credentials.toml; echo x >docker/foo.bak";

#[test]
fn a_project_in_another_folder_gets_only_what_git_has() {
    let Some(place) = Place::find() else { return };
    place.sh(BESIDE);
    place.sh("echo x >template/foo.bak; echo x >xtask/src/main.rs.orig");
    Outcome::of(place.command(&["../made"]).output().unwrap()).exits(0);
    assert_eq!(place.sh("cd ../made; find . -name '*.bak' -o -name '*.orig' -o -name 'credentials*'"), "");
    assert_eq!(
        place.sh("cd ../made; ls -A .cargo xtask/src/main.rs"),
        "xtask/src/main.rs\n\n.cargo:\nconfig.toml"
    );
}

#[test]
fn in_an_archive_the_user_s_own_files_are_neither_committed_nor_recorded() {
    let Some(place) = Place::find() else { return };
    place.sh("rm -rf .git");
    place.sh(BESIDE);
    place.here(&[]).exits(0);
    assert_eq!(place.sh("git status --porcelain"), "?? .cargo/credentials.toml\n?? docker/foo.bak");
    assert!(!place.shell.read_file("xtask/template.toml").unwrap().contains("foo.bak"));
}

#[test]
fn names_that_git_ignores_anywhere_are_committed_if_they_are_of_the_template() {
    let Some(place) = Place::find() else { return };
    place.sh("rm -rf .git; printf 'bin/\\n.devcontainer\\n' >../ignore; git config --global core.excludesFile ~/ignore");
    place.here(&[]).exits(0);
    let wanted = "bin/.gitkeep .devcontainer/devcontainer.json";
    place.sh(&format!("git ls-files --error-unmatch {wanted}"));
    Outcome::of(place.command(&["../made"]).output().unwrap()).exits(0);
    place.sh(&format!("cd ../made; git ls-files --error-unmatch {wanted}"));
}

#[test]
fn a_remote_that_cannot_be_renamed_leaves_everything_as_it_was() {
    let Some(place) = Place::find() else { return };
    place.sh("touch .git/config.lock");
    let before = place.look();
    place.here(&["--rename-origin"]).exits(1);
    assert!(place.look() == before, "{}", place.look().remotes);
}

#[test]
fn a_failure_after_the_renaming_gives_the_remote_its_name_and_the_branch_its_upstream_again() {
    let Some(place) = Place::find() else { return };
    place.sh("git config commit.gpgsign true; git config gpg.program false");
    let before = place.look();
    place.here(&["--rename-origin"]).exits(1);
    assert!(place.look() == before, "{}", place.look().branches);
}

#[test]
fn the_printed_undo_holds_for_any_name_of_a_branch_and_another_upstream_stays() {
    let Some(place) = Place::find() else { return };
    place.sh("git -C ../upstream branch 'a;b'; git fetch --quiet; git switch --quiet --create c --track 'origin/a;b'");
    let before = place.look();
    let said = place.here(&["--rename-origin"]).exits(0);
    place.sh(&super::undo(&said));
    assert!(place.look() == before, "{}", said.stderr);

    place.anew();
    place.sh("git remote add mine ../upstream; git fetch --quiet mine; git branch --quiet --set-upstream-to mine/main");
    place.here(&["--rename-origin"]).exits(0);
    let upstream = "git rev-parse --abbrev-ref '@{upstream}'";
    assert_eq!(place.sh(upstream), "mine/main");
}

#[test]
fn after_a_run_that_was_killed_the_next_one_prints_the_way_back_and_that_holds() {
    let Some(place) = Place::find().filter(|_| have("ps")) else { return };
    // git runs this in the middle of the commit, and is run by the tool.
    let script = "#!/bin/sh\nkill -9 $(ps -o ppid= -p $PPID)\nexit 1\n";
    place.shell.write_file(place.root.join("kill"), script).unwrap();
    place.sh("chmod +x ../kill; git config commit.gpgsign true; git config gpg.program \"$PWD/../kill\"");
    let before = place.look();
    place.here(&[]).exits(137);
    let said = place.here(&[]).exits(2).stderr;
    let (_, rest) = said.split_once("a run of this command was killed here before it was done; `").unwrap();
    place.sh(rest.split_once('`').unwrap().0);
    assert!(place.look() == before, "{}", place.sh("git status"));
    place.sh("git config commit.gpgsign false");
    place.here(&[]).exits(0);
    assert_eq!(place.sh("ls .git | grep xtask || :"), "");
}

#[test]
#[allow(clippy::print_stdout, reason = "how often it was ended while it ran is for the log of the run")]
fn whenever_a_run_is_killed_nothing_is_lost_and_the_next_one_says_the_way_back_or_goes_on() {
    let Some(place) = Place::find() else { return };
    let start = Instant::now();
    place.here(&[]).exits(0);
    let ends = ["KILL", "TERM", "KILL", "INT", "KILL", "HUP", "KILL", "KILL"];
    let step = start.elapsed() / u32::try_from(ends.len()).unwrap();
    let after = place.committed(&place.clone());
    let mut hits = 0;
    for (number, signal) in (0..).zip(ends).filter(|(number, _)| is_long() || [3, 4, 7].contains(number)) {
        place.anew();
        let before = place.look();
        let ended = killed(place.command(&["--here"]), signal, step * number);
        hits += usize::from(ended.code != 0);
        let case = format!("{signal} {number}: {ended:?}");
        // What git was doing for it is done by git alone.
        wait_until(|| !place.clone().join(".git/index.lock").exists());
        let whole = place.committed(&place.clone()) == after && place.sh("git status --porcelain").is_empty();
        assert!(signal == "KILL" || whole || place.look() == before, "{case}: {}", place.sh("git status"));
        let next = place.here(&[]);
        if !whole {
            if let Some((_, rest)) = next.stderr.split_once("was killed here before it was done; `") {
                place.sh(rest.split_once('`').unwrap().0);
                assert!(place.look() == before, "{case}: {}", place.sh("git status"));
                place.here(&[]).exits(0);
            } else {
                assert_eq!(next.code, 0, "{case}, then {next:?}");
            }
        }
        assert!(place.committed(&place.clone()) == after, "{case}");
        assert_eq!(
            place.sh("git status --porcelain --ignored | grep xtask-new || :; ls .git | grep xtask || :"),
            "",
            "{case}"
        );
    }
    println!("new --here: {hits} times ended while it ran");
}
