//! Edits by hand in docker/: each is kept in a file beside, since the next thing is to generate the file anew.

use anyhow::Result;
use camino::{Utf8Path, Utf8PathBuf};

use crate::base::files::{Access, Files, Old, replace};
use crate::base::process::Runner;
use crate::base::regular;
use crate::conda::FILES;
use crate::image::generated_paths::place;
use crate::image::record::{Origin, Record};
use crate::image::template::is_left_out;
use crate::project::folder::Project;
use crate::project::lock::heads::LOCK;
use crate::project::paths::{LOCAL_ENV, TEMPLATE};

/// A file with a text that nobody has generated.
pub struct Edit {
    /// The file, in the project.
    pub path: Utf8PathBuf,
    /// [`Origin::Edited`] or [`Origin::Unknown`].
    pub origin: Origin,
    /// What it says.
    pub text: Vec<u8>,
}

/// The files that would lose an edit if these were written.
///
/// # Errors
///
/// If git cannot be asked.
pub fn edits(old: &Old, files: &Files, record: &Record, runner: &Runner) -> Result<Vec<Edit>> {
    let mut edits = Vec::new();
    for (path, text) in old {
        let new = files.get(path).map(String::as_bytes);
        let Some(text) = text.as_deref().filter(|text| Some(*text) != new && !text.is_empty()) else {
            continue;
        };
        let origin = record.origin(path, text, runner)?;
        if origin != Origin::Known {
            edits.push(Edit { path: path.clone(), origin, text: text.to_owned() });
        }
    }
    Ok(edits)
}

impl Edit {
    /// Keeps it in `root`, beside the file: in `FILE.edited`, or with a number if another one is there.
    ///
    /// # Errors
    ///
    /// If it cannot be written.
    pub fn keep(&self, project: &Project, root: &Utf8Path) -> Result<String> {
        let kept = (1..).map(|number| self.beside(number));
        for path in kept {
            let (full, there) = (root.join(&path), regular::read(root, &path)?);
            if there.as_deref().is_none_or(|there| there == self.text) {
                // There may be a token in it.
                let access = if self.path == LOCAL_ENV { Access::Owner } else { Access::Everybody };
                replace(&full, &self.text, access)?;
                return Ok(self.sentence(&path, &source(project, &self.path)?));
            }
        }
        unreachable!("there is a number for each edit")
    }

    fn beside(&self, number: usize) -> Utf8PathBuf {
        let number = if number == 1 { String::new() } else { format!(".{number}") };
        Utf8PathBuf::from(format!("{}.edited{number}", self.path))
    }

    fn sentence(&self, kept: &Utf8Path, source: &str) -> String {
        let path = &self.path;
        match self.origin {
            Origin::Edited => format!(
                "{path} was edited by hand and is generated anew; the edit is kept in {kept}, and belongs in {source}"
            ),
            _ => format!(
                "{path} is generated here for the first time, and what it said is in no commit; that is kept in {kept}: an edit of \
                 yours belongs in {source}, and if it has none, remove it"
            ),
        }
    }
}

/// The file in which an edit of a generated file has an effect.
///
/// # Errors
///
/// If template/ cannot be read.
pub fn source(project: &Project, path: &Utf8Path) -> Result<String> {
    if path == LOCAL_ENV {
        return Ok("the lines below its last comment (or the settings in Cargo.toml)".to_owned());
    }
    if path.starts_with(LOCK) {
        return Ok(format!("{path} of the project"));
    }
    let template = templates(project)?.into_iter().find(|name| place(name) == path);
    let template = template.map_or_else(|| TEMPLATE.to_owned(), |name| format!("{TEMPLATE}/{name}"));
    let of_conda = path.file_name().filter(|name| FILES.contains(name));
    Ok(of_conda.map_or_else(|| template.clone(), |file| format!("{file} (or {template})")))
}

/// The names of the templates.
///
/// # Errors
///
/// If template/ cannot be read.
pub fn templates(project: &Project) -> Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in project.template_root.join(TEMPLATE).read_dir_utf8()? {
        names.push(entry?.file_name().to_owned());
    }
    names.retain(|name| !is_left_out(name));
    Ok(names)
}
