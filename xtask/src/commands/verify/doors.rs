//! The table of doors: every way in which a command or a person gets into a container, and what cannot be there.
//!
//! `cargo xtask verify` and the tests go through this table; a new door is a new row.

pub mod reasons;

use Look::{Notebook, Python, Shell, Subprocess, Terminal};
use Way::{Child, Exec, Ourselves, PostBuild, Run};

use reasons::{
    BARE_PYTHON, BARE_SHELL, BUILDS, EMPTY, ENTERED_SHELL, LOG, NO_SHELL, PIP_ALONE, Reason, SCREENS, SHELLS,
    STRANGER,
};

use super::columns::Column::{
    self, Activate, CondaPrefix, DefaultEnv, Hooks, Install, List, Output, Pip, Prefix, Variables,
};
use super::packages::Packages;
use super::programs::Programs;
use crate::docker::container_option::ContainerOption::{self, Entrypoint, Group, Interactive, User};
use crate::docker::engine::Engine;
use crate::docker::throw_away::{container_exec, container_run_plain};

/// A way into a container.
pub struct Door {
    /// Its name, as in the documents.
    pub name: &'static str,
    /// Into which container.
    pub way: Way,
    /// Options beside those that this tool gives.
    pub options: &'static [ContainerOption],
    /// What is started there, before the text that it is to run.
    pub command: &'static [&'static str],
    /// How it is looked at.
    pub look: Look,
    /// The cells that cannot be, with the reason.
    pub cannot: &'static [Reason],
}

/// What some doors need of this machine.
pub struct Machine {
    /// Whether it has a program that opens a terminal.
    pub has_terminals: bool,
    /// Whether its builder sees the engine's images.
    pub builds_on_images: bool,
    /// Whether the image is the one for deployment.
    pub is_slim: bool,
}

/// Into which container a door leads.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// Into a new one, through the image's entrypoint.
    Run,
    /// Into one that runs already.
    Exec,
    /// Into a new one, by a command of this tool's.
    Ourselves,
    /// Into a step of a build, by a Dockerfile that says FROM the image.
    Child,
    /// Into the step of the image's own build that runs `postBuild`.
    PostBuild,
}

/// What the door's command is given to run.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Look {
    /// A shell's script, as an argument.
    Shell,
    /// A Python program, as an argument.
    Python,
    /// A shell's script, by Python's `subprocess` with `shell=True`.
    Subprocess,
    /// A shell's script, typed into a terminal of this machine.
    Terminal,
    /// By the JupyterLab of the container: what notebook.py calls this.
    Notebook(&'static str),
}

/// All of them. Those that JupyterLab opens come last: it starts in the meantime.
#[rustfmt::skip]
pub const DOORS: &[Door] = &[
    Door { name: "run -- python", way: Run, options: &[], command: &["python"], look: Python, cannot: &[(&[Activate], NO_SHELL)] },
    Door { name: "run -- sh -c", way: Run, options: &[], command: &["sh", "-c"], look: Shell, cannot: ENTERED_SHELL },
    Door { name: "run -- bash -c", way: Run, options: &[], command: &["bash", "-c"], look: Shell, cannot: SHELLS },
    Door { name: "cargo xtask shell", way: Ourselves, options: &[], command: &["shell", "--no-build"], look: Terminal, cannot: SCREENS },
    Door { name: "exec C python", way: Exec, options: &[], command: &["python"], look: Python, cannot: BARE_PYTHON },
    Door { name: "exec C sh -c", way: Exec, options: &[], command: &["sh", "-c"], look: Shell, cannot: BARE_SHELL },
    Door { name: "exec C sh -lc", way: Exec, options: &[], command: &["sh", "-lc"], look: Shell, cannot: SHELLS },
    Door { name: "exec C sh -ic", way: Exec, options: &[], command: &["sh", "-ic"], look: Shell, cannot: SHELLS },
    Door { name: "exec C bash -c", way: Exec, options: &[], command: &["bash", "-c"], look: Shell, cannot: SHELLS },
    Door { name: "exec C bash -euc", way: Exec, options: &[], command: &["bash", "-euc"], look: Shell, cannot: SHELLS },
    Door { name: "exec C bash -lc", way: Exec, options: &[], command: &["bash", "-lc"], look: Shell, cannot: SHELLS },
    Door { name: "exec C bash -ic", way: Exec, options: &[], command: &["bash", "-ic"], look: Shell, cannot: SHELLS },
    Door { name: "exec C bash -lic", way: Exec, options: &[], command: &["bash", "-lic"], look: Shell, cannot: SHELLS },
    Door { name: "exec -it C bash", way: Exec, options: &[Interactive], command: &["bash"], look: Terminal, cannot: SCREENS },
    Door { name: "exec -it C sh", way: Exec, options: &[Interactive], command: &["sh"], look: Terminal, cannot: SCREENS },
    Door { name: "exec C env -i bash -c", way: Exec, options: &[], command: &["env", "-i", "bash", "-c"], look: Shell,
        cannot: &[(&[Column::Python, Prefix, CondaPrefix, DefaultEnv, Hooks, Variables, Activate, List, Install, Pip], EMPTY)] },
    Door { name: "exec C env -i bash -lc", way: Exec, options: &[], command: &["env", "-i", "bash", "-lc"], look: Shell, cannot: SHELLS },
    Door { name: "subprocess in exec C python", way: Exec, options: &[], command: &["python"], look: Subprocess, cannot: BARE_SHELL },
    Door { name: "docker run --entrypoint python", way: Run, options: &[Entrypoint("python")], command: &[], look: Python, cannot: BARE_PYTHON },
    Door { name: "docker run --user 12345:54321", way: Run, options: &[User("12345:54321")], command: &["bash", "-c"], look: Shell,
        cannot: &[(&[Install, Pip], STRANGER)] },
    Door { name: "the same with --group-add 100", way: Run, options: &[User("12345:54321"), Group("100")], command: &["bash", "-c"], look: Shell, cannot: SHELLS },
    Door { name: "postBuild", way: PostBuild, options: &[], command: &[], look: Shell, cannot: BUILDS },
    Door { name: "FROM the image: RUN CMD", way: Child, options: &[], command: &[], look: Shell, cannot: BUILDS },
    Door { name: "FROM the image: RUN python", way: Child, options: &[], command: &["python"], look: Python, cannot: &[(&[Activate], NO_SHELL), (&[Output], LOG)] },
    Door { name: "JupyterLab: terminal", way: Exec, options: &[], command: &[], look: Notebook("terminal"), cannot: SCREENS },
    Door { name: "notebook", way: Exec, options: &[], command: &[], look: Notebook("python"), cannot: &[(&[Activate], NO_SHELL)] },
    Door { name: "notebook: !CMD", way: Exec, options: &[], command: &[], look: Notebook("shell"), cannot: SHELLS },
    Door { name: "notebook: subprocess", way: Exec, options: &[], command: &[], look: Notebook("subprocess"), cannot: ENTERED_SHELL },
    Door { name: "notebook: %pip", way: Exec, options: &[], command: &[], look: Notebook("pip"),
        cannot: &[(&[Column::Python, Prefix, CondaPrefix, DefaultEnv, Hooks, Variables, Activate, List, Install], PIP_ALONE)] },
];

impl Door {
    /// Why this cell cannot be, if so.
    pub fn why_not(&self, column: Column) -> Option<&'static str> {
        self.cannot.iter().find(|(columns, _)| columns.contains(&column)).map(|(_, why)| *why)
    }

    /// What runs behind the door: it prints the facts, or opens a shell for a terminal.
    pub fn command(&self, programs: &Programs) -> Vec<String> {
        let Programs { shell, python, magic } = programs;
        let ours = self.command;
        match self.look {
            Shell => owned(&[ours, &[shell]].concat()),
            Python => owned(&[ours, &["-c", python]].concat()),
            Subprocess => {
                let start = "import subprocess, sys; subprocess.run(sys.argv[1], shell=True)";
                owned(&[ours, &["-c", start, shell]].concat())
            }
            Terminal => owned(ours),
            Notebook(door) => {
                let (door, text) = match door {
                    "pip" => ("python", magic),
                    "python" => ("python", python),
                    door => (door, shell),
                };
                owned(&["python", "-c", include_str!("notebook.py"), door, text])
            }
        }
    }

    /// The command to type for a look at one thing, for people.
    pub fn shown(&self, look: &str) -> String {
        let docker = Engine::assumed(None);
        let typed = |command: &[&str]| match self.way {
            Exec => Some(container_exec(&docker, self.options, "CONTAINER", owned(command))),
            Run => Some(container_run_plain(&docker, self.options, "IMAGE", owned(command))),
            Ourselves | Child | PostBuild => None,
        };
        let typed = match self.look {
            Shell => typed(&[self.command, &[look]].concat()).map(|argv| format!("`{argv}`")),
            Python | Subprocess | Terminal => typed(self.command).map(|argv| format!("`{argv}` (`{look}`)")),
            Notebook(_) => None,
        };
        typed.unwrap_or_else(|| format!("`{look}` in the door {}", self.name))
    }

    /// What this image or this machine lacks for the door, if so.
    pub fn lacks(&self, packages: &Packages, machine: &Machine) -> Option<&'static str> {
        let through_python = matches!(self.look, Python | Subprocess | Notebook(_));
        if through_python && !packages.has("python") {
            return Some("the environment has no Python");
        }
        if self.needs_jupyterlab() && !packages.has("jupyterlab") {
            return Some("the environment has no JupyterLab");
        }
        if self.look == Terminal && !machine.has_terminals {
            return Some("this machine does not have the program `script` of util-linux");
        }
        if machine.is_slim && matches!(self.way, Ourselves | PostBuild) {
            return Some("it leads into the image in which one works, and not into the one for deployment");
        }
        (self.is_build() && !machine.builds_on_images)
            .then_some("docker builds with a builder of its own, which does not see the engine's images")
    }

    /// Whether the variables of the container, and mirrors among them, are there.
    pub fn keeps_variables(&self) -> bool {
        !self.command.starts_with(&["env", "-i"])
    }

    /// Whether it leads into a build.
    pub fn is_build(&self) -> bool {
        matches!(self.way, Child | PostBuild)
    }

    /// Whether it leads through JupyterLab.
    pub fn needs_jupyterlab(&self) -> bool {
        matches!(self.look, Notebook(_))
    }
}

fn owned(words: &[&str]) -> Vec<String> {
    words.iter().map(|&word| word.to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_door_has_a_name_of_its_own_and_every_reason_says_what_it_is_for() {
        for (at, door) in DOORS.iter().enumerate() {
            assert!(DOORS[..at].iter().all(|other| other.name != door.name), "{}", door.name);
            assert!(door.cannot.iter().all(|(columns, why)| !columns.is_empty() && why.len() > 20));
        }
    }
}
