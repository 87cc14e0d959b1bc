//! Reads the Conda files to the end, whatever is wrong with them.
//!
//! So each mistake is told, in the reader's own words, and the rest can be looked at.

mod document;
mod heal;

use anyhow::Result;
use camino::{Utf8Path, Utf8PathBuf};

use super::binder::{Binder, BinderPython, Builder};
use super::pip::PipLine;
use super::requirements_alone;
use super::warning::{About, Warning};
use super::which_file::{self, ENVIRONMENT, FILES, RUNTIME};
use crate::base::error::BadInput;
use crate::base::overlay::Overlay;
use crate::base::source::{Source, decode};
pub use document::{Document, Item};
use heal::Patient;

/// A file that is text, but not as Conda and pip read it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recoded {
    /// The file, relative to the project.
    pub file: Utf8PathBuf,
    /// How it is written, such as `UTF-16`.
    pub encoding: &'static str,
}

/// All that the Conda files say, right or wrong.
#[derive(Debug)]
pub struct Examined {
    /// The folder in which they lie, relative to the project; empty for the project's own.
    pub folder: Utf8PathBuf,
    /// `environment.yml` or `environment.yaml`, as text; `None` if there is none to read.
    pub environment: Option<Source>,
    /// The same in its parts, without what was refused; `None` if it is not YAML.
    pub document: Option<Document>,
    /// Whether there is one of which nothing but single lines was refused, so that what is not in the document is not in it.
    pub is_whole: bool,
    /// The lines of `requirements.txt` and of the files that are included, without what was refused.
    pub pip: Vec<PipLine>,
    /// `postBuild`, as text.
    pub post_build: Option<Source>,
    /// `start`, as text.
    pub start: Option<Source>,
    /// The builder that takes the folder on Binder.
    pub builder: Builder,
    /// The Python with which Binder begins.
    pub binder_python: BinderPython,
    /// The Python that is taken here where there is no environment file.
    pub python_alone: Option<String>,
    /// What was refused.
    pub refusals: Vec<BadInput>,
    /// What the reader warns of, apart from what was refused.
    pub warnings: Vec<Warning>,
    /// The files in another encoding, which were read in spite of it.
    pub recoded: Vec<Recoded>,
    /// The project with the texts of its files as they are to be edited.
    pub project: Overlay,
}

/// Reads the Conda files of a project, which may differ from the disk.
///
/// # Errors
///
/// When a file that is there cannot be read.
pub fn examine(project: Overlay) -> Result<Examined> {
    // With two such folders neither is read, and the reader says so.
    let folder = which_file::folder(&project).unwrap_or_default();
    let (project, recoded) = decoded(project, &folder);
    let environment = which_file::environment_file(&project, &folder).ok().flatten();
    let file = environment.as_ref().map_or_else(|| folder.join(ENVIRONMENT[0]), |it| it.path.clone());
    let mut patient = Patient::new(project.clone(), file);
    let (pip, mut warnings) = patient.read()?;
    if environment.is_none() && patient.project.instead.contains_key(&patient.file) {
        // These are about the environment file, and it was the reader's stand-in.
        let about = [About::PassedOver, About::OtherBuilder, About::NoPip];
        warnings.retain(|warning| !about.contains(&warning.about));
    }
    let Patient { project: healed, refusals, lost, .. } = patient;
    let is_whole = lost.is_none() && environment.is_some();
    let text = lost.or_else(|| healed.read(&environment.as_ref()?.path).ok().flatten());
    let script = |name: &str| project.read(&folder.join(name)).ok().flatten();
    let document = text.filter(|_| environment.is_some()).and_then(|source| {
        let refused = refusals.iter().filter(|refusal| refusal.file == source.path);
        Document::new(&source, &refused.map(|refusal| refusal.line).collect())
    });
    let binder = Binder::of(&project, &folder);
    let specs = document.iter().flat_map(|document| &document.specs).map(|(item, _)| item.text.as_str());
    Ok(Examined {
        builder: binder.builder,
        binder_python: binder.python(specs),
        python_alone: environment.is_none().then(|| python_alone(&healed, &folder)).flatten(),
        document,
        environment,
        is_whole,
        pip,
        post_build: script("postBuild"),
        start: script("start"),
        refusals,
        warnings,
        recoded,
        folder,
        project,
    })
}

/// The Python for a folder without an environment file.
fn python_alone(project: &Overlay, folder: &Utf8Path) -> Option<String> {
    let binder = Binder::of(project, folder);
    let environment = requirements_alone::python_alone(project, folder, &binder).ok()?;
    requirements_alone::python(&environment).map(str::to_owned)
}

/// The project with those Conda files that are text in another encoding, decoded.
fn decoded(mut project: Overlay, folder: &Utf8Path) -> (Overlay, Vec<Recoded>) {
    let mut recoded = Vec::new();
    for file in FILES.into_iter().chain([RUNTIME]).map(|name| folder.join(name)) {
        if project.instead.contains_key(&file) {
            continue;
        }
        // What cannot be read is told by whoever reads it next.
        let bytes = project.bytes(&file).ok().flatten().unwrap_or_default();
        if let Some((text, encoding)) = decode(&bytes) {
            project.instead.insert(file.clone(), text);
            recoded.push(Recoded { file, encoding });
        }
    }
    (project, recoded)
}
