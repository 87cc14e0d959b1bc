//! Of several commands that replace the same file, one at a time.

use std::time::{Duration, Instant};

use camino::Utf8Path;

use crate::base::digest::digest;
use crate::base::process::Hold;

/// How long a command waits while another one replaces the same file: longer than that takes, unless the other one is stopped.
const TURN: Duration = Duration::from_secs(2);

/// Keeps other commands from the file between the look at the old one and the rename. An editor knows nothing of it.
pub(super) fn turn(path: &Utf8Path) -> Option<Hold> {
    let path = path.canonicalize_utf8().unwrap_or_else(|_| path.to_owned());
    let name = format!("conda-in-docker-file-{}", digest(path.as_str()));
    let end = Instant::now() + TURN;
    loop {
        match Hold::of(&name) {
            None if Instant::now() < end => std::thread::sleep(Duration::from_millis(1)),
            hold => return hold,
        }
    }
}
