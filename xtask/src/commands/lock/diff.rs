//! What has moved between two locks: the table old → new version, for a reviewer and at the end of `add` and `remove`.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Result, anyhow};
use xshell::cmd;

use crate::base::error::BadInput;
use crate::base::source::Source;
use crate::base::wording::{columns, shown as text};
use crate::machine::git::Git;
use crate::machine::platform::Platform;
use crate::project::lock::heads::LOCK;
use crate::project::lock::requirements::HASH;
use crate::project::lock::{Lock, PlatformLock};
use crate::task::Task;

/// What a package is that a lock does not have.
const NONE: &str = "-";

/// Prints what has moved since the revision, or between the two of `A..B`.
///
/// # Errors
///
/// `BadInput` for a revision that git does not know; if the project is in no repository, or a lock is damaged.
pub fn diff(task: &Task, revisions: &str) -> Result<()> {
    let git = Git::find(&task.runner, &task.project.root)?
        .ok_or_else(|| anyhow!("git is not installed, so there is no earlier {LOCK}/ to compare with"))?;
    let (old, new) = match revisions.split_once("..") {
        Some((old, new)) => (at(&git, or_last(old))?, at(&git, or_last(new))?),
        None => (at(&git, revisions)?, task.lock()?.unwrap_or_default()),
    };
    match table(&old, &new) {
        table if table.is_empty() => task.report.note(&format!("nothing in {LOCK}/ has another version")),
        table => task.report.data(&table),
    }
    Ok(())
}

/// A side of `A..B` that says nothing is the last commit, as for git.
fn or_last(revision: &str) -> &str {
    if revision.is_empty() { "HEAD" } else { revision }
}

/// The lock in a commit; an empty one if that has none.
fn at(git: &Git, revision: &str) -> Result<Lock> {
    let shell = &git.shell;
    if git.ask(cmd!(shell, "git rev-parse --is-inside-work-tree")).is_none() {
        return Err(anyhow!(
            "the project is in no git repository, so there is no earlier {LOCK}/ to compare with"
        ));
    }
    let unknown = || {
        BadInput::new(format!("--diff {}: git knows no such commit; `git log` lists them", text(revision)))
    };
    // An option of git's is no revision, and neither is all that is not in one, `^REVISION`.
    if revision.starts_with(['-', '^']) {
        return Err(unknown());
    }
    let commit = format!("{revision}^{{commit}}");
    let commit = git.ask(cmd!(shell, "git rev-parse --verify --quiet {commit}")).ok_or_else(unknown)?;
    Ok(Lock::read_from(|path| {
        let object = format!("{commit}:./{path}");
        let text = git.ask(cmd!(shell, "git cat-file blob {object}"));
        // What prints it takes its last line end away.
        Ok(text.map(|text| Source { path: path.to_owned(), text: text + "\n" }))
    })?
    .unwrap_or_default())
}

/// The table of what has another version in the new lock; empty if nothing has.
pub fn table(old: &Lock, new: &Lock) -> String {
    let mut rows = Vec::new();
    let platforms: BTreeSet<Platform> = old.0.keys().chain(new.0.keys()).copied().collect();
    for platform in platforms {
        let [before, after] = [old, new].map(|lock| lock.0.get(&platform).map(versions).unwrap_or_default());
        let names: BTreeSet<_> = before.keys().chain(after.keys()).collect();
        for (manager, name) in names {
            let [old, new] = [&before, &after].map(|lock| lock.get(&(*manager, name.clone())));
            if old == new {
                continue;
            }
            let (old, new) = shown(old, new);
            rows.push(vec![
                platform.to_string(),
                (*manager).to_owned(),
                name.clone(),
                old,
                "→".to_owned(),
                new,
            ]);
        }
    }
    columns(&rows)
}

/// The two versions, with the builds where these alone differ.
fn shown(old: Option<&Version>, new: Option<&Version>) -> (String, String) {
    let same_version = old.zip(new).is_some_and(|(old, new)| old.version == new.version);
    let text = |version: Option<&Version>| match version {
        None => NONE.to_owned(),
        Some(version) if same_version => format!("{} {}", version.version, version.build),
        Some(version) => version.version.clone(),
    };
    (text(old), text(new))
}

/// A version, and which build it is.
#[derive(PartialEq, Eq)]
struct Version {
    version: String,
    build: String,
}

/// The versions of a lock, by the manager and the package's name.
fn versions(lock: &PlatformLock) -> BTreeMap<(&'static str, String), Version> {
    let conda = lock.packages.iter().map(|package| {
        let (version, build) = package.version();
        let version = Version { version: version.to_owned(), build: build.to_owned() };
        (("conda", package.name().to_owned()), version)
    });
    let pip = lock.pip.iter().flat_map(|pip| &pip.lines).filter_map(|line| {
        let (requirement, sum) = line.split_once(HASH)?;
        let (name, version) = requirement.split_once("==").or_else(|| requirement.split_once(" @ "))?;
        let build = sum.get(..8).unwrap_or(sum).to_owned();
        Some((("pip", name.to_owned()), Version { version: version.to_owned(), build }))
    });
    conda.chain(pip).collect()
}
