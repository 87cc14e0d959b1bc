//! The grammar of the whole command line, and the page that `cargo xtask --help` prints.

use clap::Command;

use super::{Add, Announce, Bench, Check, Clean, Compose, DockerBuild, Explain, Generate, Lab, Lock, Logs};
use super::{New, OfflineWorld, Remove, Run, Shell, Size, Status, Stop, Verify};

const ABOUT: &str = "Data science in Docker, exactly as in Conda: turns environment.yml, requirements.txt and postBuild \
                     into a Docker image, and opens JupyterLab in it";

const END: &str = "Start with `cargo xtask lab`. xtask/docs/README.md lists the pages that explain the rest.";

/// The commands, under the headings that they have in `--help`.
fn groups() -> [(&'static str, Vec<Command>); 3] {
    let every_day = vec![
        Lab::grammar(),
        Run::grammar(),
        Shell::grammar(),
        Stop::grammar(),
        Status::grammar(),
        Add::grammar(),
        Remove::grammar(),
        Check::grammar(),
        Lock::grammar(),
        DockerBuild::grammar(),
    ];
    let closer = vec![
        Logs::grammar(),
        Compose::grammar(),
        Generate::grammar(),
        Explain::grammar(),
        Size::grammar(),
        Verify::grammar(),
        Clean::grammar(),
    ];
    let beside = vec![New::grammar(), OfflineWorld::grammar(), Bench::grammar()];
    [
        ("Commands of every day", every_day),
        ("More about a lab and its image", closer),
        ("New projects, other machines, figures", beside),
    ]
}

/// The grammar of all commands.
pub fn grammar() -> Command {
    let groups = groups();
    // clap puts all commands under one heading, so the page has the lists as text.
    let lists: Vec<String> = groups.iter().map(|(heading, commands)| list(heading, commands)).collect();
    let page = format!(
        "{{about}}\n\n{{usage-heading}} {{usage}}\n\n{}\nOptions:\n{{options}}\n\n{END}\n",
        lists.join("\n")
    );
    Command::new("cargo xtask")
        .bin_name("cargo xtask")
        .about(ABOUT)
        .help_template(page)
        .disable_help_subcommand(true)
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommands(groups.into_iter().flat_map(|(_, commands)| commands))
        .subcommand(Announce::grammar())
}

fn list(heading: &str, commands: &[Command]) -> String {
    let row = |command: &Command| {
        let about = command.get_about().map(ToString::to_string).unwrap_or_default();
        format!("  {:15}{about}\n", command.get_name())
    };
    format!("{heading}:\n{}", commands.iter().map(row).collect::<String>())
}
