//! Finds a file that another one includes, and makes sure that it belongs to the project.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use camino::{Utf8Component, Utf8Path, Utf8PathBuf};

use crate::base::error::{Mistake, MistakeKind};
use crate::base::overlay::Overlay;
use crate::base::regular;
use crate::base::wording::shown;

/// Why a file cannot be included.
pub enum Refusal {
    Missing,
    Other(Mistake),
}

/// The path of `file`, as it is named in a file of `folder`, relative to the project.
///
/// # Errors
///
/// A mistake when it is absolute, leaves the project, or is spelt as a URL.
pub fn relative(folder: &Utf8Path, file: &str) -> Result<Utf8PathBuf, Mistake> {
    let name = shown(file);
    if let Some(path) = file.strip_prefix("file:") {
        let path = shown(path.trim_start_matches('/'));
        let sentence = format!("pip takes `{name}` for a URL and does not find it");
        let advice = format!("write `{path}` without `file:`");
        return Err(Mistake::new(sentence, advice).kind(MistakeKind::FileUrl));
    }
    if file.contains("://") {
        let advice = "write a file of the project, or an https:// URL";
        return Err(Mistake::new(format!("`{name}` cannot be included"), advice));
    }
    if file.contains("${") {
        let sentence = format!("`{name}` has a variable in it, and files are included before the build");
        return Err(Mistake::new(sentence, "write the path"));
    }
    let outside =
        |sentence: String, advice: &str| Err(Mistake::new(sentence, advice).kind(MistakeKind::LocalPath));
    if file.starts_with(['/', '\\', '~']) || file.chars().nth(1) == Some(':') {
        return outside(format!("`{name}` is an absolute path"), "name a file inside the project");
    }
    let mut path = Utf8PathBuf::new();
    for component in folder.join(file).components() {
        match component {
            Utf8Component::Normal(part) => path.push(part),
            Utf8Component::ParentDir if path.pop() => {}
            Utf8Component::CurDir => {}
            _ => return outside(format!("`{name}` leaves the project"), "name a file inside it"),
        }
    }
    Ok(path)
}

/// The real path of a file of the project, without symbolic links; the file may be about to be written.
///
/// # Errors
///
/// When it does not exist, cannot be read, or is a link that leads out of the project.
pub fn resolve(project: &Overlay, real_root: &Path, path: &Utf8Path) -> Result<PathBuf, Refusal> {
    let name = shown(path.as_str());
    match fs::canonicalize(project.root.join(path)) {
        Ok(real) if real.starts_with(real_root) => Ok(real),
        Ok(_) => {
            let sentence = format!("{name} is a link that leaves the project");
            let mistake = Mistake::new(sentence, "put the file itself in its place");
            Err(Refusal::Other(mistake.kind(MistakeKind::LocalPath)))
        }
        Err(_) if project.instead.contains_key(path) => Ok(real_root.join(path)),
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
            Err(Refusal::Missing)
        }
        Err(error) => {
            let mistake = match regular::obstacle(&project.root, path) {
                Some(it) => Mistake::new(format!("{} is {}", shown(it.path.as_str()), it.what), it.advice),
                None => Mistake::new(format!("{name} cannot be read ({error})"), "remove this line"),
            };
            Err(Refusal::Other(mistake))
        }
    }
}
