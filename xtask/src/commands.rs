//! What each command of the tool does: one file a command, named as it is typed.

pub mod add;
pub mod announce;
pub mod bench;
pub mod check;
pub mod clean;
pub mod compose;
pub mod docker_build;
pub mod explain;
pub mod generate;
pub mod lab;
pub mod lock;
pub mod logs;
pub mod new;
pub mod offline_world;
pub mod question;
pub mod remove;
pub mod run;
pub mod shell;
pub mod size;
pub mod status;
pub mod stop;
pub mod verify;
