//! The socket of Docker's engine: a question there takes a thousandth of what a client needs to start.
//!
//! Whatever is not as expected is no answer, and the client is asked, which knows more ways and says why not.

use std::io::{self, Read as _, Write as _};
use std::time::Duration;

use camino::{Utf8Path, Utf8PathBuf};
use serde_yaml::Value;

use crate::base::json;

/// Whoever does not answer in this time is asked by the client, which has more patience.
const PATIENCE: Duration = Duration::from_secs(5);

/// The most bytes of an answer that are read; engines say ten thousand.
const LIMIT: u64 = 1 << 24;

/// A socket of this machine at which an engine listens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Socket(Utf8PathBuf);

impl Socket {
    /// The socket that an endpoint such as `unix:///var/run/docker.sock` names, if it is one.
    pub fn at(endpoint: &str) -> Option<Self> {
        let path = endpoint.strip_prefix("unix://").filter(|path| path.starts_with('/'))?;
        Some(Self(path.into()))
    }

    /// What there is at this place of the engine's interface; `Null` if the engine says that there is nothing.
    pub fn get(&self, place: &str) -> Option<Value> {
        read(&answer(&self.0, place).ok()?)
    }
}

#[cfg(unix)]
fn answer(socket: &Utf8Path, place: &str) -> io::Result<String> {
    let mut stream = std::os::unix::net::UnixStream::connect(socket)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    stream.write_all(format!("GET {place} HTTP/1.0\r\nHost: docker\r\n\r\n").as_bytes())?;
    let mut answer = Vec::new();
    io::copy(&mut stream.take(LIMIT), &mut answer)?;
    String::from_utf8(answer).map_err(|_| io::ErrorKind::InvalidData.into())
}

#[cfg(not(unix))]
fn answer(_: &Utf8Path, _: &str) -> io::Result<String> {
    Err(io::ErrorKind::Unsupported.into())
}

/// Reads the answer. Podman's engine, which takes the same questions, names itself in it.
fn read(answer: &str) -> Option<Value> {
    let (head, body) = answer.split_once("\r\n\r\n")?;
    let (status, head) = head.split_once("\r\n")?;
    let is_docker = head.lines().any(|line| line.to_lowercase().starts_with("server: docker/"));
    match status.split(' ').nth(1) {
        Some("200") if is_docker => json::read(body.as_bytes()).ok(),
        Some("404") if is_docker => Some(Value::Null),
        _ => None,
    }
}

#[cfg(test)]
pub mod tests {
    use std::os::unix::net::UnixListener;

    use super::*;

    /// Does something while an engine gives these answers at the socket, one after the other.
    pub fn answering<T>(socket: &Utf8Path, answers: &[(u16, &str)], act: impl FnOnce() -> T) -> T {
        let answers = answers.iter().map(|(status, body)| {
            format!("HTTP/1.0 {status} X\r\nServer: Docker/28.5.2 (linux)\r\n\r\n{body}")
        });
        saying(socket, &answers.collect::<Vec<_>>(), act)
    }

    fn saying<T>(socket: &Utf8Path, answers: &[String], act: impl FnOnce() -> T) -> T {
        let listener = UnixListener::bind(socket).unwrap();
        std::thread::scope(|scope| {
            scope.spawn(|| {
                for answer in answers {
                    let (mut stream, _) = listener.accept().unwrap();
                    let mut asked = Vec::new();
                    while !asked.ends_with(b"\r\n\r\n") {
                        let mut byte = [0];
                        stream.read_exact(&mut byte).unwrap();
                        asked.push(byte[0]);
                    }
                    let _ = stream.write_all(answer.as_bytes());
                }
            });
            act()
        })
    }

    #[test]
    fn what_docker_s_engine_says_is_an_answer_and_nothing_else_is() {
        let dir = tempfile::tempdir().unwrap();
        let path = Utf8Path::from_path(dir.path()).unwrap().join("socket");
        let socket = Socket::at(&format!("unix://{path}")).unwrap();
        let head = "HTTP/1.0 200 OK\r\nServer: Docker/28.5.2 (linux)\r\n\r\n";
        let here = Value::from("here");
        let table = [
            (format!("{head}\"here\""), Some(here)),
            (head.replace("200 OK", "404 Not Found"), Some(Value::Null)),
            (head.replace("Docker/", "Libpod/") + "\"here\"", None),
            (head.replace("200 OK", "500 Error") + "\"here\"", None),
            (format!("{head}{{"), None),
            ("SSH-2.0".to_owned(), None),
            (String::new(), None),
        ];
        let answers: Vec<String> = table.iter().map(|(answer, _)| answer.clone()).collect();
        saying(&path, &answers, || {
            for (answer, expected) in &table {
                assert_eq!(socket.get("/x"), *expected, "{answer}");
            }
        });
        assert_eq!(socket.get("/x"), None, "nobody listens");
        for endpoint in ["tcp://127.0.0.1:1", "unix://relative", "ssh://server", ""] {
            assert_eq!(Socket::at(endpoint), None, "{endpoint}");
        }
    }
}
