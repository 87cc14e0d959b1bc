//! This machine: who sits at it, what its environment says, through which mirrors it reaches the internet, its git; and what the
//! platforms of machines are called.

pub mod epoch;
pub mod git;
pub mod git_identity;
pub mod host;
pub mod image_name;
pub mod loopback;
pub mod mirrors;
pub mod platform;
pub mod process_mark;
pub mod time_zone;
pub mod token;
pub mod user;
pub mod windows_drive;
