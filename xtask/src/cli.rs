//! The whole command line: what is typed, what `--help` says, and the types it parses into.
//! Each command has a struct: `grammar` is how it is typed, `from_matches` fills it.

mod check;
mod container;
mod help;
mod image;
mod other_names;
mod packages;
mod project;
mod running;
mod words;

use camino::Utf8PathBuf;
use clap::{Arg, ArgMatches};

use crate::docker::engine_kind::EngineKind;
use words::{flag, option, path, text};

pub use check::{Check, Verify};
pub use container::{Compose, Lab, Run, Shell};
pub use image::{DockerBuild, Explain, Generate, Lock, Size};
pub use packages::{Add, Remove};
pub use project::{Bench, New, OfflineWorld};
pub use running::{Announce, Clean, Logs, Status, Stop};

/// What was typed.
#[derive(Debug)]
pub struct Cli {
    /// What to do.
    pub command: Command,
    /// What holds for every command.
    pub global: Global,
}

/// Options of every command, before or after its name.
#[derive(Debug)]
pub struct Global {
    /// The directory with the Conda files.
    pub project: Option<Utf8PathBuf>,
    /// What runs the containers: one of [`EngineKind::NAMES`].
    pub engine: Option<String>,
    /// Whether to print commands, and run none of them.
    pub dry_run: bool,
    /// Whether to build from the offline world.
    pub offline: bool,
    /// Whether to say nothing but errors and results.
    pub quiet: bool,
    /// Whether to say every command that is run.
    pub verbose: bool,
}

/// The commands, each with what belongs to it.
#[derive(Debug)]
pub enum Command {
    Lab(Lab),
    Run(Run),
    Shell(Shell),
    Stop(Stop),
    Status(Status),
    Check(Check),
    Add(Add),
    Remove(Remove),
    Lock(Lock),
    DockerBuild(DockerBuild),
    Logs(Logs),
    Compose(Compose),
    Generate(Generate),
    Explain(Explain),
    Size(Size),
    Verify(Verify),
    Clean(Clean),
    New(New),
    OfflineWorld(OfflineWorld),
    Bench(Bench),
    Announce(Announce),
}

impl Cli {
    /// Reads the command line. Ends the process for `--help`, and for a mistake, which it names.
    pub fn parse() -> Self {
        let grammar = help::grammar().args(Global::args());
        let mut matches =
            grammar.try_get_matches().unwrap_or_else(|error| other_names::with_tip(error).exit());
        let global = Global::from_matches(&mut matches);
        let command = matches.remove_subcommand().and_then(|(name, matches)| Command::of(&name, matches));
        Self { command: command.expect("the grammar lets no other command through"), global }
    }
}

impl Global {
    fn args() -> impl Iterator<Item = Arg> {
        let engine = "What runs the containers [default: the variable CONTAINER_ENGINE, or the first of the two that answers]";
        let offline =
            "Build from the offline world instead of the internet; it is made first if it is missing";
        let project = "The directory with the Conda files [default: the project that this tool belongs to]";
        let args = [
            option("project", "DIR", project),
            option("engine", "NAME", engine).value_parser(EngineKind::NAMES),
            flag("dry-run", "Print the exact commands, to be pasted into a shell, and run none of them"),
            flag("offline", offline),
            flag("quiet", "Print errors and results only").short('q').conflicts_with("verbose"),
            flag("verbose", "Print every command that is run").short('v'),
        ];
        args.into_iter().map(|arg| arg.global(true))
    }

    fn from_matches(matches: &mut ArgMatches) -> Self {
        Self {
            project: path(matches, "project"),
            engine: text(matches, "engine"),
            dry_run: matches.get_flag("dry-run"),
            offline: matches.get_flag("offline"),
            quiet: matches.get_flag("quiet"),
            verbose: matches.get_flag("verbose"),
        }
    }
}

impl Command {
    fn of(name: &str, mut matches: ArgMatches) -> Option<Self> {
        let matches = &mut matches;
        Some(match name {
            "lab" => Self::Lab(Lab::from_matches(matches)),
            "run" => Self::Run(Run::from_matches(matches)),
            "shell" => Self::Shell(Shell::from_matches(matches)),
            "stop" => Self::Stop(Stop::from_matches(matches)),
            "status" => Self::Status(Status::from_matches(matches)),
            "check" => Self::Check(Check::from_matches(matches)),
            "add" => Self::Add(Add::from_matches(matches)),
            "remove" => Self::Remove(Remove::from_matches(matches)),
            "lock" => Self::Lock(Lock::from_matches(matches)),
            "docker-build" => Self::DockerBuild(DockerBuild::from_matches(matches)),
            "logs" => Self::Logs(Logs::from_matches(matches)),
            "compose" => Self::Compose(Compose::from_matches(matches)),
            "generate" => Self::Generate(Generate::from_matches(matches)),
            "explain" => Self::Explain(Explain::from_matches(matches)),
            "size" => Self::Size(Size::from_matches(matches)),
            "verify" => Self::Verify(Verify::from_matches(matches)),
            "clean" => Self::Clean(Clean::from_matches(matches)),
            "new" => Self::New(New::from_matches(matches)),
            "offline-world" => Self::OfflineWorld(OfflineWorld::from_matches(matches)),
            "bench" => Self::Bench(Bench::from_matches(matches)),
            "announce" => Self::Announce(Announce::from_matches(matches)?),
            _ => return None,
        })
    }
}
