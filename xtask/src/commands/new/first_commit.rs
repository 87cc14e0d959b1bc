//! The first commit of a new project. A project without it is whole, so what git lacks is a warning.

use anyhow::Result;
use camino::Utf8Path;

use crate::base::argv::Argv;
use crate::base::process::text;
use crate::docker::engine::DEADLINE;
use crate::docker::failure::reason;
use crate::task::Task;

const MESSAGE: &str = "Start the project";

/// Makes a repository in `folder`, unless one is around it, and commits everything.
///
/// # Errors
///
/// If git gives no answer.
pub fn make(task: &Task, folder: &Utf8Path) -> Result<()> {
    let git = || Argv::new("git").args(["-C", folder.as_str()]);
    let ask = |argv: Argv| task.runner.ask(&argv, DEADLINE * 3);
    let Some(around) = ask(git().args(["rev-parse", "--show-toplevel"]))? else {
        task.report.warning("git is not installed, so nothing is committed");
        return Ok(());
    };
    if around.status.success() {
        let around = text(&around.stdout);
        task.report
            .note(&format!("nothing is committed, because the folder lies in the git repository {around}"));
        return Ok(());
    }
    let steps: [&[&str]; 3] = [
        &["init", "--quiet"],
        &["add", "--all"],
        &["commit", "--quiet", "--no-verify", "--message", MESSAGE],
    ];
    for step in steps {
        let Some(answer) = ask(git().args(step.iter().copied()))? else { return Ok(()) };
        if !answer.status.success() {
            task.report.warning(&sentence(&text(&answer.stderr), folder));
            return Ok(());
        }
    }
    Ok(())
}

/// What to do when git made no commit and said this.
fn sentence(said: &str, folder: &Utf8Path) -> String {
    let again = Argv::new("git").args(["-C", folder.as_str(), "commit", "--message", MESSAGE]);
    let lower = said.to_lowercase();
    if lower.contains("tell me who you are") || lower.contains("ident") {
        return format!(
            "git does not know who you are, so nothing is committed; type `git config --global user.name NAME`, `git config \
             --global user.email ADDRESS`, and then `{again}`"
        );
    }
    format!("git made no commit ({}); when that is mended, type `{again}`", reason(said))
}
