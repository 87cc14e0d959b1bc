//! The folders that a container shares with this machine: finds them, and then makes what is missing as the user's.

use std::fs;
use std::io::ErrorKind;

use anyhow::{Context as _, Result};
use camino::{Utf8Path, Utf8PathBuf};

use crate::base::argv::Argv;
use crate::base::error::BadInput;
use crate::base::process::{DEADLINE, Runner};
use crate::container::paths::{app, source_of, target_of};
use crate::docker::mount::{Mount, innermost};
use crate::image::inputs::Inputs;
use crate::machine::host::Host;
use crate::machine::user::User;
use crate::project::folder::Project;
use crate::project::settings::mount::Folder;

/// The folders of a container, as they were found. Nothing is made yet: another setting may have a mistake.
pub struct FoundMounts {
    /// The mounts.
    pub mounts: Vec<Mount>,
    /// What is missing from the project: their folders, and the places in them for other mounts.
    missing: Vec<Utf8PathBuf>,
}

impl FoundMounts {
    #[cfg(test)]
    pub fn of(mounts: Vec<Mount>, missing: Vec<Utf8PathBuf>) -> Self {
        Self { mounts, missing }
    }

    /// Finds the mounts of the settings.
    ///
    /// # Errors
    ///
    /// `BadInput` for a file or a broken link in the place of a folder, or a missing folder outside of the project.
    pub fn find(inputs: &Inputs, host: &Host, runner: &Runner) -> Result<Self> {
        let Inputs { project, settings, account, .. } = inputs;
        let mut place = Place { project, account, host, runner, missing: Vec::new() };
        let folders = settings.container.mounts.iter();
        let mounts = folders.map(|folder| place.mount(folder)).collect::<Result<Vec<_>>>()?;
        for mount in &mounts {
            let others = mounts.iter().filter(|other| other.target != mount.target);
            if let Some((parent, rest)) = innermost(others, &mount.target) {
                // Docker would make it too, as root's, and in a folder that is mounted read-only it could not.
                place.folder(&parent.source.join(rest), false)?;
            }
        }
        Ok(Self { missing: place.missing, mounts })
    }

    /// Whether this is there, or will be.
    pub fn will_have(&self, path: &Utf8Path) -> bool {
        path.exists() || self.missing.iter().any(|missing| missing.starts_with(path))
    }

    /// Makes what is missing.
    ///
    /// # Errors
    ///
    /// If it cannot be made.
    pub fn make(&self, owner: &User, runner: &Runner) -> Result<()> {
        for folder in &self.missing {
            if runner.dry_run {
                runner.report.data(&Argv::new("mkdir").args(["-p", folder.as_str()]).to_string());
                continue;
            }
            let missing: Vec<&Utf8Path> = folder.ancestors().take_while(|part| !part.is_dir()).collect();
            missing.iter().rev().try_for_each(|part| make(part, owner))?;
        }
        Ok(())
    }
}

/// Where the folders are: in the project and on this machine; for whom one is made, and what is asked of the system.
struct Place<'a> {
    project: &'a Project,
    account: &'a User,
    host: &'a Host,
    runner: &'a Runner,
    missing: Vec<Utf8PathBuf>,
}

impl Place<'_> {
    fn mount(&mut self, folder: &Folder) -> Result<Mount> {
        let named = source_of(folder, self.project, self.host)?;
        let source = self.folder(&named, folder.is_outside())?;
        if !folder.is_outside() && !source.starts_with(&self.project.root) {
            self.runner.report.detail(&format!("{named} is a link: the container gets {source}"));
        }
        let read_only = folder.read_only || self.is_foreign_and_closed(&source)?;
        Ok(Mount { source, target: target_of(folder, &app(self.account)), read_only })
    }

    /// Whether it is a directory that is no project of this template and that may not be written: nobody can be asked to
    /// put a setting into it.
    fn is_foreign_and_closed(&self, folder: &Utf8Path) -> Result<bool> {
        if self.project.is_ours() || folder != self.project.root {
            return Ok(false);
        }
        let question = Argv::new("test").args(["-w", folder.as_str()]);
        let answer = self.runner.ask(&question, DEADLINE)?;
        let closed = answer.is_some_and(|answer| !answer.status.success());
        if closed {
            self.runner
                .report
                .note(&format!("{folder} may not be written, so the container can only read it"));
        }
        Ok(closed)
    }

    /// The folder without symlinks, because the engine may see none of them; noted if it is missing from the project.
    fn folder(&mut self, named: &Utf8Path, is_outside: bool) -> Result<Utf8PathBuf> {
        let (there, missing) = nearest_there(named)?;
        if !there.is_dir() {
            return Err(BadInput::new(format!(
                "{there}: this is to be shared with the container, but it is not a folder; move it away, or take it out of \
                 the setting `mounts`"
            )));
        }
        let mut folder =
            there.canonicalize_utf8().with_context(|| format!("cannot read the folder `{there}`"))?;
        if missing.is_empty() {
            return Ok(folder);
        }
        if is_outside || !folder.starts_with(&self.project.root) {
            return Err(BadInput::new(format!(
                "{named}: there is no such folder, and it is outside of the project; make it with {}, or correct the \
                 setting `mounts`",
                Argv::new("mkdir").args(["-p", named.as_str()])
            )));
        }
        folder.extend(missing.iter().rev());
        if !self.missing.contains(&folder) {
            self.missing.push(folder.clone());
        }
        Ok(folder)
    }
}

/// Makes a folder, as the user's: if Docker made it, it would be root's.
fn make(folder: &Utf8Path, owner: &User) -> Result<()> {
    match fs::create_dir(folder) {
        // Another command makes it at the same time.
        Err(error) if error.kind() == ErrorKind::AlreadyExists && folder.is_dir() => return Ok(()),
        made => made.with_context(|| format!("cannot make the folder `{folder}`"))?,
    }
    #[cfg(unix)]
    if std::os::unix::fs::MetadataExt::uid(&fs::metadata(folder)?) != owner.uid {
        // We are root in somebody else's project.
        std::os::unix::fs::chown(folder, Some(owner.uid), Some(owner.gid))
            .with_context(|| format!("cannot give the folder `{folder}` to {}", owner.name))?;
    }
    Ok(())
}

/// The innermost part of a path that is there, and the names that are missing behind it, the last one first.
fn nearest_there(path: &Utf8Path) -> Result<(&Utf8Path, Vec<&str>)> {
    let (mut there, mut missing) = (path, Vec::new());
    loop {
        let error = match fs::metadata(there) {
            Ok(_) => return Ok((there, missing)),
            Err(error) => error,
        };
        if let Ok(link) = fs::read_link(there) {
            return Err(BadInput::new(format!(
                "{there}: this is a link to {}, which cannot be reached; make that folder, or remove the link",
                link.display()
            )));
        }
        match (error.kind(), there.parent(), there.file_name()) {
            (ErrorKind::NotFound | ErrorKind::NotADirectory, Some(parent), Some(name)) => {
                missing.push(name);
                there = parent;
            }
            _ => return Err(error).with_context(|| format!("cannot read the folder `{there}`")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_that_leads_nowhere_is_named_wherever_it_stands_in_the_path() {
        let dir = tempfile::tempdir().unwrap();
        let root = Utf8Path::from_path(dir.path()).unwrap();
        assert_eq!(nearest_there(&root.join("a/b")).unwrap(), (root, vec!["b", "a"]));
        #[cfg(unix)]
        {
            std::os::unix::fs::symlink("/nowhere", root.join("link")).unwrap();
            for path in ["link", "link/a"] {
                let said = nearest_there(&root.join(path)).unwrap_err().to_string();
                let advice = "which cannot be reached; make that folder, or remove the link";
                assert_eq!(said, format!("{root}/link: this is a link to /nowhere, {advice}"));
            }
        }
    }
}
