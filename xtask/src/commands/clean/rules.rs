//! What becomes of what there is on this machine: one table, by what a thing is, whose it is, and how it stands.

/// What a thing is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A container with this tool's labels.
    Container,
    /// An image with this tool's label.
    Image,
    /// A part of the engine's build cache.
    BuildCache,
    /// A folder of this tool's cache.
    Cache,
    /// A volume, which is looked at if that was asked for.
    Volume,
}

/// Whose it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whose {
    /// This project's.
    Here,
    /// That of another project, which may be there.
    There,
    /// That of a project whose folder is gone.
    Gone,
    /// Nobody has noted whose, but this tool has made it.
    Unknown,
    /// Another Dockerfile has made it, on an image of this tool's, from which it has the label.
    Another,
    /// That of every project.
    Everybody,
}

/// How it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// It runs.
    Runs,
    /// It is about to start, or to go.
    Passing,
    /// It has ended, or never started.
    Ended,
    /// Something uses it.
    Used,
    /// A newer image has its name.
    Untagged,
    /// It has the name that its project gives its image.
    Current,
    /// It has a name that somebody has chosen.
    Named,
    /// It has a name of a command's own making, and that command does not run.
    LeftOver,
    /// Nothing uses it.
    Idle,
}

/// What becomes of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It is removed.
    Goes,
    /// It stays.
    Stays,
}

/// Things of a kind in some states, and what becomes of them.
struct Rule {
    kind: Kind,
    whose: &'static [Whose],
    states: &'static [State],
    fate: Fate,
    /// Why; `{}` stands for what is known of the thing beside.
    why: &'static str,
}

use Fate::{Goes, Stays};
use Kind::{BuildCache, Cache, Container, Image, Volume};
use State::{Current, Ended, Idle, LeftOver, Named, Passing, Runs, Untagged, Used};
use Whose::{Another, Everybody, Gone, Here, There, Unknown};

const ANY: &[Whose] = &[Here, There, Gone, Unknown, Another, Everybody];
const OURS: &[Whose] = &[Here, There, Gone, Unknown, Everybody];

const fn rule(
    kind: Kind,
    whose: &'static [Whose],
    states: &'static [State],
    fate: Fate,
    why: &'static str,
) -> Rule {
    Rule { kind, whose, states, fate, why }
}

/// The rules; the first that fits counts. What none of them knows stays.
const RULES: [Rule; 18] = [
    rule(Container, ANY, &[Runs], Stays, "it runs"),
    rule(Container, ANY, &[Passing], Stays, "it is about to start, or to go"),
    rule(Container, OURS, &[Ended], Goes, "it does not run"),
    rule(Image, ANY, &[Used], Stays, "{} uses it"),
    rule(
        Image,
        &[Another],
        &[Untagged, Current, Named],
        Stays,
        "another Dockerfile has made it, on an image of this tool",
    ),
    rule(Image, &[Here, There, Gone, Unknown], &[Untagged], Goes, "a newer image has its name"),
    rule(Image, &[Here, There, Gone], &[LeftOver], Goes, "a command that was ended has left it"),
    rule(Image, &[Here], &[Current], Stays, "the project's image"),
    rule(Image, &[There], &[Current], Stays, "the image of the project in {}"),
    rule(Image, &[Gone], &[Current], Goes, "the folder of its project, {}, is gone"),
    rule(Image, &[Here, There, Gone], &[Named], Stays, "somebody has given it this name"),
    rule(Image, &[Unknown], &[Current, Named], Stays, "it is not known whose it is"),
    rule(BuildCache, OURS, &[Used], Stays, "a build uses it"),
    rule(BuildCache, OURS, &[Idle], Goes, "{}"),
    rule(Cache, OURS, &[Used], Stays, "{}"),
    rule(Cache, OURS, &[Idle], Goes, "{}"),
    rule(Volume, OURS, &[Used], Stays, "{} uses it"),
    rule(Volume, OURS, &[Idle], Goes, "{}"),
];

/// What becomes of such a thing, and why; `beside` is what the reason names.
pub fn decide(kind: Kind, whose: Whose, state: State, beside: &str) -> (Fate, String) {
    let fits =
        |rule: &&Rule| rule.kind == kind && rule.whose.contains(&whose) && rule.states.contains(&state);
    match RULES.iter().find(fits) {
        Some(rule) => (rule.fate, rule.why.replace("{}", beside)),
        None => (Stays, "no rule knows it".to_owned()),
    }
}

impl Kind {
    /// How a person calls it.
    pub fn name(self) -> &'static str {
        match self {
            Container => "container",
            Image => "image",
            BuildCache => "build cache",
            Cache => "cache",
            Volume => "volume",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KINDS: [Kind; 5] = [Container, Image, BuildCache, Cache, Volume];
    const WHOSE: [Whose; 6] = [Here, There, Gone, Unknown, Another, Everybody];
    const STATES: [State; 9] = [Runs, Passing, Ended, Used, Untagged, Current, Named, LeftOver, Idle];

    #[test]
    fn of_every_kind_whosoever_it_is_and_however_it_stands_this_goes_and_nothing_else() {
        // A kind, whose, in which state.
        let goes: [(Kind, &[Whose], State); 7] = [
            (Container, OURS, Ended),
            (Image, &[Here, There, Gone, Unknown], Untagged),
            (Image, &[Here, There, Gone], LeftOver),
            (Image, &[Gone], Current),
            (BuildCache, OURS, Idle),
            (Cache, OURS, Idle),
            (Volume, OURS, Idle),
        ];
        for kind in KINDS {
            for whose in WHOSE {
                for state in STATES {
                    let is_to_go = goes.iter().any(|(of, owners, standing)| {
                        (*of, *standing) == (kind, state) && owners.contains(&whose)
                    });
                    let (fate, why) = decide(kind, whose, state, "x");
                    assert_eq!(fate == Goes, is_to_go, "{kind:?} {whose:?} {state:?}: {why}");
                    assert!(!why.is_empty() && !why.contains("{}"), "{kind:?} {whose:?} {state:?}: {why}");
                }
            }
        }
    }

    #[test]
    fn what_another_dockerfile_has_made_what_runs_and_what_is_used_stays_in_any_case() {
        for kind in KINDS {
            for state in STATES {
                assert_eq!(decide(kind, Another, state, "x").0, Stays, "{kind:?} {state:?}");
            }
            for whose in WHOSE {
                for state in [Runs, Passing, Used] {
                    assert_eq!(decide(kind, whose, state, "x").0, Stays, "{kind:?} {whose:?} {state:?}");
                }
            }
        }
    }

    #[test]
    fn a_reason_names_what_uses_the_thing_and_whose_it_is() {
        let why = |kind, whose, state| decide(kind, whose, state, "/home/jane/a").1;
        assert_eq!(why(Image, Gone, Current), "the folder of its project, /home/jane/a, is gone");
        assert_eq!(why(Image, There, Current), "the image of the project in /home/jane/a");
        assert_eq!(decide(Image, Here, Used, "the container a-lab").1, "the container a-lab uses it");
    }
}
