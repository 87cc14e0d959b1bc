//! Waiting, always with a deadline: for a program, for a condition, for an answer over HTTP.

use std::io::{Read, Write as _};
use std::net::TcpStream;
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::support::Outcome;

/// Seconds within which whatever builds nothing has ended, also on a slow machine beside builds: only what hangs takes longer.
pub const ANSWER: u64 = 300;

const PAUSE: Duration = Duration::from_millis(20);

/// Asks until there is an answer; panics after so many seconds.
#[track_caller]
pub fn eventually<T>(seconds: u64, what: &str, mut ask: impl FnMut() -> Option<T>) -> T {
    let start = Instant::now();
    loop {
        if let Some(answer) = ask() {
            return answer;
        }
        assert!(start.elapsed() < Duration::from_secs(seconds), "not after {seconds} s: {what}");
        thread::sleep(PAUSE);
    }
}

/// Runs the command to its end; panics, and kills it, after so many seconds.
#[track_caller]
pub fn within(seconds: u64, mut command: Command) -> Outcome {
    let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    finish(child, seconds, &format!("{command:?} ends"))
}

/// What a process whose output goes into pipes has done at its end; panics, and kills it, after so many seconds.
#[track_caller]
pub fn finish(mut child: Child, seconds: u64, what: &str) -> Outcome {
    // Threads, since a child that fills one pipe while the other is read stands still.
    let (stdout, stderr) = (read(child.stdout.take().unwrap()), read(child.stderr.take().unwrap()));
    let status = end_of(&mut child, seconds, what);
    Outcome::of(Output { status, stdout: stdout.join().unwrap(), stderr: stderr.join().unwrap() })
}

/// The end of a process; panics, and kills it, after so many seconds.
#[track_caller]
pub fn end_of(child: &mut Child, seconds: u64, what: &str) -> ExitStatus {
    let start = Instant::now();
    loop {
        if let Some(status) = child.try_wait().unwrap() {
            return status;
        }
        if start.elapsed() > Duration::from_secs(seconds) {
            child.kill().unwrap();
            panic!("not after {seconds} s: {what}");
        }
        thread::sleep(PAUSE);
    }
}

fn read(mut pipe: impl Read + Send + 'static) -> thread::JoinHandle<Vec<u8>> {
    thread::spawn(move || {
        let mut bytes = Vec::new();
        pipe.read_to_end(&mut bytes).unwrap();
        bytes
    })
}

/// `GET` of an address `http://HOST:PORT/PATH`: the status and what follows the headers.
pub fn get(url: &str) -> (u16, String) {
    let (host, path) = url.strip_prefix("http://").unwrap().split_once('/').unwrap();
    let mut stream = TcpStream::connect(host).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    write!(stream, "GET /{path} HTTP/1.0\r\nHost: {host}\r\n\r\n").unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    let answer = String::from_utf8_lossy(&answer).into_owned();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    (head.split(' ').nth(1).unwrap().parse().unwrap(), body.to_owned())
}
