//! From the plan and the command line to the tests that run.

use super::arguments::Arguments;
use super::{Kind, Test};
use crate::plan::{AREAS, ELSEWHERE, FIRST, KNOWN, Known, LONG, ON_CONTAINERD, ON_MACHINES};
use crate::support::is_long;

/// A test on one kind of engine.
pub struct Case {
    /// `AREA::TEST`, behind the engine's name if it is not the first.
    pub name: String,
    /// The module it is in.
    pub area: &'static str,
    /// Where it runs.
    pub kind: Kind,
    /// What runs.
    pub run: fn(),
}

impl Case {
    /// The failure of it that is known.
    pub fn known(&self) -> Option<&'static Known> {
        KNOWN.iter().find(|known| known.kind == self.kind && named(known.kind, known.test) == self.name)
    }
}

/// The name of a test on an engine.
fn named(kind: Kind, test: &str) -> String {
    match kind {
        Kind::Overlay2 => test.to_owned(),
        other => format!("{}/{test}", other.name()),
    }
}

/// What runs, in the order in which it starts.
pub fn select(arguments: &Arguments) -> Vec<Case> {
    let all = all();
    let find = |name: &str| {
        let found = all.iter().find(|(test, ..)| test == name);
        found.unwrap_or_else(|| panic!("the plan has a test that is not there: {name}"))
    };
    let is_here = |test: &str| !ELSEWHERE.contains(&test);
    let is_first = |test: &str| FIRST.contains(&test);
    let first = FIRST.iter().map(|name| find(name));
    let then = all.iter().filter(|(test, ..)| is_here(test) && !is_first(test));
    let on_overlay2 = first.chain(then).map(|test| (Kind::Overlay2, test));
    let on_containerd = ON_CONTAINERD.iter().map(|name| (Kind::Containerd, find(name)));
    let on_machines = ON_MACHINES.iter().map(|name| (Kind::Machines, find(name)));
    // A name that nobody has any more is not to stay in a list.
    for name in ELSEWHERE.iter().copied().chain(KNOWN.iter().map(|known| known.test)) {
        find(name);
    }
    let planned = on_overlay2.chain(on_containerd).chain(on_machines);
    let planned =
        planned.map(|(kind, (test, area, run))| Case { name: named(kind, test), area, kind, run: *run });
    let cases: Vec<Case> = planned.collect();
    for name in LONG {
        assert!(cases.iter().any(|case| case.name == *name), "the plan has a case that is not there: {name}");
    }
    cases
        .into_iter()
        .filter(|case| is_in_set(&case.name, arguments) && arguments.ask_for(&case.name))
        .collect()
}

/// Whoever names a test of the long set gets it.
fn is_in_set(name: &str, arguments: &Arguments) -> bool {
    let is_named = arguments.exact && arguments.filters.iter().any(|filter| filter == name);
    !LONG.contains(&name) || is_named || is_long()
}

fn all() -> Vec<(String, &'static str, fn())> {
    let tests = |&(area, tests): &(&'static str, &'static [Test])| {
        tests.iter().map(move |test| (format!("{area}::{}", test.name), area, test.run))
    };
    AREAS.iter().flat_map(tests).collect()
}
