//! Where everything is: the project's folder, and each path that the tool reads or writes.

use std::collections::BTreeSet;

use anyhow::{Context as _, Result};
use camino::{Utf8Path, Utf8PathBuf};

use crate::base::argv::Argv;
use crate::base::error::BadInput;
use crate::base::regular::require_inside;
use crate::base::replace::remove_left_overs;
use crate::base::report::Report;
use crate::machine::host::Host;
use crate::project::identity::{Identity, own_slug};
use crate::project::lock::heads::LOCK;
use crate::project::paths::{DEV_CONTAINER, DOCKER, TEMPLATE};

/// What the volume is called in which lasts what a person trusts and sets.
const KEPT_KIND: &str = "jupyterlab";

/// A directory with Conda files.
#[derive(Clone, Debug)]
pub struct Project {
    /// The directory, absolute and without symlinks, as the Docker engine wants it.
    pub root: Utf8PathBuf,
    /// Where the templates are: the project's own, or this repository's.
    pub template_root: Utf8PathBuf,
    /// The folder in which `docker/` is written: the project, or a place in the cache for a directory that is not one of
    /// this template's and in which nothing must be left.
    pub output: Utf8PathBuf,
    /// Whether this is the project that the tool belongs to, which needs no `--project`.
    pub is_home: bool,
    /// Its name in the engine.
    pub identity: Identity,
}

impl Project {
    /// The project in `directory`, or the one that this tool belongs to.
    ///
    /// # Errors
    ///
    /// [`BadInput`] if there is no such directory.
    pub fn find(directory: Option<&Utf8Path>, host: &Host) -> Result<Self> {
        let home = repository(host)?;
        let root = match directory {
            None => home.clone(),
            Some(directory) => canonical(directory).map_err(|_| {
                BadInput::new(format!(
                    "--project {directory}: there is no such directory; name one with Conda files"
                ))
            })?,
        };
        if !root.is_dir() {
            return Err(BadInput::new(format!("--project {root}: this is not a directory")));
        }
        // Many a project has a folder `template` of its own.
        if root.join(TEMPLATE).join("Dockerfile.j2").is_file() {
            return Ok(Self {
                template_root: root.clone(),
                output: root.clone(),
                is_home: root == home,
                identity: Identity::read(&root),
                root,
            });
        }
        let (output, identity) = (Utf8PathBuf::new(), Identity::of_path(&root));
        let project = Self { template_root: home, output, is_home: false, identity, root };
        Ok(Self { output: project.staging_dir(host)?, ..project })
    }

    /// Whether this is a project of this template, which keeps its generated files.
    pub fn is_ours(&self) -> bool {
        self.output == self.root
    }

    /// Removes what a command that was killed left of a file that it was about to write.
    pub fn remove_left_overs(&self) {
        let of_the_user = ["", "binder", ".binder", LOCK, TEMPLATE].map(|folder| (&self.root, folder));
        let generated = [DOCKER, DEV_CONTAINER].map(|folder| (&self.output, folder));
        for (root, folder) in of_the_user.into_iter().chain(generated) {
            remove_from(root, folder.into());
        }
    }

    /// The same beside these files of the project, which may lie in any folder of it.
    pub fn remove_left_overs_beside<'a>(&self, files: impl IntoIterator<Item = &'a Utf8PathBuf>) {
        let folders: BTreeSet<_> = files.into_iter().filter_map(|file| file.parent()).collect();
        folders.into_iter().for_each(|folder| remove_from(&self.root, folder));
    }

    /// The folder of this project in the cache.
    ///
    /// # Errors
    ///
    /// If there is no place for a cache.
    pub fn staging_dir(&self, host: &Host) -> Result<Utf8PathBuf> {
        Ok(host.cache_dir()?.join("projects").join(self.unique_name()))
    }

    /// The same for the image for deployment, whose Dockerfile is another one.
    ///
    /// # Errors
    ///
    /// If there is no place for a cache.
    pub fn slim_staging_dir(&self, host: &Host) -> Result<Utf8PathBuf> {
        Ok(host.cache_dir()?.join("projects").join(format!("{}-slim", self.unique_name())))
    }

    /// What is typed for this command of the tool, for this project.
    pub fn command(&self, name: &str) -> Argv {
        let project = (!self.is_home).then(|| self.root.as_str());
        Argv::new("cargo").args(["xtask", name]).option("--project", project)
    }

    /// The directory's name as Docker takes it for an image: lower case, no spaces.
    pub fn slug(&self) -> String {
        own_slug(&self.root)
    }

    /// The name that no other project of this machine has, wherever its folder is moved: for its folder in the cache, and
    /// for Compose.
    pub fn unique_name(&self) -> String {
        self.identity.name()
    }

    /// What the project's containers are labelled with: eight hexadecimal digits that tell two projects of the same name apart.
    pub fn key(&self) -> String {
        self.identity.id().to_owned()
    }

    /// The volume in which lasts what this user trusts and sets. Its files belong to a user id, so each has one of its own.
    pub fn kept_volume(&self, uid: u32) -> String {
        format!("{}-{uid}", self.identity.name_of(KEPT_KIND))
    }

    /// Of a copy that has no name of its own yet, says that it gets one: for a command that writes nothing.
    pub fn tell_of_copy(&self, report: &Report) {
        self.identity.copied(&self.root).iter().for_each(|said| report.note(said));
    }

    /// Sees to it that the project keeps its name from now on; of a copy, says once that it gets its own.
    pub fn keep_name(&self, report: &Report) {
        match self.identity.write(&self.root) {
            Ok(None) => {}
            Ok(Some(said)) => report.note(&said),
            // The name is the same at each look as long as the folder is where it is.
            Err(error) => report.detail(&format!("{error:#}; so a moved project will not keep its volumes")),
        }
    }
}

/// That volume of the project with this unique name; `None` for what is no such name.
pub fn kept_volume_of(name: &str, uid: u32) -> Option<String> {
    let (slug, id) = name.rsplit_once('-')?;
    Some(format!("{slug}-{KEPT_KIND}-{id}-{uid}"))
}

fn remove_from(root: &Utf8Path, folder: &Utf8Path) {
    if require_inside(root, folder).is_ok() {
        remove_left_overs(&root.join(folder));
    }
}

/// The repository that this tool belongs to: cargo says where, since the whole folder may have moved since compilation.
pub fn repository(host: &Host) -> Result<Utf8PathBuf> {
    let xtask = Utf8Path::new(host.var("CARGO_MANIFEST_DIR").unwrap_or(env!("CARGO_MANIFEST_DIR")));
    let root = xtask.parent().context("the xtask lies in no folder")?;
    canonical(root)
        .with_context(|| format!("cannot find the project at `{root}`; start the tool with `cargo xtask`"))
}

fn canonical(path: &Utf8Path) -> Result<Utf8PathBuf> {
    Ok(path.canonicalize_utf8()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_directory_name_gives_a_name_that_docker_takes() {
        let slug = |name: &str| {
            let root = Utf8Path::new("/home/jane").join(name);
            let identity = Identity::of_path(&root);
            Project { template_root: root.clone(), output: root.clone(), is_home: true, identity, root }
                .slug()
        };
        assert_eq!(slug("My Project (2026)"), "my-project-2026");
        assert_eq!(slug("__x__"), "x");
        assert_eq!(slug("プロジェクト"), "project");
    }
}
