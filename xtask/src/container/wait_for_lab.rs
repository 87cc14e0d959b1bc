//! Waits until JupyterLab answers.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

use anyhow::{Result, anyhow};

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
pub fn wait_for_lab(port: u16, alive: &mut dyn FnMut() -> Result<bool>) -> Result<bool> {
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
