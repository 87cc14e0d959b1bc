//! Where `generate` writes: `--output` may name any folder, and may name the project's own in many ways.

use anyhow::Result;
use camino::{Utf8Path, Utf8PathBuf};

use crate::base::error::BadInput;
use crate::base::place::{real, within};
use crate::project::folder::Project;
use crate::project::lock::heads::LOCK;
use crate::project::paths::{DEV_CONTAINER, DOCKER, TEMPLATE};
use crate::task::Task;

/// The place of the generated files, absolute and without links.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Output {
    /// The project's own.
    Own,
    /// The folder in the cache from which an image is built: nobody edits anything there.
    Staging(Utf8PathBuf),
    /// Another folder, which may have files of somebody's.
    Apart(Utf8PathBuf),
}

impl Output {
    /// The one that `--output` names.
    ///
    /// # Errors
    ///
    /// `BadInput` for what is no folder, and for one where the project's own files would be mixed with the new ones.
    pub fn named(task: &Task, output: Option<&Utf8Path>) -> Result<Self> {
        let Some(named) = output else { return Ok(Self::Own) };
        let wrong = |what: &str| BadInput::new(format!("--output {named}: {what}; name another folder"));
        let here = task.host.folder.clone().unwrap_or_default();
        let place = real(&here.join(named)).map_err(|error| {
            wrong(&format!("this cannot be looked at, or is a link that leads nowhere ({error})"))
        })?;
        if place.exists() && !place.is_dir() {
            return Err(wrong("this is not a folder"));
        }
        let is = |folder: &Utf8Path| within(folder, &place).is_some_and(|path| path == "");
        if is(&task.project.output) {
            return Ok(Self::Own);
        }
        let stagings = [task.project.staging_dir(&task.host), task.project.slim_staging_dir(&task.host)];
        if let Some(staging) = stagings.into_iter().flatten().find(|staging| is(staging)) {
            return Ok(Self::Staging(staging));
        }
        match conflict(&task.project, &task.settings.build_files, &place) {
            Some(what) => Err(wrong(&what)),
            None if is(&task.project.root) => Ok(Self::Apart(task.project.root.clone())),
            None => Ok(Self::Apart(place)),
        }
    }

    /// The folder.
    pub fn root<'a>(&'a self, project: &'a Project) -> &'a Utf8Path {
        match self {
            Self::Own => &project.output,
            Self::Staging(place) | Self::Apart(place) => place,
        }
    }
}

/// What of the project this place would be in, or what of it would be written into the project.
fn conflict(project: &Project, build_files: &[Utf8PathBuf], place: &Utf8Path) -> Option<String> {
    let root = &project.root;
    let written =
        || [DOCKER, DEV_CONTAINER, LOCK].into_iter().chain(build_files.iter().map(|file| file.as_str()));
    if let Some(inside) = within(root, place) {
        let mut taken = written().chain([TEMPLATE, "env", ".git"]);
        let taken = taken.find(|path| inside.starts_with(path))?;
        return Some(format!(
            "this is in {taken} of the project, which is not to have a copy of the project in it"
        ));
    }
    let project = within(place, root)?;
    let written =
        written().find(|path| project.starts_with(path) || Utf8Path::new(path).starts_with(project))?;
    Some(format!("{written} is to be written there, and that is where the project itself is"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::project::identity::Identity;

    #[test]
    fn a_place_in_the_project_or_around_it_is_refused_if_files_would_meet() {
        let build_files = ["data/small".into(), "src".into()];
        // The project, the place, and the path by which they would meet.
        let table = [
            ("/w/project", "/w/project/out", None),
            ("/w/project", "/w/project/data", None),
            ("/w/project", "/w/project/data/small", Some("data/small")),
            ("/w/project", "/w/project/src/a/b", Some("src")),
            ("/w/project", "/w/project/docker", Some("docker")),
            ("/w/project", "/w/project/docker-2", None),
            ("/w/project", "/w/project/.devcontainer/x", Some(".devcontainer")),
            ("/w/project", "/w/project/lock", Some("lock")),
            ("/w/project", "/w/project/template", Some("template")),
            ("/w/project", "/w/project/.git/x", Some(".git")),
            ("/w/project", "/w", None),
            ("/w/project", "/w/other", None),
            ("/w/docker", "/w", Some("docker")),
            ("/w/src/x", "/w", Some("src")),
            ("/w/data", "/w", Some("data/small")),
            ("/w/data", "/", None),
        ];
        for (root, place, expected) in table {
            let root = Utf8PathBuf::from(root);
            let (template_root, output, identity) = (root.clone(), root.clone(), Identity::of_path(&root));
            let project = Project { template_root, output, is_home: true, identity, root };
            let found = conflict(&project, &build_files, place.into());
            let sentence = found.clone().unwrap_or_default();
            assert_eq!(found.is_some(), expected.is_some(), "{} {place} {sentence}", project.root);
            assert!(expected.is_none_or(|path| sentence.contains(path)), "{place} {sentence}");
        }
    }
}
