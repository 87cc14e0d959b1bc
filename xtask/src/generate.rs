//! `cargo xtask generate`: writes docker/, or says what in it is out of date.

use std::fs;
use std::io::{self, Write as _};

use anyhow::{Context as _, Result, anyhow};
use camino::Utf8Path;
use similar::TextDiff;

use crate::argv::Argv;
use crate::cli;
use crate::image::{Files, render};
use crate::project::{DOCKER, TEMPLATE};
use crate::task::Task;
use crate::template::{EXTENSION, is_left_out};

impl cli::Generate {
    /// Writes the files, or with `--check` compares them.
    ///
    /// # Errors
    ///
    /// `BadInput` for a mistake in an input; with `--check`, if anything differs.
    pub fn run(&self, task: &Task) -> Result<()> {
        let files = render(&task.project, &task.settings, &task.conda()?, !self.no_buildkit)?;
        let output = self.output.as_deref().unwrap_or(&task.project.output);
        if self.check {
            return check(task, &files, &output.join(DOCKER), &self.command(task));
        }
        if task.runner.dry_run {
            task.report.data(&self.command(task).to_string());
            return Ok(());
        }
        let changed = write(&files, &known(task)?, &output.join(DOCKER))?;
        match changed.as_slice() {
            [] => task.report.note(&format!("{DOCKER}/ is up to date")),
            names => task.report.note(&format!("wrote {}", names.join(", "))),
        }
        Ok(())
    }

    /// What is typed for this.
    pub fn command(&self, task: &Task) -> Argv {
        let project = (!task.project.is_home).then(|| task.project.root.as_str());
        Argv::new("cargo")
            .args(["xtask", "generate"])
            .option("--project", project)
            .option("--output", self.output.as_ref().map(|output| output.as_str()))
            .flag("--no-buildkit", self.no_buildkit)
    }
}

/// The names that template/ can give: one that is not rendered now, but was once, is to go.
///
/// # Errors
///
/// If template/ cannot be read.
pub fn known(task: &Task) -> Result<Vec<String>> {
    let entries = task.project.template_root.join(TEMPLATE).read_dir_utf8()?;
    let names =
        entries.map(|entry| Ok(entry?.file_name().trim_end_matches(&format!(".{EXTENSION}")).to_owned()));
    let names = names.filter(|name: &io::Result<String>| !name.as_ref().is_ok_and(|name| is_left_out(name)));
    names.collect::<io::Result<_>>().map_err(Into::into)
}

/// Writes the files that differ into `folder`, each by one rename, and removes those of `known` that are not among them.
/// Returns the names of what changed.
///
/// # Errors
///
/// If the folder cannot be written; each file is then whole, the old one or the new one.
pub fn write(files: &Files, known: &[String], folder: &Utf8Path) -> Result<Vec<String>> {
    if !folder.is_dir() {
        fs::create_dir_all(folder)
            .and_then(|()| give_to_owner_of_folder(folder))
            .with_context(|| format!("cannot make the folder `{folder}`"))?;
    }
    let mut changed = Vec::new();
    for (name, text) in files {
        let path = folder.join(name);
        if fs::read(&path).is_ok_and(|old| old == text.as_bytes()) {
            continue;
        }
        replace(&path, text).with_context(|| format!("cannot write `{path}`; the old file is as it was"))?;
        changed.push(format!("{DOCKER}/{name}"));
    }
    for name in known.iter().filter(|name| !files.contains_key(Utf8Path::new(name))) {
        match fs::remove_file(folder.join(name)) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            removed => {
                removed.with_context(|| {
                    format!("cannot remove `{}`, which is no longer generated", folder.join(name))
                })?;
                changed.push(format!("{DOCKER}/{name}"));
            }
        }
    }
    Ok(changed)
}

/// Puts the text into a file beside `path` and renames that: a crash or a full disk leaves the old file whole.
///
/// # Errors
///
/// If that cannot be written or renamed.
pub fn replace(path: &Utf8Path, text: &str) -> io::Result<()> {
    // Two commands may do this at the same time; whichever is last, the text is the same.
    let temporary =
        path.with_file_name(format!(".{}.{}.new", path.file_name().unwrap_or_default(), std::process::id()));
    let written = (|| {
        let mut file = fs::File::create(&temporary)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        give_to_owner_of_folder(&temporary)?;
        if let Ok(old) = fs::metadata(path) {
            fs::set_permissions(&temporary, old.permissions())?;
        }
        fs::rename(&temporary, path)
    })();
    if written.is_err() {
        // The first error is the one to report.
        let _ = fs::remove_file(&temporary);
    }
    written
}

/// Under sudo the files of docker/ are to be the project's owner's, as its folder is.
fn give_to_owner_of_folder(path: &Utf8Path) -> io::Result<()> {
    #[cfg(unix)]
    if let Some(folder) = path.parent() {
        use std::os::unix::fs::{MetadataExt as _, chown};
        let (folder, ours) = (fs::metadata(folder)?, fs::metadata(path)?);
        if ours.uid() == 0 && folder.uid() != 0 {
            chown(path, Some(folder.uid()), Some(folder.gid()))?;
        }
    }
    Ok(())
}

fn check(task: &Task, files: &Files, folder: &Utf8Path, command: &Argv) -> Result<()> {
    let mut differ = Vec::new();
    let gone = known(task)?.into_iter().filter(|name| !files.contains_key(Utf8Path::new(name)));
    let gone: Files =
        gone.filter(|name| folder.join(name).exists()).map(|name| (name.into(), String::new())).collect();
    for (name, text) in files.iter().chain(&gone) {
        let old = match fs::read(folder.join(name)) {
            Ok(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
            Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
            Err(error) => return Err(error).with_context(|| format!("cannot read `{}`", folder.join(name))),
        };
        if old != *text {
            let diff = TextDiff::from_lines(&old, text);
            let diff = diff
                .unified_diff()
                .header(&format!("a/{DOCKER}/{name}"), &format!("b/{DOCKER}/{name}"))
                .to_string();
            task.report.data(diff.strip_suffix('\n').unwrap_or(&diff));
            differ.push(format!("{DOCKER}/{name}"));
        }
    }
    match differ.as_slice() {
        [] => {
            task.report.note(&format!("{DOCKER}/ is up to date"));
            Ok(())
        }
        names => Err(anyhow!("{} not up to date; run `{command}` and commit the result", are(names))),
    }
}

fn are(names: &[String]) -> String {
    format!("{} {}", names.join(", "), if names.len() == 1 { "is" } else { "are" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_differs_is_written_and_what_is_no_longer_generated_goes() {
        let dir = tempfile::tempdir().unwrap();
        let folder = Utf8Path::from_path(dir.path()).unwrap();
        fs::write(folder.join("mine.txt"), "the user's").unwrap();
        fs::write(folder.join("constraints.txt"), "old").unwrap();
        let files = Files::from([("Dockerfile".into(), "FROM x\n".to_owned())]);
        let known = ["Dockerfile".to_owned(), "constraints.txt".to_owned()];
        assert_eq!(write(&files, &known, folder).unwrap(), ["docker/Dockerfile", "docker/constraints.txt"]);
        assert_eq!(write(&files, &known, folder).unwrap(), [""; 0]);
        let names = folder.read_dir_utf8().unwrap().map(|entry| entry.unwrap().file_name().to_owned());
        let mut names: Vec<_> = names.collect();
        names.sort();
        assert_eq!(names, ["Dockerfile", "mine.txt"]);
    }

    #[test]
    fn a_file_that_cannot_be_written_leaves_the_old_one_whole_and_no_other_behind() {
        let dir = tempfile::tempdir().unwrap();
        let folder = Utf8Path::from_path(dir.path()).unwrap();
        // Renaming a file onto a folder fails as a full disk does: after the new text was begun.
        fs::create_dir(folder.join("Dockerfile")).unwrap();
        let files = Files::from([("Dockerfile".into(), "FROM x\n".to_owned())]);
        let message = format!("{:#}", write(&files, &[], folder).unwrap_err());
        assert!(
            message.starts_with(&format!("cannot write `{folder}/Dockerfile`; the old file is as it was: ")),
            "{message}"
        );
        assert_eq!(folder.read_dir_utf8().unwrap().count(), 1);
    }
}
