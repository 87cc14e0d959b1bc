//! What a run says: a line for each test, then what failed with the log's place, and the seconds of each area.

use std::collections::{BTreeMap, BTreeSet};
use std::process::ExitCode;

use camino::Utf8PathBuf;

use super::Kind;
use super::selection::Case;

/// How many lines of a failure are shown; its file has all.
const LINES: usize = 20;

/// What became of a test.
pub struct Result {
    name: String,
    passed: bool,
    seconds: f64,
    message: String,
}

impl Result {
    /// From the line of a worker.
    pub fn read(line: &str) -> Option<Self> {
        let mut words = line.splitn(4, ' ');
        let passed = words.next()? == "passed";
        let seconds = words.next()?.parse().ok()?;
        let name = words.next()?.to_owned();
        let message = unescaped(words.next()?);
        Some(Self { name, passed, seconds, message })
    }

    /// Of a process that did not get to its end.
    pub fn broken(name: &str, why: &str) -> Self {
        Self { name: name.to_owned(), passed: false, seconds: 0.0, message: why.to_owned() }
    }
}

/// The text that a worker wrote in one line.
fn unescaped(line: &str) -> String {
    let mut letters = line.chars();
    let mut text = String::with_capacity(line.len());
    while let Some(letter) = letters.next() {
        match letter {
            '\\' => text.push(if letters.next() == Some('n') { '\n' } else { '\\' }),
            letter => text.push(letter),
        }
    }
    text
}

/// What has become of the tests so far.
pub struct Report {
    /// The folder of the logs.
    pub logs: Utf8PathBuf,
    passed: usize,
    known: usize,
    failures: Vec<(String, String)>,
    seconds: BTreeMap<&'static str, f64>,
    lacks: Vec<String>,
    seen: BTreeSet<String>,
}

impl Report {
    /// Of a run that begins.
    pub fn new(logs: Utf8PathBuf) -> Self {
        Self {
            logs,
            passed: 0,
            known: 0,
            failures: Vec::new(),
            seconds: BTreeMap::new(),
            lacks: Vec::new(),
            seen: BTreeSet::new(),
        }
    }

    /// Notes that something is not here: tests are skipped, which CI does not allow.
    pub fn lack(&mut self, what: &str) {
        println!("skipped: {what}");
        self.lacks.push(what.to_owned());
    }

    /// Notes a failure.
    pub fn fail(&mut self, name: &str, message: &str) {
        let file = self.logs.join(format!("{}.txt", name.replace(['/', ':', ' '], "-")));
        let _ = std::fs::write(&file, message);
        let lines: Vec<&str> = message.lines().collect();
        let first = lines.first().copied().unwrap_or_default();
        let tail = lines[lines.len().saturating_sub(LINES).max(1).min(lines.len())..].join("\n");
        self.failures.push((name.to_owned(), format!("{first}\n{tail}\nall of it: {file}")));
    }

    /// Takes up what became of a test.
    pub fn add(&mut self, cases: &[Case], result: Result) {
        let case = cases.iter().find(|case| case.name == result.name);
        let known = case.and_then(Case::known);
        if let Some(case) = case {
            *self.seconds.entry(case.area).or_default() += result.seconds;
        }
        let word = match (result.passed, known) {
            (true, Some(known)) if known.always => {
                self.fail(&result.name, &format!("it passes, and is marked as failing: {}", known.cause));
                "PASSES, though marked".to_owned()
            }
            (true, _) => {
                self.passed += 1;
                "ok".to_owned()
            }
            (false, Some(known)) if result.message.contains(known.message) => {
                self.known += 1;
                format!("fails as is known: {}", known.cause)
            }
            (false, _) => {
                self.fail(&result.name, &result.message);
                "FAILED".to_owned()
            }
        };
        println!("test {} ... {word} ({:.1} s)", result.name, result.seconds);
        self.seen.insert(result.name);
    }

    /// Fails for the tests that an engine was there for, and of which nothing was heard.
    pub fn miss(&mut self, cases: &[Case], engines: &[Kind]) {
        let missed =
            cases.iter().filter(|case| engines.contains(&case.kind) && !self.seen.contains(&case.name));
        let missed: Vec<&str> = missed.map(|case| case.name.as_str()).collect();
        if !missed.is_empty() {
            self.fail("tests without a result", &missed.join("\n"));
        }
    }

    /// Says all, and whether the run is a success.
    pub fn end(mut self, cases: &[Case], seconds: f64, busy: f64) -> ExitCode {
        let run = self.seen.len();
        if std::env::var("CI").is_ok_and(|ci| ci == "true") {
            for lack in std::mem::take(&mut self.lacks) {
                self.fail("skipped", &format!("{lack}; CI=true allows no skipping"));
            }
        }
        for (name, message) in &self.failures {
            println!("\n---- {name} ----\n{message}");
        }
        let mut areas: Vec<_> = self.seconds.iter().collect();
        areas.sort_by(|one, other| other.1.total_cmp(one.1));
        let areas: Vec<String> = areas.iter().map(|(area, seconds)| format!("{area} {seconds:.0}")).collect();
        println!("\nseconds by area: {}", areas.join(", "));
        println!(
            "{} passed, {} fail as is known, {} failed, {} not run; {seconds:.0} s, in which this machine computed for {busy:.0} s; \
             logs: {}",
            self.passed,
            self.known,
            self.failures.len(),
            cases.len().saturating_sub(run),
            self.logs
        );
        if self.failures.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
    }
}

/// The names of the tests.
pub fn list(cases: &[Case]) {
    for case in cases {
        println!("{}: test", case.name);
    }
}

/// A command line that cannot be.
pub fn refuse(wrong: &str) -> ExitCode {
    println!("error: {wrong}");
    ExitCode::from(2)
}

/// Seconds that all processors of this machine have computed since it started.
pub fn busy() -> f64 {
    let stat = std::fs::read_to_string("/proc/stat").unwrap_or_default();
    let ticks = stat.lines().next().unwrap_or_default().split_whitespace().skip(1);
    let ticks: Vec<f64> = ticks.filter_map(|ticks| ticks.parse().ok()).collect();
    // Without what is idle and what waits for a disk.
    (ticks.iter().sum::<f64>() - ticks.iter().skip(3).take(2).sum::<f64>()) / 100.0
}
