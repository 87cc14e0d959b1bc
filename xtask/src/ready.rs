//! Waits until JupyterLab answers.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

use anyhow::{Result, anyhow};

use crate::cli::Announce;
use crate::host::Host;
use crate::process;
use crate::report::Report;
use crate::running_lab::{TOKEN, url};
use crate::task::Task;

/// A slow disk takes a minute for the first start of a large environment.
const PATIENCE: Duration = Duration::from_secs(180);
const PAUSE: Duration = Duration::from_millis(20);

/// How often to ask whether it still runs: the answer takes the processor from the lab that starts.
const ALIVE: Duration = Duration::from_secs(2);

/// Waits until the port answers as Jupyter does; false once `alive` says that nobody will answer.
///
/// # Errors
///
/// If nobody answers for three minutes, or `alive` fails.
pub fn wait(port: u16, alive: &mut dyn FnMut() -> Result<bool>) -> Result<bool> {
    let start = Instant::now();
    let mut asked = start;
    while !answers(port) {
        if start.elapsed() > PATIENCE {
            return Err(anyhow!(
                "JupyterLab has not answered at port {port} for {} seconds",
                PATIENCE.as_secs()
            ));
        }
        if asked.elapsed() > ALIVE {
            if !alive()? {
                return Ok(false);
            }
            asked = Instant::now();
        }
        std::thread::sleep(PAUSE);
    }
    Ok(true)
}

/// Whether `GET /api`, which needs no token, succeeds.
fn answers(port: u16) -> bool {
    let ask = || -> std::io::Result<bool> {
        let address = SocketAddr::from(([127, 0, 0, 1], port));
        let mut stream = TcpStream::connect_timeout(&address, Duration::from_secs(1))?;
        stream.set_read_timeout(Some(Duration::from_secs(2)))?;
        stream.write_all(b"GET /api HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n")?;
        let mut answer = [0; 12];
        stream.read_exact(&mut answer)?;
        Ok(answer.ends_with(b" 200"))
    };
    ask().unwrap_or(false)
}

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

impl Announce {
    /// Prints the URL once the lab answers; ends quietly with the process that it was started by.
    ///
    /// # Errors
    ///
    /// If nobody answers for three minutes.
    pub fn run(&self, host: &Host, report: &Report) -> Result<()> {
        if wait(self.port, &mut || Ok(parent_id().is_none_or(|id| id == self.parent)))? {
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
