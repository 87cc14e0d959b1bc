//! What a lab has that its image does not have, and the other way round, as `status` shows it.

use crate::base::argv::Argv;
use crate::conda::edit::Manager;
use crate::container::lab_packages::LabPackages;
use crate::task::Task;

/// The lines for a lab's container; none if it has what its image has.
pub fn lines(task: &Task, container: &str) -> Vec<String> {
    let Ok(engine) = task.engine() else { return Vec::new() };
    let root = &task.project.root;
    let (packages, more) = LabPackages::of(engine, &task.runner, container).unlisted(root);
    let mut lines = Vec::new();
    if more {
        lines.push(
            "kept:  what else was installed in this lab is in the Conda files; the next lab has it"
                .to_owned(),
        );
    }
    if !packages.installed.is_empty() {
        let command = task.project.command("add");
        let listed = listed(&packages.installed);
        lines.push(format!("new:   {listed}, in this lab alone; `{command} --from-lab` keeps it"));
    }
    if !packages.removed.is_empty() {
        let removed = LabPackages { installed: Vec::new(), removed: packages.removed };
        let commands: Vec<String> = removed.commands(&task.project).iter().map(Argv::to_string).collect();
        let (listed, commands) = (listed(&removed.removed), commands.join("` and `"));
        lines.push(format!("gone:  {listed}, in this lab alone; `{commands}` keeps it so"));
    }
    lines
}

fn listed(packages: &[(Manager, String)]) -> String {
    let words = packages.iter().map(|(manager, spec)| format!("{spec} ({})", manager.name()));
    words.collect::<Vec<_>>().join(", ")
}
