//! The hidden command `announce`: prints the address of a lab once it answers.

mod browser;

use anyhow::Result;

use crate::base::argv::Argv;
use crate::base::process::{self, Runner};
use crate::base::report::Report;
use crate::cli;
use crate::container::ports::Port;
use crate::container::wait_for_lab::Awaited;
use crate::machine::host::Host;
use crate::machine::token::TOKEN;
use crate::task::Task;

/// Leaves a program running that prints the lab's URL once it answers, beside docker, which this process is about to become,
/// and perhaps opens a browser. Until then it keeps the port from other labs that start.
///
/// # Errors
///
/// If it cannot be started.
pub fn announce(task: &Task, port: Port, token: &str, note: Argv, no_browser: bool) -> Result<()> {
    let opens = !no_browser && browser::is_seen(&task.host);
    let announce =
        process::ourselves()?.arg("announce").flag("--browser", opens).arg(port.number.to_string());
    // This process's id stays when it becomes docker.
    let announce = announce.arg(std::process::id().to_string()).arg(note.program).args(note.args);
    let announce = announce.env(TOKEN, token);
    task.runner.leave_running(&announce, port.hold)
}

impl cli::Announce {
    /// Prints the URL once the lab answers; ends quietly with the process that it was started by.
    ///
    /// # Errors
    ///
    /// If nobody answers for three minutes.
    pub fn run(self, host: &Host, report: &Report) -> Result<()> {
        let Some(folder) = host.folder.clone() else { return Ok(()) };
        let quiet = Report { quiet: true, verbose: false, ..*report };
        let runner = Runner::new(false, folder, false, quiet);
        let token = host.var(TOKEN).unwrap_or_default();
        let awaited = Awaited { port: self.port, token, note: Argv::of(self.note), runner: &runner };
        if let Some(url) = awaited.url(&mut || Ok(parent_id().is_none_or(|id| id == self.parent)))? {
            if self.browser {
                // The address is printed in any case.
                let _ = browser::open(host, &runner, &url);
            }
            report.data_beside_others(&url);
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
