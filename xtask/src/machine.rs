//! This machine: who sits at it, what its environment says, and through which mirrors it reaches the internet.

pub mod host;
pub mod mirrors;
pub mod token;
pub mod user;
