//! Shows a build: on a terminal one line that ticks, elsewhere Docker's own plain lines; and keeps the log for failures.
#![allow(clippy::print_stderr, reason = "the line that ticks is overwritten, which report.rs does not do")]

use std::io::Write as _;
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use crate::base::report::Report;
use crate::base::wording::one_line;
use crate::docker::build_log::step;
use crate::machine::host::Host;

/// The lines of the log that are kept, and shown when a build fails.
const KEPT: usize = 400;
const SHOWN: usize = 40;

/// A build that is under way.
pub struct Progress {
    style: Style,
    log: Vec<String>,
    ticker: Option<(Arc<Shared>, JoinHandle<()>)>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Style {
    /// One line that ticks.
    Terminal,
    /// Every line.
    Plain,
    /// Nothing.
    Quiet,
}

/// What the steps of the image do, by a part of their commands.
const WORDS: [(&str, &str); 14] = [
    ("stage-files.sh", "sorting the files of docker/"),
    ("apt-get update", "installing packages of the operating system"),
    ("miniforge.sh", "installing Conda"),
    ("solve-environment.py", "solving the Conda environment"),
    ("/python.lock", "installing Python into the environment"),
    ("/large.lock", "installing the large Conda packages"),
    ("/rest.lock", "installing the other Conda packages"),
    ("tar --create", "copying the environment"),
    ("--without-conda", "activating the environment"),
    ("freeze-activation.sh", "asking Conda how the environment is activated"),
    ("pip install", "installing the requirements of pip"),
    ("create-user.sh", "creating the user"),
    ("/postBuild", "running postBuild"),
    ("mkdir -p \"/home/", "making the folders around deeper mounts"),
];

/// A step in words, with its place among the others; as the log has it, if there are no words for it.
fn in_words(step: String) -> String {
    let Some((place, command)) = step.split_once(" RUN ") else { return step };
    let known = WORDS.iter().find(|(part, _)| command.contains(part));
    known.map(|(_, words)| format!("{words}  {}", place.trim_end_matches([' ', ':']))).unwrap_or(step)
}

struct Shared {
    state: Mutex<State>,
    ended: Condvar,
}

struct State {
    step: String,
    since: Instant,
    running: bool,
}

impl Progress {
    /// Begins to show.
    pub fn start(report: &Report, host: &Host) -> Self {
        let style = match report {
            Report { quiet: true, .. } => Style::Quiet,
            Report { verbose: false, .. } if host.stderr_is_terminal => Style::Terminal,
            _ => Style::Plain,
        };
        let ticker = (style == Style::Terminal).then(|| {
            let state = State { step: "starting".to_owned(), since: Instant::now(), running: true };
            let shared = Arc::new(Shared { state: Mutex::new(state), ended: Condvar::new() });
            let width = host.columns();
            let for_thread = Arc::clone(&shared);
            (shared, std::thread::spawn(move || tick(&for_thread, width)))
        });
        Self { style, log: Vec::new(), ticker }
    }

    /// Takes the next line of the build.
    pub fn line(&mut self, line: &str) {
        if self.style == Style::Plain {
            eprintln!("{line}");
        }
        if let Some((shared, _)) = self.ticker.as_ref() {
            if let Some(step) = step(line).map(in_words) {
                let mut state = shared.state.lock().unwrap_or_else(PoisonError::into_inner);
                (state.step, state.since) = (one_line(&step), Instant::now());
            }
        }
        self.log.push(line.to_owned());
        if self.log.len() > 2 * KEPT {
            self.log.drain(..KEPT);
        }
    }

    /// Ends; after a failure that has not been seen yet, shows the last lines. Returns the log.
    pub fn finish(mut self, succeeded: bool) -> Vec<String> {
        if let Some((shared, thread)) = self.ticker.take() {
            shared.state.lock().unwrap_or_else(PoisonError::into_inner).running = false;
            shared.ended.notify_all();
            // The thread only prints: if it died, there is one line less on the terminal.
            let _ = thread.join();
        }
        if !succeeded && self.style != Style::Plain {
            self.log.iter().skip(self.log.len().saturating_sub(SHOWN)).for_each(|line| eprintln!("{line}"));
        }
        self.log
    }
}

fn tick(shared: &Shared, width: usize) {
    let mut state = shared.state.lock().unwrap_or_else(PoisonError::into_inner);
    while state.running {
        let line = format!("{:>4} s  {}", state.since.elapsed().as_secs(), state.step);
        let line: String = line.chars().take(width - 1).collect();
        eprint!("\r\x1b[K{line}");
        // A terminal that is gone is no reason to stop a build.
        let _ = std::io::stderr().flush();
        let waited = shared.ended.wait_timeout(state, Duration::from_millis(500));
        state = waited.unwrap_or_else(PoisonError::into_inner).0;
    }
    eprint!("\r\x1b[K");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_step_of_the_image_is_shown_in_words() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden");
        let mut seen = Vec::new();
        for project in std::fs::read_dir(folder).unwrap() {
            let project = project.unwrap().path();
            let texts = ["docker/Dockerfile", "slim/Dockerfile"]
                .map(|path| std::fs::read_to_string(project.join(path)).unwrap_or_default());
            let text = texts.concat().replace("\\\n", " ");
            for line in text.lines().filter(|line| line.starts_with("RUN ")) {
                let shown = in_words(step(&format!("#9 [stage-1 3/9] {line}")).unwrap());
                let (words, place) = shown.split_once("  ").unwrap_or_else(|| panic!("{line}"));
                assert_eq!(place, "[stage-1 3/9]");
                seen.push(words.to_owned());
            }
        }
        for (_, words) in WORDS {
            assert!(seen.iter().any(|other| other == words), "no step is {words}");
        }
        assert_eq!(in_words("exporting layers".to_owned()), "exporting layers");
        assert_eq!(in_words("4/9 : RUN apt-get update".to_owned()), format!("{}  4/9", WORDS[1].1));
    }
}
