//! What was installed in a running container by its name, and is not in its image. template/lab-packages.py finds it.

use camino::Utf8Path;

use crate::base::overlay::Overlay;
use crate::base::process::{DEADLINE, Runner, text};
use crate::conda::edit::{Manager, listed};
use crate::docker::engine::Engine;
use crate::docker::throw_away::container_exec;

/// The script in the image, and the Python that is there whatever the environment has.
const SCRIPT: [&str; 2] = ["/opt/conda/bin/python", "/opt/docker/lab-packages.py"];

/// How the script begins its sentences.
const PREFIX: &str = "xtask: ";

/// What the container has of its own.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LabPackages {
    /// What was installed: who did it, and the spec with the version.
    pub installed: Vec<(Manager, String)>,
    /// What was uninstalled: who did it, and the name.
    pub removed: Vec<(Manager, String)>,
}

impl LabPackages {
    /// Asks the container; nothing if it gives no answer, as one of an older image does.
    pub fn of(engine: &Engine, runner: &Runner, container: &str) -> Self {
        Self::parse(&ask(engine, runner, container, "list").unwrap_or_default())
    }

    /// Those that the project's Conda files do not list by now, in the same version; and whether there were others.
    pub fn unlisted(engine: &Engine, runner: &Runner, container: &str, root: &Utf8Path) -> (Self, bool) {
        let mut packages = Self::of(engine, runner, container);
        // A mistake in the files is for others to tell.
        let listed = listed(&Overlay::new(root)).unwrap_or_default();
        let count = packages.installed.len();
        packages.installed.retain(|package| !listed.contains(package));
        let were_others = packages.installed.len() < count;
        (packages, were_others)
    }

    /// Whether the container has what its image has.
    pub fn is_empty(&self) -> bool {
        self.installed.is_empty() && self.removed.is_empty()
    }

    fn parse(said: &str) -> Self {
        let mut packages = Self::default();
        for (kind, spec) in said.lines().filter_map(|line| line.split_once('\t')) {
            let spec = spec.to_owned();
            match kind {
                "conda" => packages.installed.push((Manager::Conda, spec)),
                "pip" => packages.installed.push((Manager::Pip, spec)),
                "conda-removed" => packages.removed.push((Manager::Conda, spec)),
                "pip-removed" => packages.removed.push((Manager::Pip, spec)),
                _ => {}
            }
        }
        packages
    }
}

/// Says what goes with the container, and what keeps it; nothing if there is nothing to say.
pub fn tell_at_the_end(engine: &Engine, runner: &Runner, container: &str) {
    let said = ask(engine, runner, container, "end").unwrap_or_default();
    if let Some(said) = said.strip_prefix(PREFIX) {
        runner.report.note(said.trim_end());
    }
}

/// What the script prints. That it cannot be asked keeps nobody from anything.
fn ask(engine: &Engine, runner: &Runner, container: &str, how: &str) -> Option<String> {
    let command = SCRIPT.into_iter().chain([how]).map(str::to_owned).collect();
    let answer = runner.ask(&container_exec(engine, &[], container, command), DEADLINE).ok()??;
    answer.status.success().then(|| text(&answer.stdout))
}
