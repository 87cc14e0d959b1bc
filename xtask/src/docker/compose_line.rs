//! What a user types for Compose: which command it is, and which of its options matter to us.

/// Options of Compose itself whose value is the next argument.
const WITH_VALUE: [&str; 9] = [
    "-f",
    "--file",
    "-p",
    "--project-name",
    "--profile",
    "--env-file",
    "--project-directory",
    "--ansi",
    "--parallel",
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
    /// Anything else, and the help of any command.
    Other,
}

/// A command line of Compose.
#[derive(Clone, Copy, Debug)]
pub struct ComposeLine<'a> {
    /// Compose's own options.
    before: &'a [String],
    /// Its command and what belongs to that.
    command: &'a [String],
}

impl<'a> ComposeLine<'a> {
    /// Of these arguments.
    pub fn of(args: &'a [String]) -> Self {
        let mut at = 0;
        while let Some(option) = args.get(at).filter(|arg| arg.starts_with('-')) {
            at += if WITH_VALUE.contains(&option.as_str()) { 2 } else { 1 };
        }
        let (before, command) = args.split_at(at.min(args.len()));
        Self { before, command }
    }

    /// What it does.
    pub fn does(self) -> ComposeCommand {
        if self.has(&["--help", "-h"]) {
            return ComposeCommand::Other;
        }
        match self.command.first().map_or("", String::as_str) {
            "build" => ComposeCommand::Builds,
            "up" | "create" => ComposeCommand::Creates,
            "run" | "start" | "restart" => ComposeCommand::Starts,
            "config" | "convert" => ComposeCommand::Shows,
            _ => ComposeCommand::Other,
        }
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
        self.command.first().is_some_and(|name| name == "create") || self.has(&["--no-start"])
    }

    /// Whether Compose ends while the container runs on.
    pub fn detaches(self) -> bool {
        self.has(&["-d", "--detach", "--wait"])
    }

    /// All of it, for an image that is built already.
    pub fn of_built_image(self) -> Vec<String> {
        let rest = self.command.iter().filter(|arg| *arg != "--build");
        self.before.iter().chain(rest).cloned().collect()
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
        use ComposeCommand::{Builds, Creates, Other, Shows, Starts};
        let table = [
            ("up -d", Creates),
            ("--profile x up", Creates),
            ("--profile up run lab", Starts),
            ("-f a.yml --verbose down", Other),
            ("--version", Other),
            ("--file", Other),
            ("build --pull lab", Builds),
            ("build --help", Other),
            ("config", Shows),
        ];
        for (line, does) in table {
            assert_eq!(ComposeLine::of(&words(line)).does(), does, "{line}");
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
