//! `cargo xtask docker-build`: generates, then builds.

use anyhow::Result;

use crate::cli::DockerBuild;
use crate::commands::{check, reproducible};
use crate::image::plan::{Plan, State};
use crate::task::Task;

impl DockerBuild {
    /// Builds the image, unless there is a current one and no option asks for more.
    ///
    /// # Errors
    ///
    /// `BadInput` for a mistake in an input; an error for a lock that is out of date; `ChildFailed` if the build fails.
    pub fn run(&self, task: &Task) -> Result<()> {
        let conda = task.conda()?;
        check::first(task, self.no_check)?;
        let plan = Plan::new(task, conda, self)?;
        plan.require_current_lock()?;
        let asks_for_more = self.no_cache || self.pull || !self.docker_args.is_empty();
        if !asks_for_more && matches!(plan.state(task)?, State::Current) {
            plan.write_generated(task)?;
            task.report.note(&format!("the image `{}` is current; --no-cache builds it anew", plan.tag));
        } else {
            plan.build(task, self)?;
            if !task.runner.dry_run {
                task.report.note(&format!("built the image `{}`", plan.tag));
            }
        }
        if self.verify_reproducible { reproducible::verify(task, plan, self) } else { Ok(()) }
    }
}
