//! A lab of `lab` and one of Compose beside one another: each has a port and packages of its own, and both write the same files.

use anyhow::Result;

use crate::base::process::Runner;
use crate::container::address::url;
use crate::container::running_lab::RunningLab;
use crate::docker::engine::Engine;
use crate::docker::labels::Kind;
use crate::project::folder::Project;

/// Warns of the project's labs that were started in another way than the one that is about to start.
///
/// # Errors
///
/// If the engine gives no answer.
pub fn warn(kind: Kind, project: &Project, engine: &Engine, runner: &Runner) -> Result<()> {
    for lab in RunningLab::all(project, engine, runner)? {
        let (by, stop) = match lab.facts.kind {
            other if other == Some(kind) => continue,
            Some(Kind::Compose) => ("Compose", "cargo xtask compose down"),
            _ => ("`cargo xtask lab`", "cargo xtask stop"),
        };
        // The token is for `status`, which was asked for it.
        let address = url(lab.port, "");
        runner.report.warning(&format!(
            "another lab of this project runs by {by}, at {address}, and both write the same files; `{stop}` ends that one"
        ));
    }
    Ok(())
}
