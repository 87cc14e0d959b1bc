//! What a user types for Compose: which command it is, and which of its options matter to us.

use super::leading_options::{number_of_options, takes_next};

/// Options of Compose itself whose value is the next argument, and docker's, which its plugin takes, too.
const WITH_VALUE: [&str; 19] = [
    "-f",
    "--file",
    "-p",
    "--project-name",
    "--profile",
    "--env-file",
    "--project-directory",
    "--workdir",
    "--ansi",
    "--parallel",
    "--progress",
    "-c",
    "--context",
    "-H",
    "--host",
    "--log-level",
    "--tlscacert",
    "--tlscert",
    "--tlskey",
];

/// Those by which another project is meant.
const OTHER_PROJECT: [&str; 7] =
    ["-f", "--file", "-p", "--project-name", "--env-file", "--project-directory", "--workdir"];

/// Options of `run` and `exec` whose value is the next argument.
const RUN_WITH_VALUE: [&str; 19] = [
    "--cap-add",
    "--cap-drop",
    "-e",
    "--entrypoint",
    "--env",
    "--env-from-file",
    "--index",
    "-l",
    "--label",
    "--name",
    "-p",
    "--publish",
    "--pull",
    "-u",
    "--user",
    "-v",
    "--volume",
    "-w",
    "--workdir",
];

/// What a command of Compose does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ComposeCommand {
    /// It builds the image.
    Builds,
    /// It makes the service's container and may start it: `up` and `create`.
    Creates,
    /// It needs the image and the folders in another way.
    Starts,
    /// It shows what the file says.
    Shows,
    /// It says something of Compose itself: its version, and the help of any command.
    Tells,
    /// Anything else.
    Other,
}

/// What a command does to the container of a lab that runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ToLab {
    /// It goes on, or another container is made beside it, or it begins anew with the same files.
    Stays,
    /// Compose makes it anew if the file or the image has changed.
    MayBeReplaced,
    /// It ends.
    Ends,
}

/// A command line of Compose.
#[derive(Clone, Copy, Debug)]
pub struct ComposeLine<'a> {
    /// Compose's own options.
    before: &'a [String],
    /// Its command and what belongs to that.
    command: &'a [String],
    /// Of `run` and `exec`, the service and what runs in its container, whose options are none of Compose's.
    in_container: &'a [String],
}

impl<'a> ComposeLine<'a> {
    /// Of these arguments.
    pub fn of(args: &'a [String]) -> Self {
        let (before, rest) = args.split_at(number_of_options(args, &WITH_VALUE));
        let end = match rest {
            [name, options @ ..] if name == "run" || name == "exec" => {
                1 + number_of_options(options, &RUN_WITH_VALUE)
            }
            _ => rest.len(),
        };
        let (command, in_container) = rest.split_at(end);
        Self { before, command, in_container }
    }

    /// What it does.
    pub fn does(self) -> ComposeCommand {
        let is_help = |arg: &String| arg == "--help" || arg == "-h";
        if self.before.iter().chain(self.command).any(is_help) {
            return ComposeCommand::Tells;
        }
        match self.name() {
            "" | "completion" | "help" | "version" => ComposeCommand::Tells,
            "build" => ComposeCommand::Builds,
            "up" | "create" => ComposeCommand::Creates,
            "run" | "start" | "restart" | "scale" | "watch" => ComposeCommand::Starts,
            "config" | "convert" => ComposeCommand::Shows,
            _ => ComposeCommand::Other,
        }
    }

    /// What it does to a lab that runs.
    pub fn to_lab(self) -> ToLab {
        match (self.does(), self.name()) {
            (ComposeCommand::Tells, _) => ToLab::Stays,
            (_, "down" | "kill" | "rm" | "stop") => ToLab::Ends,
            (_, "create" | "scale" | "up" | "watch") if !self.has(&["--no-recreate"]) => ToLab::MayBeReplaced,
            _ => ToLab::Stays,
        }
    }

    /// The name of the command; empty if there is none.
    fn name(self) -> &'a str {
        self.command.first().map_or("", String::as_str)
    }

    /// The option, if there is one, by which another project is meant than the one whose folder Compose is given.
    pub fn other_project(self) -> Option<&'a str> {
        let mut at = 0;
        while let Some(option) = self.before.get(at) {
            let is = |other: &&&str| match option.strip_prefix(**other) {
                Some(rest) => rest.is_empty() || rest.starts_with('=') || !other.starts_with("--"),
                None => false,
            };
            if let Some(other) = OTHER_PROJECT.iter().find(is) {
                return Some(other);
            }
            at += if takes_next(option, &WITH_VALUE) { 2 } else { 1 };
        }
        None
    }

    /// Whether the image is to be built before.
    pub fn asks_for_build(self) -> bool {
        self.has(&["--build"])
    }

    /// Whether the image is to be taken as it is.
    pub fn forbids_build(self) -> bool {
        self.has(&["--no-build"])
    }

    /// Whether the container is made and not started.
    pub fn only_creates(self) -> bool {
        self.name() == "create" || self.has(&["--no-start"])
    }

    /// Whether Compose ends while the container runs on.
    pub fn detaches(self) -> bool {
        self.has(&["-d", "--detach", "--wait"])
    }

    /// All of it, for an image that is built already.
    pub fn of_built_image(self) -> Vec<String> {
        let rest = self.command.iter().filter(|arg| *arg != "--build");
        self.before.iter().chain(rest).chain(self.in_container).cloned().collect()
    }

    /// What follows the command, without the service's name.
    pub fn options(self, service: &str) -> Vec<String> {
        self.command.iter().skip(1).filter(|arg| *arg != service).cloned().collect()
    }

    fn has(self, flags: &[&str]) -> bool {
        self.command.iter().any(|arg| flags.contains(&arg.as_str()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(line: &str) -> Vec<String> {
        line.split_whitespace().map(str::to_owned).collect()
    }

    #[test]
    fn the_command_is_found_behind_compose_s_own_options() {
        use ComposeCommand::{Builds, Creates, Other, Shows, Starts, Tells};
        let table = [
            ("up -d", Creates),
            ("--profile x up", Creates),
            ("--profile up run lab", Starts),
            ("-f a.yml --verbose down", Other),
            ("--progress plain up", Creates),
            ("-c remote -H tcp://up:1 --log-level up --tlskey up config", Shows),
            ("--version", Tells),
            ("--file", Tells),
            ("version --short", Tells),
            ("help up", Tells),
            ("--help up", Tells),
            ("up -h", Tells),
            ("exec --help", Tells),
            ("exec --index 1 -T -u 0 lab df -h", Other),
            ("exec lab git --help", Other),
            ("build --pull lab", Builds),
            ("build --help", Tells),
            ("config", Shows),
        ];
        for (line, does) in table {
            assert_eq!(ComposeLine::of(&words(line)).does(), does, "{line}");
        }
    }

    #[test]
    fn which_command_ends_the_lab_and_which_may_replace_it() {
        use ToLab::{Ends, MayBeReplaced, Stays};
        let table = [
            ("down --volumes", Ends),
            ("rm --stop --force", Ends),
            ("stop", Ends),
            ("kill lab", Ends),
            ("up -d", MayBeReplaced),
            ("up --force-recreate", MayBeReplaced),
            ("up --no-recreate", Stays),
            ("create", MayBeReplaced),
            ("scale lab=1", MayBeReplaced),
            ("watch", MayBeReplaced),
            ("run --rm lab true", Stays),
            ("run lab down", Stays),
            ("exec lab kill 1", Stays),
            ("start", Stays),
            ("restart", Stays),
            ("pause", Stays),
            ("unpause", Stays),
            ("logs", Stays),
            ("ps", Stays),
            ("down --help", Stays),
            ("help stop", Stays),
        ];
        for (line, expected) in table {
            assert_eq!(ComposeLine::of(&words(line)).to_lab(), expected, "{line}");
        }
    }

    #[test]
    fn an_option_that_means_another_project_is_found_and_a_value_or_the_command_s_own_option_is_none() {
        let table = [
            ("-f a.yml down", Some("-f")),
            ("--file=a.yml down", Some("--file")),
            ("--ansi never -pother down", Some("-p")),
            ("--project-name other down", Some("--project-name")),
            ("--env-file x up", Some("--env-file")),
            ("--project-directory=.. ps", Some("--project-directory")),
            ("--workdir .. ps", Some("--workdir")),
            ("--profile -f up", None),
            ("--progress plain up", None),
            ("--files up", None),
            ("logs -f lab", None),
            ("run -p 80:80 lab", None),
        ];
        for (line, option) in table {
            assert_eq!(ComposeLine::of(&words(line)).other_project(), option, "{line}");
        }
    }

    #[test]
    fn what_runs_in_the_container_keeps_its_options() {
        // What is typed, whether it needs the image, whether to build that before, and what Compose gets.
        let table = [
            ("run lab cmake --build .", true, false, "run lab cmake --build ."),
            ("run --rm --build lab cmake --build .", true, true, "run --rm lab cmake --build ."),
            ("run lab df -h", true, false, "run lab df -h"),
            ("run --help lab", false, false, "run --help lab"),
            (
                "--ansi never run --name x lab ls --help",
                true,
                false,
                "--ansi never run --name x lab ls --help",
            ),
            ("run -eA=1 -e B -dw /tmp lab df -h", true, false, "run -eA=1 -e B -dw /tmp lab df -h"),
            ("run --env=A=1 -Tvdata:/data lab df -h", true, false, "run --env=A=1 -Tvdata:/data lab df -h"),
            ("run -w /tmp -h lab", false, false, "run -w /tmp -h lab"),
            ("run", true, false, "run"),
            ("run --name", true, false, "run --name"),
        ];
        for (typed, starts, builds, passed) in table {
            let args = words(typed);
            let line = ComposeLine::of(&args);
            let does = if starts { ComposeCommand::Starts } else { ComposeCommand::Tells };
            assert_eq!((line.does(), line.asks_for_build()), (does, builds), "{typed}");
            assert_eq!(line.of_built_image(), words(passed), "{typed}");
        }
    }

    #[test]
    fn a_built_image_is_not_built_again_and_the_options_are_told_from_the_service() {
        let args = words("--ansi never up --build --detach lab");
        let line = ComposeLine::of(&args);
        assert!(line.asks_for_build() && line.detaches() && !line.forbids_build() && !line.only_creates());
        assert_eq!(line.of_built_image(), words("--ansi never up --detach lab"));
        assert_eq!(line.options("lab"), words("--build --detach"));
    }
}
