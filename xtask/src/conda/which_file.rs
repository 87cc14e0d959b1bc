//! Which files are read, and in which folder: the root of the project, or `binder/` or `.binder/`, as repo2docker has it.

use std::collections::BTreeSet;

use anyhow::Result;
use camino::{Utf8Path, Utf8PathBuf};

use super::warning::{About, Warning};
use crate::base::error::Mistake;
use crate::base::overlay::Overlay;
use crate::base::source::Source;
use crate::base::wording::nearest;

/// The names of the environment file.
pub const ENVIRONMENT: [&str; 2] = ["environment.yml", "environment.yaml"];

/// The file whose packages pip installs.
pub const REQUIREMENTS: &str = "requirements.txt";

/// The file that names the version of Python where there is no environment file.
pub const RUNTIME: &str = "runtime.txt";

/// The files that make a project without an environment file: requirements.txt, and what goes around the default environment.
pub const ALONE: [&str; 5] = [REQUIREMENTS, RUNTIME, "apt.txt", "postBuild", "start"];

/// The folders that take the place of the root.
const FOLDERS: [&str; 2] = ["binder", ".binder"];

/// The files that are looked for in it.
pub const FILES: [&str; 6] =
    ["environment.yml", "environment.yaml", "requirements.txt", "apt.txt", "postBuild", "start"];

/// The folder, relative to the project; empty for the root itself. That it is there counts, and not what is in it.
///
/// # Errors
///
/// `BadInput` if both are there.
pub fn folder(project: &Overlay) -> Result<Utf8PathBuf> {
    match FOLDERS.map(|folder| project.is_dir(folder.into())) {
        [true, true] => {
            let sentence =
                "the folder binder is there as well, and only one of them can have the Conda files";
            Err(Mistake::new(sentence, "move all into one").in_file(FOLDERS[1].into()))
        }
        [binder, dot_binder] => {
            let folder = if binder { FOLDERS[0] } else { FOLDERS[1] };
            Ok(if binder || dot_binder { folder.into() } else { Utf8PathBuf::new() })
        }
    }
}

/// The environment file under either of its names. Conda and Binder take both; which one wins differs.
///
/// # Errors
///
/// `BadInput` for both at once, a misspelt name, and what [`Source::read`] refuses.
pub fn environment_file(project: &Overlay, folder: &Utf8Path) -> Result<Option<Source>> {
    let [yml, yaml] = ENVIRONMENT.map(|name| folder.join(name));
    match (project.read(&yml)?, project.read(&yaml)?) {
        (Some(_), Some(_)) => {
            Err(Mistake::new(format!("{yml} is there as well"), "delete one of the two").in_file(&yaml))
        }
        (None, None) => match misspelt(project, folder) {
            Some((name, meant)) => {
                let advice = format!("rename it to {meant}");
                Err(Mistake::new("nobody reads a file of this name", advice).in_file(&folder.join(name)))
            }
            None => Ok(None),
        },
        (source, None) | (None, source) => Ok(source),
    }
}

/// A file whose name was meant to be that of the environment file, and which name.
fn misspelt(project: &Overlay, folder: &Utf8Path) -> Option<(String, &'static str)> {
    let names = project.names(folder).into_iter();
    names
        .filter(|name| name.ends_with(".yml") || name.ends_with(".yaml"))
        .find_map(|name| nearest(&name, &ENVIRONMENT).map(|meant| (name, meant)))
}

/// The error when there is neither file; `foreign` are warnings about others that one might take for them.
pub fn missing(project: &Overlay, folder: &Utf8Path, foreign: &[Warning]) -> anyhow::Error {
    let is_in_root = |name: &&str| project.is_file(Utf8Path::new(name));
    let (sentence, mut advice) = if folder != "" && ENVIRONMENT.iter().chain(&[REQUIREMENTS]).any(is_in_root)
    {
        let why = format!("because of the folder {folder} those in the root are not read, as on Binder");
        (format!("the file does not exist, and {why}"), "move it there".to_owned())
    } else {
        let advice = "create it with a list `dependencies`, such as `dependencies: [python=3.12]`";
        ("the file does not exist".to_owned(), advice.to_owned())
    };
    for other in foreign {
        advice += &format!("; {} is not read here ({})", other.file, other.advice);
    }
    Mistake::new(sentence, advice).in_file(&folder.join(ENVIRONMENT[0]))
}

/// The warning about files in the root that are not read because of this folder; `read` are the files of pip's that are.
pub fn passed_over(project: &Overlay, folder: &Utf8Path, read: &BTreeSet<Utf8PathBuf>) -> Option<Warning> {
    if folder == "" {
        return None;
    }
    // Those in the folder may include one of the root.
    let is_passed_over = |file: &&str| {
        let file = Utf8Path::new(file);
        project.is_file(file) && !read.contains(file)
    };
    let files: Vec<&str> = FILES.into_iter().chain([RUNTIME]).filter(is_passed_over).collect();
    let (files, advice) = match files.as_slice() {
        [] => return None,
        [one] => (format!("{one} in the root is"), "move it there, or delete it"),
        [many @ .., last] => {
            (format!("{} and {last} in the root are", many.join(", ")), "move them there, or delete them")
        }
    };
    let sentence =
        format!("the Conda files are those of this folder alone, as on Binder, so {files} not read");
    Some(Warning::new(About::PassedOver, folder, sentence, advice))
}
