//! Waits until JupyterLab answers, and says where its page is: a configuration in the image or in a folder may have chosen
//! another token or another path, of which nothing is known here.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

use anyhow::{Result, anyhow};

use crate::base::argv::Argv;
use crate::base::json;
use crate::base::process::{DEADLINE, Runner, text};
use crate::container::address::{address, url};

/// A slow disk takes a minute for the first start of a large environment.
const PATIENCE: Duration = Duration::from_secs(180);
const PAUSE: Duration = Duration::from_millis(20);

/// How often to ask whether it still runs: the answer takes the processor from the lab that starts.
const ALIVE: Duration = Duration::from_secs(1);

/// A lab whose page is wanted.
pub struct Awaited<'a> {
    /// The port of this machine.
    pub port: u16,
    /// The token that it was given.
    pub token: &'a str,
    /// What prints the note that the server in the container has made of itself.
    pub note: Argv,
    /// What asks for it.
    pub runner: &'a Runner,
}

/// What came back from a port.
#[derive(Debug, PartialEq, Eq)]
enum Answer {
    /// Nothing, or not yet.
    None,
    /// The page is where it is expected.
    Ours,
    /// Somebody who speaks HTTP, and wants another token or another path.
    Other,
}

/// What is known after a look at the port and, if need be, at the note.
enum Seen {
    /// Nobody is there yet.
    Nobody,
    /// The lab, whose page is here.
    Lab(String),
    /// Somebody is there, and the lab has made no note.
    Stranger,
}

impl Awaited<'_> {
    /// Waits until the lab answers, and returns its URL; `None` once `alive` says that nobody will answer.
    ///
    /// # Errors
    ///
    /// If nobody answers for three minutes, or `alive` fails.
    pub fn url(&self, alive: &mut dyn FnMut() -> Result<bool>) -> Result<Option<String>> {
        let start = Instant::now();
        let mut asked = start;
        loop {
            let pause = match self.look() {
                Seen::Lab(url) => return Ok(Some(url)),
                Seen::Nobody => PAUSE,
                // It starts, or it is a stranger: the question costs more than a look at the port.
                Seen::Stranger => PAUSE * 20,
            };
            if start.elapsed() > PATIENCE {
                return Err(anyhow!(
                    "JupyterLab has not answered at port {} for {} seconds",
                    self.port,
                    PATIENCE.as_secs()
                ));
            }
            if asked.elapsed() > ALIVE {
                if !alive()? {
                    return Ok(None);
                }
                asked = Instant::now();
            }
            std::thread::sleep(pause);
        }
    }

    /// The URL, if the lab answers now.
    pub fn url_now(&self) -> Option<String> {
        match self.look() {
            Seen::Lab(url) => Some(url),
            Seen::Nobody | Seen::Stranger => None,
        }
    }

    fn look(&self) -> Seen {
        match answer(self.port, self.token) {
            Answer::None => Seen::Nobody,
            Answer::Ours => Seen::Lab(url(self.port, self.token)),
            Answer::Other => {
                let said = self.runner.ask_installed(&self.note, DEADLINE).map(|said| text(&said.stdout));
                noted_url(self.port, &said.unwrap_or_default()).map_or(Seen::Stranger, Seen::Lab)
            }
        }
    }
}

/// The URL by what a server has noted of itself.
fn noted_url(port: u16, note: &str) -> Option<String> {
    let note = json::read(note.as_bytes()).ok()?;
    let path = note["base_url"].as_str().filter(|path| path.starts_with('/'))?;
    // With a password there is no token, and the page asks for it.
    Some(address(port, path, note["token"].as_str().unwrap_or_default()))
}

/// What comes back when somebody with this token asks whether the server is there.
fn answer(port: u16, token: &str) -> Answer {
    let ask = || -> std::io::Result<Answer> {
        let at = SocketAddr::from(([127, 0, 0, 1], port));
        let mut stream = TcpStream::connect_timeout(&at, Duration::from_secs(1))?;
        stream.set_read_timeout(Some(Duration::from_secs(2)))?;
        let token: String = token.chars().filter(|c| !c.is_control()).collect();
        let head =
            format!("GET /api/status HTTP/1.0\r\nHost: 127.0.0.1\r\nAuthorization: token {token}\r\n\r\n");
        stream.write_all(head.as_bytes())?;
        let mut answer = [0; 12];
        stream.read_exact(&mut answer)?;
        Ok(match &answer {
            [b'H', b'T', b'T', b'P', .., b' ', b'2', b'0', b'0'] => Answer::Ours,
            [b'H', b'T', b'T', b'P', ..] => Answer::Other,
            _ => Answer::None,
        })
    };
    ask().unwrap_or(Answer::None)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_url_is_by_what_the_server_has_noted_of_itself() {
        let table = [
            (r#"{"base_url": "/", "token": "a b&c"}"#, Some("http://127.0.0.1:9/lab?token=a%20b%26c")),
            (r#"{"base_url": "/x/", "token": "0a"}"#, Some("http://127.0.0.1:9/x/lab?token=0a")),
            (r#"{"base_url": "/x/", "token": "", "password": true}"#, Some("http://127.0.0.1:9/x/lab")),
            (r#"{"base_url": "evil", "token": "0a"}"#, None),
            ("", None),
            ("cat: no such file", None),
        ];
        for (note, url) in table {
            assert_eq!(noted_url(9, note).as_deref(), url, "{note}");
        }
    }
}
