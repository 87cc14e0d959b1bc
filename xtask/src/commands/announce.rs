//! The hidden command `announce`: prints the address of a lab once it answers.

use anyhow::Result;

use crate::base::process;
use crate::base::report::Report;
use crate::cli;
use crate::container::running_lab::{TOKEN, url};
use crate::container::wait_for_lab::wait_for_lab;
use crate::machine::host::Host;
use crate::task::Task;

/// Leaves a program running that prints the lab's URL once it answers, beside docker, which this process is about to become.
///
/// # Errors
///
/// If it cannot be started.
pub fn announce(task: &Task, port: u16, token: &str) -> Result<()> {
    let announce = process::ourselves()?.arg("announce").arg(port.to_string());
    // This process's id stays when it becomes docker.
    task.runner.leave_running(&announce.arg(std::process::id().to_string()).env(TOKEN, token))
}

impl cli::Announce {
    /// Prints the URL once the lab answers; ends quietly with the process that it was started by.
    ///
    /// # Errors
    ///
    /// If nobody answers for three minutes.
    pub fn run(self, host: &Host, report: &Report) -> Result<()> {
        if wait_for_lab(self.port, &mut || Ok(parent_id().is_none_or(|id| id == self.parent)))? {
            report.data_beside_others(&url(self.port, host.var(TOKEN).unwrap_or_default()));
        }
        Ok(())
    }
}

/// The process that started this one, or the one that has adopted it since.
fn parent_id() -> Option<u32> {
    #[cfg(unix)]
    return Some(std::os::unix::process::parent_id());
    #[cfg(not(unix))]
    None
}
