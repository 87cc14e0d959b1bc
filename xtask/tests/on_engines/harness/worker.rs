//! The process that runs the tests of one engine, which its environment leads to. The first process reads what it prints.

use std::collections::HashMap;
use std::panic::{PanicHookInfo, catch_unwind, set_hook};
use std::process::ExitCode;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{LazyLock, Mutex};
use std::thread::{self, ThreadId};
use std::time::Instant;

use super::Kind;
use super::selection::Case;

/// Says to a process which engine's tests it runs.
pub const VARIABLE: &str = "XTASK_TEST_ENGINE";

/// What begins a line for the first process; all other lines are the tests' own.
pub const MARK: &str = "@test ";

/// What was said by panics, by thread.
static SAID: LazyLock<Mutex<HashMap<ThreadId, String>>> = LazyLock::new(Mutex::default);

/// The engine whose tests this process is to run, if it is no first one.
pub fn asked_for() -> Option<Kind> {
    let name = std::env::var(VARIABLE).ok()?;
    Kind::ALL.into_iter().find(|kind| kind.name() == name)
}

/// Runs the tests of this engine, some at a time, and prints what becomes of each.
pub fn work(cases: &[Case], kind: Kind, threads: Option<usize>) -> ExitCode {
    set_hook(Box::new(note));
    let cases: Vec<&Case> = cases.iter().filter(|case| case.kind == kind).collect();
    let next = AtomicUsize::new(0);
    let take = || {
        while let Some(case) = cases.get(next.fetch_add(1, Ordering::Relaxed)) {
            run(case);
        }
    };
    thread::scope(|scope| {
        for _ in 0..threads.unwrap_or(1).max(1) {
            scope.spawn(take);
        }
    });
    ExitCode::SUCCESS
}

fn run(case: &Case) {
    let start = Instant::now();
    let outcome = catch_unwind(case.run);
    let seconds = start.elapsed().as_secs_f64();
    let word = if outcome.is_ok() { "passed" } else { "failed" };
    let said = SAID.lock().unwrap().remove(&thread::current().id()).filter(|_| outcome.is_err());
    let said = said.unwrap_or_default().replace('\\', "\\\\").replace('\n', "\\n");
    println!("{MARK}{word} {seconds:.2} {} {said}", case.name);
}

/// Keeps what a test says about its failure; what a thread of its own says is for the log.
fn note(panic: &PanicHookInfo<'_>) {
    let payload = panic.payload();
    let message =
        payload.downcast_ref::<&str>().copied().or(payload.downcast_ref::<String>().map(String::as_str));
    let message = message.unwrap_or("a panic without a message");
    let place = panic.location().map(ToString::to_string).unwrap_or_default();
    println!("{place}: {message}");
    let mut said = SAID.lock().unwrap();
    let text = said.entry(thread::current().id()).or_default();
    *text += &format!("{place}:\n{message}\n");
}
