//! Opens a door: from its row in the table to the docker command that runs a program behind it.

use anyhow::{Result, anyhow};

use super::doors::{Door, Look, Way};
use super::programs::{Programs, one_line};
use super::site::{Idle, Site};
use crate::base::argv::Argv;
use crate::base::process::ourselves;
use crate::docker::throw_away::{Child, ChildStep, image_build_child};

/// Opens a door into the running container `idle`, a new one, or a build.
///
/// # Errors
///
/// If a name cannot stand where it has to.
pub fn open(door: &Door, site: &Site<'_>, idle: Option<&Idle>, programs: &Programs) -> Result<Argv> {
    let argv = match door.way {
        Way::Exec => {
            let idle = idle.ok_or_else(|| anyhow!("no container runs for the door `{}`", door.name))?;
            idle.exec(door.options, door.command(programs))
        }
        Way::Run => site.run(None, door.options, door.look == Look::Terminal, door.command(programs)),
        // It takes no such options as an installation may need, and becomes just this command.
        Way::Ourselves if site.installs => site.run(None, &[], true, vec!["bash".to_owned()]),
        Way::Ourselves => {
            let project = site.task.project.root.as_str();
            let argv = ourselves()?.args(["--project", project]).flag("--offline", site.task.offline);
            argv.args(door.command(programs))
        }
        Way::Child | Way::PostBuild => return build(door, site, programs),
    };
    Ok(if door.look == Look::Terminal { in_terminal(&argv, &programs.shell) } else { argv })
}

/// The command in a terminal in which the script is typed.
fn in_terminal(command: &Argv, script: &str) -> Argv {
    // The empty line: what is typed before the shell is ready is shown before its prompt, and not in a line of its own. What is
    // typed later is not shown, since it would stand within the lines that the script prints.
    let typed = format!("stty -echo; echo; eval {}; exit", one_line(script));
    let program = include_str!("terminal.sh");
    Argv::new("sh").args(["-c", program, "terminal.sh", &typed, &command.pasteable()])
}

/// A build on the image, in a step of which the program runs.
fn build(door: &Door, site: &Site<'_>, programs: &Programs) -> Result<Argv> {
    let (step, command) = match (door.way, door.look) {
        (Way::PostBuild, _) => {
            let uid = site.plan.inputs.account.uid;
            (ChildStep::PostBuild { uid }, format!("bash -e -c {}", one_line(&programs.shell)))
        }
        (_, Look::Python) => {
            (ChildStep::Plain, format!("printf %s {} | python -", one_line(&programs.python)))
        }
        _ => (ChildStep::Plain, format!("eval {}", one_line(&programs.shell))),
    };
    image_build_child(Child {
        builder: site.task.builder()?,
        // By its name: BuildKit takes an id for a name, and looks for that in a registry.
        image: &site.plan.tag,
        step,
        command: &command,
        overrides: &site.plan.inputs.overrides,
        build_args: site.mirrors(),
        platform: site.plan.platform.as_deref(),
    })
}
