//! `cargo xtask explain`: what an edit of a file builds again, by the table of steps and without a build.

use anyhow::Result;
use camino::{Utf8Path, Utf8PathBuf};

use crate::base::place::{real, within};
use crate::cli;
use crate::conda::CondaFiles;
use crate::image::steps::{Step, table};
use crate::project::lock::heads::LOCK;
use crate::project::paths::{DOCKER, TEMPLATE};
use crate::task::Task;

/// A kind of edit of a file, and the first step that runs again; `None`: nothing is built.
type Edit = (&'static str, Option<Step>);

/// What needs no image: it is mounted, or read by the tool alone.
const NOTHING: &[Edit] = &[("any edit", None)];

impl cli::Explain {
    /// Prints the table, or what it says of these files.
    ///
    /// # Errors
    ///
    /// `BadInput` for a mistake in the Conda files.
    pub fn run(self, task: &Task) -> Result<()> {
        if self.paths.is_empty() {
            task.report.data(&table());
            return Ok(());
        }
        let (conda, locked) = (task.conda()?, task.lock()?.is_some());
        for path in &self.paths {
            let path = in_project(path, task);
            task.report.data(path.as_str());
            let for_build = task.settings.build_files.iter().any(|file| path.starts_with(file));
            let edits =
                if for_build { vec![("any edit", Some(Step::PostBuild))] } else { edits(&path, &conda) };
            for (edit, step) in edits {
                let is_locked =
                    matches!(step, Some(Step::Environment | Step::Pip)) && !path.starts_with(LOCK);
                let first = if locked && is_locked { "`cargo xtask lock`, then " } else { "" };
                let above = |step: Step| step.and_above().map(Step::name).collect::<Vec<_>>().join(", ");
                let steps = step.map_or_else(|| "nothing".to_owned(), above);
                task.report.data(&format!("  {edit}: {first}{steps}"));
            }
        }
        Ok(())
    }
}

/// The path as the project has it: what is typed is relative to the folder of whoever types.
fn in_project(path: &Utf8Path, task: &Task) -> Utf8PathBuf {
    let here = task.host.folder.clone().unwrap_or_default().join(path);
    // The file itself may be a link, and is called as the project calls it.
    let place = match (here.parent(), here.file_name()) {
        (Some(folder), Some(name)) => real(folder).map(|folder| folder.join(name)),
        _ => real(&here),
    };
    let Ok(place) = place else { return path.to_owned() };
    within(&task.project.root, &place).map(Utf8Path::to_owned).unwrap_or(place)
}

/// Whether there is an environment file, beside which runtime.txt counts for nothing.
fn has_environment(conda: &CondaFiles) -> bool {
    conda.environment.file.file_name().is_some_and(|name| name.starts_with("environment."))
}

/// What the kinds of edits of a file do.
fn edits(path: &Utf8Path, conda: &CondaFiles) -> Vec<Edit> {
    let name = path.file_name().unwrap_or_default();
    if path == conda.environment.file && name.starts_with("environment.") {
        return vec![
            ("a Conda package or channel", Some(Step::Environment)),
            ("variables", Some(Step::Activation)),
            ("the pip section", Some(Step::Pip)),
            ("a comment, the order, the name", None),
        ];
    }
    if conda.pip_files.iter().any(|file| file == path) {
        return vec![("a requirement", Some(Step::Pip)), ("a comment, the order", None)];
    }
    let folder = path.parent().map_or("", Utf8Path::as_str);
    // The project's root, binder/ or .binder/.
    let of_conda = conda.environment.file.parent().map_or("", Utf8Path::as_str);
    match (folder, name) {
        (folder, "runtime.txt") if folder == of_conda && !has_environment(conda) => {
            vec![("the version of Python", Some(Step::Environment))]
        }
        (folder, "postBuild") if folder == of_conda => vec![("any edit", Some(Step::PostBuild))],
        (folder, "start") if folder == of_conda => vec![("any edit", Some(Step::Start))],
        (folder, "apt.txt") if folder == of_conda => vec![("a package", Some(Step::SystemPackages))],
        ("", "Cargo.toml") => {
            vec![("base-image, apt", Some(Step::SystemPackages)), ("anything else", None)]
        }
        (LOCK, name) if name.starts_with("conda-") => vec![("this platform's", Some(Step::Environment))],
        (LOCK, name) if name.starts_with("requirements-") => vec![("this platform's", Some(Step::Pip))],
        (TEMPLATE, "Dockerfile.j2") => vec![("of the first step that changes", Some(Step::SystemPackages))],
        (TEMPLATE, name) => match Step::that_reads(name.trim_end_matches(".j2")) {
            Some(step) => vec![("any edit", Some(step))],
            None => NOTHING.to_vec(),
        },
        (DOCKER, _) => vec![("is overwritten, template/ is what to edit", None)],
        _ => NOTHING.to_vec(),
    }
}
