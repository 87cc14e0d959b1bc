//! Containers that do not run.

use super::look::Look;
use super::rules::{Kind, State, Whose};
use super::thing::{Deed, Thing};
use crate::container::found::is_of;
use crate::docker::end_container::{Ending, container_remove_ended};
use crate::docker::engine::Engine;
use crate::docker::found_container::ContainerFacts;
use crate::image::owners::is_gone;

/// The containers of this project, or with `--all` of every project.
pub fn containers(look: &Look<'_>, engine: &Engine) -> Vec<Thing> {
    let ours = look.containers.iter().filter(|facts| facts.kind.is_some());
    let things = ours.filter_map(|facts| {
        let folder = facts.folder.as_str().into();
        let whose = match is_of(&look.task.project, facts) {
            true => Whose::Here,
            false if !look.asked.all => return None,
            false if is_gone(folder) => Whose::Gone,
            false => Whose::There,
        };
        let deed = Deed::engine(container_remove_ended(engine, &facts.id), &facts.id);
        let thing = Thing::new(Kind::Container, facts.name.as_str(), (whose, state(facts)), "", deed);
        Some(thing.of(whose, folder))
    });
    things.collect()
}

/// Whether it is a container of this tool's that runs.
pub fn runs(facts: &ContainerFacts) -> bool {
    facts.kind.is_some() && state(facts) != State::Ended
}

/// In what state an engine keeps a container that has ended.
const ENDED: [&str; 5] = ["created", "configured", "exited", "stopped", "dead"];

fn state(facts: &ContainerFacts) -> State {
    match facts.ending() {
        Ending::Stop | Ending::UnpauseAndStop => State::Runs,
        Ending::Remove => State::Ended,
        Ending::Nothing if ENDED.contains(&facts.state.as_str()) => State::Ended,
        Ending::Nothing => State::Passing,
    }
}
