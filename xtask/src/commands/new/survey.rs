//! What `new --here` changes in a clone: found out before, then done, then said.

use anyhow::Result;
use camino::{Utf8Path, Utf8PathBuf};
use xshell::cmd;

use super::files::{self, place};
use super::parts::{Part, all};
use super::record::RECORD;
use super::way::Way;
use crate::base::error::BadInput;
use crate::base::regular;
use crate::conda::CondaFiles;
use crate::image::render::render;
use crate::image::rendering::Rendering;
use crate::machine::git::Git;
use crate::task::Task;

/// What is there of what is to be changed.
pub struct Survey {
    /// The files that are to be in `xtask/`.
    moved: Vec<&'static str>,
    /// The files and folders that are to go.
    removed: Vec<&'static str>,
    /// Whether the README is this repository's, or none is there.
    readme: bool,
    /// The files that will be new, none of which is there.
    pub made: Vec<Utf8PathBuf>,
    /// The files that will be others, or go, each of which is there.
    pub changed: Vec<Utf8PathBuf>,
}

impl Survey {
    /// Looks at the project, and reads all that the generated files are made from.
    ///
    /// # Errors
    ///
    /// `BadInput` if a new file has no place, or for a mistake in the Conda files.
    pub fn of(task: &Task) -> Result<Self> {
        let root = &task.project.root;
        // A link that leads nowhere is there, too: what is written to it would land outside of the project.
        let is_there = |path: &Utf8Path| root.join(path).symlink_metadata().is_ok();
        let moved: Vec<_> = all(Part::OfTheTool).filter(|path| is_there(path.as_ref())).collect();
        let mut made: Vec<_> = moved.iter().map(|path| place(Utf8Path::new(path))).collect();
        if let Some(file) = made.iter().find(|path| is_there(path)) {
            return Err(BadInput::new(format!(
                "{file}: this is there already, where a file of the template is to go; move it and try again"
            )));
        }
        let conda = CondaFiles::read(root)?;
        let generated =
            render(&task.project, &task.settings, &conda, task.lock()?.as_ref(), Rendering::Full)?;
        let (mut changed, new): (Vec<_>, Vec<_>) = generated.into_keys().partition(|path| is_there(path));
        made.extend(new);
        made.push(RECORD.into());
        let mut readme = true;
        for path in all(Part::Readme) {
            match is_there(path.as_ref()) {
                // Somebody may have written one before.
                true => {
                    let text = regular::read(root, path.into())?.unwrap_or_default();
                    readme &= files::is_our_readme(&text);
                }
                false => made.push(path.into()),
            }
        }
        let rewritten = all(Part::Settings).chain(all(Part::ToolManifest)).chain(all(Part::OfTheTool));
        let rewritten = rewritten.chain(all(Part::Readme).filter(|_| readme)).map(Utf8PathBuf::from);
        changed.extend(rewritten.filter(|path| is_there(path)));
        let removed = all(Part::Ours).filter(|path| is_there(path.as_ref())).collect();
        Ok(Self { moved, removed, readme, made, changed })
    }

    /// Makes the changes, and stages them.
    ///
    /// # Errors
    ///
    /// If something cannot be written, or git fails.
    pub fn change(&self, task: &Task, git: &Git, name: &str) -> Result<()> {
        let (root, shell) = (task.project.root.as_path(), &git.shell);
        let way = Way { shell, source: root, target: root, tracked: None };
        let removed = &self.removed;
        if !removed.is_empty() {
            git.run(cmd!(shell, "git rm -r --quiet --ignore-unmatch -- {removed...}"))?;
        }
        for path in self.moved.iter().copied() {
            way.copy_file(path.into(), &place(path.into()))?;
            shell.remove_path(path)?;
        }
        all(Part::Settings).try_for_each(|path| way.settings(path, name))?;
        all(Part::ToolManifest).try_for_each(|path| way.tool_manifest(path))?;
        if self.readme {
            all(Part::Readme).try_for_each(|path| way.readme(path, name))?;
        }
        let pages = git.run(cmd!(shell, "git ls-files -z -- xtask/*.md"))?;
        pages.split_terminator('\0').try_for_each(|page| way.copy_file(page.into(), page.into()))?;
        files::write_generated(task, root, name)?;
        git.run(cmd!(shell, "git add --update"))?;
        let tracked = git.run(cmd!(shell, "git ls-files -z"))?;
        let made = &self.made;
        let ours = tracked.split_terminator('\0').map(Utf8PathBuf::from).chain(made.iter().cloned());
        let kept = |path: &Utf8PathBuf| !self.readme && all(Part::Readme).any(|readme| path == readme);
        way.record(ours.filter(|path| !kept(path)).collect())?;
        git.add(made)
    }

    /// What was done, a sentence for each kind of file.
    pub fn sentences(&self) -> Vec<String> {
        let readme = match self.readme {
            true => "README.md is a new one for you to write",
            false => "README.md is yours as before",
        };
        let mut deeds = vec![readme.to_owned(), "Cargo.toml has the project's name".to_owned()];
        if !self.moved.is_empty() {
            deeds.push(format!("moved to xtask/, since they are about the tool: {}", self.moved.join(", ")));
        }
        if !self.removed.is_empty() {
            deeds.push(format!(
                "removed, since only the development of the template needs them: {}",
                self.removed.join(", ")
            ));
        }
        deeds
    }
}
