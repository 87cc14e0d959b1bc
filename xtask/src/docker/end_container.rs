//! How a container is ended: what that takes in its state, and the commands.

use super::engine::Engine;
use super::found_container::ContainerFacts;
use super::labels::Kind;
use crate::base::argv::Argv;

/// What ends a container.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// The engine stops it.
    Stop,
    /// It is paused, and has to go on to hear that it is stopped.
    UnpauseAndStop,
    /// It never started, so that the engine would keep it.
    Remove,
    /// It has ended, or is about to go.
    Nothing,
}

impl ContainerFacts {
    /// What ends it. Compose keeps a container that it has made and not started, as `compose create` does.
    pub fn ending(&self) -> Ending {
        match self.state.as_str() {
            "running" | "restarting" => Ending::Stop,
            "paused" => Ending::UnpauseAndStop,
            "created" | "configured" | "initialized" if self.kind != Some(Kind::Compose) => Ending::Remove,
            _ => Ending::Nothing,
        }
    }
}

/// Ends a container.
pub fn container_stop(engine: &Engine, id: &str) -> Argv {
    engine.argv().args(["container", "stop", id])
}

/// Lets a container go on that was paused.
pub fn container_unpause(engine: &Engine, id: &str) -> Argv {
    engine.argv().args(["container", "unpause", id])
}

/// Removes a container that has ended.
pub fn container_remove_ended(engine: &Engine, id: &str) -> Argv {
    engine.argv().args(["container", "rm", id])
}

/// Removes a container, even one that runs.
pub fn container_remove(engine: &Engine, name: &str) -> Argv {
    engine.argv().args(["container", "rm", "--force", name])
}
