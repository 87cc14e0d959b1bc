//! Runs the tests: on three engines at a time, each in a process of its own whose environment leads to that engine.
//!
//! Nothing is started if no test is asked for. What a run says in full is in its logs; on the terminal is what failed.

mod arguments;
mod engines;
mod report;
mod run;
mod selection;
mod worker;

use std::process::ExitCode;

pub use crate::support::is_long;
pub use engines::{Kind, own_home};

/// A test: a claim and what shows it.
pub struct Test {
    /// The claim.
    pub name: &'static str,
    /// Panics if it does not hold.
    pub run: fn(),
}

/// The tests of these names.
macro_rules! tests {
    ($($name:ident),* $(,)?) => {
        &[$(crate::harness::Test { name: stringify!($name), run: $name }),*]
    };
}
pub(crate) use tests;

/// Runs what the command line asks for.
pub fn main() -> ExitCode {
    let arguments = match arguments::Arguments::parse(std::env::args().skip(1)) {
        Ok(arguments) => arguments,
        Err(wrong) => return report::refuse(&wrong),
    };
    let cases = selection::select(&arguments);
    if arguments.list {
        report::list(&cases);
        return ExitCode::SUCCESS;
    }
    match worker::asked_for() {
        Some(kind) => worker::work(&cases, kind, arguments.threads),
        None => run::all(&cases, &arguments),
    }
}
