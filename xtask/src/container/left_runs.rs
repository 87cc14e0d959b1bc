//! Commands of `run` and `shell` that go on in their container after what started them was killed: nobody sees what they say.
//! A container has the mark of the process that waits for it, which the engine's client inherits from the tool.

use anyhow::Result;

use crate::base::argv::Argv;
use crate::base::process::Runner;
use crate::base::wording::shown;
use crate::container::found::{containers, is_of};
use crate::docker::engine::Engine;
use crate::docker::found_container::ContainerFacts;
use crate::docker::labels::Kind;
use crate::machine::process_mark::is_gone;
use crate::project::folder::Project;

/// What ends them.
pub const STOP: &str = "cargo xtask stop --runs";

/// Whether it is one; of a container that does not say who started it nobody knows.
pub fn is_left(facts: &ContainerFacts) -> bool {
    let is_run = matches!(facts.kind, Some(Kind::Run | Kind::Shell));
    is_run && facts.is_running() && is_gone(&facts.client)
}

/// Warns of those of this project.
///
/// # Errors
///
/// If the engine gives no answer.
pub fn warn(project: &Project, engine: &Engine, runner: &Runner) -> Result<()> {
    for facts in containers(engine, runner)?.iter().filter(|facts| is_of(project, facts) && is_left(facts)) {
        let command = shown(&Argv::of(facts.command.clone()).to_string());
        runner.report.warning(&format!(
            "`{command}` still runs in the container {}, and nothing waits for it any more; `{STOP}` ends it",
            facts.name
        ));
    }
    Ok(())
}
