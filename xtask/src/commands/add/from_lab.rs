//! `--from-lab`: what was installed in the running lab.

use anyhow::{Result, anyhow};

use crate::conda::edit::Wanted;
use crate::container::lab_packages::LabPackages;
use crate::container::running_lab::RunningLab;
use crate::task::Task;

/// The packages that were asked for by name since the lab began, with the versions that they got.
///
/// # Errors
///
/// If no lab runs, or nothing was installed in it; if the engine gives no answer.
pub fn installed(task: &Task) -> Result<Vec<Wanted>> {
    let engine = task.engine()?;
    let labs = RunningLab::all(&task.project, engine, &task.runner)?;
    let Some(lab) = labs.first() else {
        return Err(anyhow!("no lab of this project runs, so there is nothing to take from it"));
    };
    let packages = LabPackages::of(engine, &task.runner, &lab.facts.id);
    let (unlisted, _) = packages.clone().unlisted(&task.project.root);
    for (manager, name) in &unlisted.removed {
        let remove = task.project.command("remove").args(manager.option()).arg(name);
        task.report.note(&format!("{name} was uninstalled in the lab; `{remove}` takes it out of the files"));
    }
    if packages.installed.is_empty() {
        return Err(anyhow!(
            "nothing was installed in the lab {} by its name since it began",
            lab.facts.name
        ));
    }
    packages.installed.iter().map(|(manager, spec)| Wanted::parse(spec, *manager)).collect()
}
