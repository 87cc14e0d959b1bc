//! The folders that a container shares with this machine: finds them, and makes what is missing as the user's.

use std::fs;
use std::io::ErrorKind;

use anyhow::{Context as _, Result};
use camino::{Utf8Path, Utf8PathBuf};

use crate::base::argv::Argv;
use crate::base::error::BadInput;
use crate::base::process::{DEADLINE, Runner};
use crate::docker::mount::Mount;
use crate::image::inputs::Inputs;
use crate::machine::host::Host;
use crate::machine::user::User;
use crate::project::folder::Project;
use crate::project::settings::mount::Folder;

/// The folder in the container under which all are mounted.
pub fn app(user: &User) -> Utf8PathBuf {
    Utf8PathBuf::from(format!("/home/{}/app", user.name))
}

/// The mounts of a container, whose folders, and the places in them for other mounts, are there.
///
/// # Errors
///
/// `BadInput` for a file or a broken link in the place of a folder, or a missing folder outside of the project.
pub fn mounts(inputs: &Inputs, host: &Host, runner: &Runner) -> Result<Vec<Mount>> {
    let Inputs { project, settings, owner, .. } = inputs;
    let place = Place { project, owner, host, runner };
    let mounts =
        settings.container.mounts.iter().map(|folder| place.mount(folder)).collect::<Result<Vec<_>>>()?;
    for mount in &mounts {
        if let Some((parent, rest)) = parent(&mounts, mount) {
            // Docker would make it too, as root's, and in a folder that is mounted read-only it could not.
            place.folder(&parent.source.join(rest), false)?;
        }
    }
    Ok(mounts)
}

/// The mount in which another one lies, and where in it; the innermost of them.
fn parent<'a>(mounts: &'a [Mount], mount: &'a Mount) -> Option<(&'a Mount, &'a Utf8Path)> {
    let around = mounts.iter().filter(|other| other.target != mount.target);
    let around = around.filter_map(|other| Some((other, mount.target.strip_prefix(&other.target).ok()?)));
    around.min_by_key(|(_, rest)| rest.components().count())
}

/// Where the folders are: in the project and on this machine; for whom one is made, and what runs the commands for it.
struct Place<'a> {
    project: &'a Project,
    owner: &'a User,
    host: &'a Host,
    runner: &'a Runner,
}

impl Place<'_> {
    fn mount(&self, folder: &Folder) -> Result<Mount> {
        let root = &self.project.root;
        let named = match folder.source.strip_prefix("~") {
            Ok(rest) => {
                let home = self.host.var("HOME");
                Utf8Path::new(
                    home.with_context(|| format!("HOME is not set, so `{}` is nowhere", folder.source))?,
                )
                .join(rest)
            }
            // `.` is the project itself, and a path that is absolute stays so.
            Err(_) => root.join(folder.source.strip_prefix(".").unwrap_or(&folder.source)),
        };
        let source = self.folder(named.as_path(), folder.is_outside())?;
        if !folder.is_outside() && !source.starts_with(root) {
            self.runner.report.detail(&format!("{named} is a link: the container gets {source}"));
        }
        let read_only = folder.read_only || self.is_foreign_and_closed(&source)?;
        let app = app(self.owner);
        let target = if folder.target == "" { app } else { app.join(&folder.target) };
        Ok(Mount { source, target, read_only })
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

    /// The folder without symlinks, because the engine may see none of them; made if it is missing from the project.
    fn folder(&self, named: &Utf8Path, is_outside: bool) -> Result<Utf8PathBuf> {
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
        for name in missing.iter().rev() {
            folder.push(name);
            if !self.runner.dry_run {
                self.make(&folder)?;
            }
        }
        if self.runner.dry_run {
            self.runner.report.data(&Argv::new("mkdir").args(["-p", folder.as_str()]).to_string());
        }
        Ok(folder)
    }

    /// Makes a folder, as the user's: if Docker made it, it would be root's.
    fn make(&self, folder: &Utf8Path) -> Result<()> {
        fs::create_dir(folder).with_context(|| format!("cannot make the folder `{folder}`"))?;
        #[cfg(unix)]
        if std::os::unix::fs::MetadataExt::uid(&fs::metadata(folder)?) != self.owner.uid {
            // We are root in somebody else's project.
            std::os::unix::fs::chown(folder, Some(self.owner.uid), Some(self.owner.gid))
                .with_context(|| format!("cannot give the folder `{folder}` to {}", self.owner.name))?;
        }
        Ok(())
    }
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
    fn a_mount_lies_in_the_innermost_of_those_around_it() {
        let mount = |target: &str| Mount { source: "/x".into(), target: target.into(), read_only: false };
        let mounts = ["/app", "/app/data", "/app/data/raw/old", "/app/database"].map(mount);
        let parents =
            mounts.iter().map(|m| parent(&mounts, m).map(|(p, rest)| format!("{} {rest}", p.target)));
        let expected = [None, Some("/app data"), Some("/app/data raw/old"), Some("/app database")];
        assert!(parents.eq(expected.map(|parent| parent.map(str::to_owned))));
    }

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
