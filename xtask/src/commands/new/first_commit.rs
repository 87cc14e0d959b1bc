//! The first commit of a new project. A project without it is whole, so what git lacks is a warning.

use anyhow::Result;
use camino::{Utf8Path, Utf8PathBuf};
use xshell::cmd;

use crate::base::argv::Argv;
use crate::machine::git::{Git, INTRODUCE};
use crate::task::Task;

/// What the commit says.
pub const MESSAGE: &str = "Start the project";

/// Makes a repository in `folder`, which is about to be renamed to `place`, unless one is around it, and commits these files.
///
/// # Errors
///
/// If git cannot be asked.
pub fn make(task: &Task, folder: &Utf8Path, place: &Utf8Path, files: &[Utf8PathBuf]) -> Result<()> {
    let Some(git) = Git::find(&task.runner, folder)? else {
        task.report.warning("git is not installed, so nothing is committed");
        return Ok(());
    };
    if let Some(around) = git.ask(cmd!(git.shell, "git rev-parse --show-toplevel")) {
        task.report
            .note(&format!("nothing is committed, because the folder lies in the git repository {around}"));
        return Ok(());
    }
    if let Err(error) = commit(&git, files) {
        let again = Argv::new("git").args(["-C", place.as_str(), "commit", "--message", MESSAGE]);
        task.report.warning(&match git.knows_its_user() {
            true => format!("nothing is committed ({error:#}); when that is mended, run `{again}`"),
            false => format!(
                "git does not know who you are, so nothing is committed; run {INTRODUCE}, and then `{again}`"
            ),
        });
    }
    Ok(())
}

fn commit(git: &Git, files: &[Utf8PathBuf]) -> Result<()> {
    let shell = &git.shell;
    git.run(cmd!(shell, "git init --quiet"))?;
    git.add(files)?;
    git.run(cmd!(shell, "git commit --quiet --no-verify --message {MESSAGE}")).map(drop)
}
