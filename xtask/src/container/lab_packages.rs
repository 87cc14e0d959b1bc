//! What was installed in a running container by its name, and is not in its image. template/lab-packages.py finds it.

use camino::Utf8Path;

use crate::base::argv::Argv;
use crate::base::overlay::Overlay;
use crate::base::process::{DEADLINE, Runner, text};
use crate::conda::edit::{Manager, Wanted, listed};
use crate::docker::engine::Engine;
use crate::docker::throw_away::container_exec;
use crate::project::folder::Project;

/// The script in the image, and the Python that is there whatever the environment has.
const LIST: [&str; 3] = ["/opt/conda/bin/python", "/opt/docker/lab-packages.py", "list"];

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
        let command = LIST.map(str::to_owned).to_vec();
        let answer = runner.ask(&container_exec(engine, &[], container, command), DEADLINE);
        // That it cannot be asked keeps nobody from anything.
        let answer = answer.ok().flatten().filter(|answer| answer.status.success());
        Self::parse(&answer.map(|answer| text(&answer.stdout)).unwrap_or_default())
    }

    /// What the Conda files in this folder do not have by now: what was installed and is not listed in the same version, and
    /// what was uninstalled and is still listed. And whether more was installed, which is listed.
    pub fn unlisted(mut self, root: &Utf8Path) -> (Self, bool) {
        // A mistake in the files is for others to tell.
        let Ok(listed) = listed(&Overlay::new(root)) else { return (self, false) };
        let is_listed = |package: &(Manager, String)| listed.iter().any(|entry| is_same(entry, package));
        let count = self.installed.len();
        self.installed.retain(|package| !is_listed(package));
        let has_name = |(manager, name): &(Manager, String)| {
            let Ok(package) = Wanted::parse(name, *manager) else { return true };
            listed.iter().any(|entry| entry.manager == *manager && entry.name == package.name)
        };
        self.removed.retain(has_name);
        let more = self.installed.len() < count;
        (self, more)
    }

    /// The commands that write it into the project's files.
    pub fn commands(&self, project: &Project) -> Vec<Argv> {
        let mut commands = Vec::new();
        for (does, packages) in [("add", &self.installed), ("remove", &self.removed)] {
            for manager in [Manager::Conda, Manager::Pip] {
                let specs = packages.iter().filter(|(of, _)| *of == manager).map(|(_, spec)| spec);
                let specs: Vec<String> = specs.cloned().collect();
                if !specs.is_empty() {
                    commands.push(project.command(does).args(manager.option()).args(specs));
                }
            }
        }
        commands
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

/// Says what goes with the container of a lab that is about to end, and what keeps it; nothing if there is nothing to say.
/// Returns whether something goes that no file has.
/// template/lab-packages.py says the same in a lab that is ended by a key, whose files it does not know.
pub fn tell_at_the_end(project: &Project, engine: &Engine, runner: &Runner, container: &str) -> bool {
    let (packages, more) = LabPackages::of(engine, runner, container).unlisted(&project.root);
    let names = |packages: &[(Manager, String)]| {
        packages.iter().map(|(_, spec)| name(spec)).collect::<Vec<_>>().join(", ")
    };
    if !packages.installed.is_empty() {
        let lines = packages.installed.iter().map(|(manager, spec)| match manager {
            Manager::Conda => format!("\n  environment.yml:   - {spec}"),
            Manager::Pip => format!("\n  requirements.txt:  {spec}"),
        });
        runner.report.note(&format!(
            "installed in this lab, and not in its image: {}. The lines that keep that:{}",
            names(&packages.installed),
            lines.collect::<String>()
        ));
    } else if more {
        runner.report.note("what was installed in this lab is in the Conda files; the next lab has it");
    }
    if !packages.removed.is_empty() {
        let names = names(&packages.removed);
        runner.report.note(&format!("uninstalled in this lab, and still in its image: {names}."));
    }
    let commands = packages.commands(project);
    if !commands.is_empty() {
        let lines: String = commands.iter().map(|command| format!("\n  {command}")).collect();
        runner.report.note(&format!("these commands write that:{lines}"));
    }
    !commands.is_empty()
}

/// Whether a line of the files asks for this package in this version, however it is spelt, and from no other channel.
fn is_same(entry: &Wanted, (manager, spec): &(Manager, String)) -> bool {
    let Ok(package) = Wanted::parse(spec, *manager) else { return false };
    let is_of_other_channel = match (entry.text.split_once("::"), spec.split_once("::")) {
        (Some((one, _)), Some((other, _))) => one != other,
        _ => false,
    };
    let version = |text: &str| {
        let rest: String = without_channel(text).split_whitespace().collect();
        rest.strip_prefix(name(text)).unwrap_or_default().replace("==", "=")
    };
    (package.manager, package.name) == (entry.manager, entry.name.clone())
        && !is_of_other_channel
        && version(&entry.text) == version(spec)
}

fn without_channel(spec: &str) -> &str {
    spec.split_once("::").map_or(spec, |(_, spec)| spec)
}

/// The package's name in a spec, with or without a channel.
fn name(spec: &str) -> &str {
    without_channel(spec).split(['=', ' ', '[', '<', '>', '!', '~', '@']).next().unwrap_or(spec)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_files_have_by_now_is_settled() {
        let folder = tempfile::tempdir().unwrap();
        let root = Utf8Path::from_path(folder.path()).unwrap();
        let environment = "channels:\n  - conda-forge\ndependencies:\n  - python=3.12\n  - tqdm==4.1\n  - \
                           conda-forge::polars=1\n  - numpy\n";
        std::fs::write(root.join("environment.yml"), environment).unwrap();
        std::fs::write(root.join("requirements.txt"), "Typing_Extensions == 4\nwatermark\n").unwrap();
        // What the container says, and whether there is more to say of it.
        let table = [
            ("conda\ttqdm=4.1", false),
            ("conda\ttqdm=4.2", true),
            ("conda\tpolars=1", false),
            ("conda\tconda-forge::polars=1", false),
            ("conda\tother::polars=1", true),
            ("conda\tnumpy=2", true),
            ("conda\tscipy=1", true),
            ("pip\ttqdm==4.1", true),
            ("pip\ttyping-extensions==4", false),
            ("pip\ttyping_extensions==5", true),
            ("pip-removed\twatermark", true),
            ("pip-removed\tsix", false),
            ("conda-removed\tnumpy", true),
            ("conda-removed\twatermark", false),
        ];
        for (said, is_left) in table {
            let (left, more) = LabPackages::parse(said).unlisted(root);
            assert_eq!(left != LabPackages::default(), is_left, "{said}");
            assert_eq!(more, !is_left && !said.contains("-removed"), "{said}");
        }
        std::fs::write(root.join("environment.yml"), "dependencies: x\n").unwrap();
        let all = LabPackages::parse("conda\ttqdm=4.1\npip-removed\tsix\n");
        assert_eq!(all.clone().unlisted(root), (all, false));
    }
}
