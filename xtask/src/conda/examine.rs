//! Reads the Conda files to the end, whatever is wrong with them.
//!
//! The reader stops at the first mistake. Here that line is taken out of the text, in memory, and the reader asked again:
//! so each mistake is told, in the reader's own words, and the rest can be looked at.

use std::fs;

use anyhow::Result;
use camino::{Utf8Path, Utf8PathBuf};

use super::{CondaFiles, Document, environment_file};
use crate::{
    error::BadInput,
    source::{Folder, MAX_BYTES, Source, decode},
};

/// A file with more mistakes than this is for somebody else.
const MAX_REFUSALS: usize = 50;

/// A line of a requirements file, and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PipLine {
    /// The file, relative to the project.
    pub(crate) file: Utf8PathBuf,
    /// The line at which it begins, from 1.
    pub(crate) line: usize,
    /// The line without its comment.
    pub(crate) text: String,
    /// Whether it only says in which version a package is to be installed.
    pub(crate) is_constraint: bool,
}

/// What the reader refuses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Refusal {
    /// The file, relative to the project.
    pub(crate) file: Utf8PathBuf,
    /// The line, from 1; 0 for the file as a whole.
    pub(crate) line: usize,
    /// Why, and what to do.
    pub(crate) sentence: String,
}

/// A file that is text, but not as Conda and pip read it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Recoded {
    /// The file, relative to the project.
    pub(crate) file: Utf8PathBuf,
    /// How it is written, such as `UTF-16`.
    pub(crate) encoding: &'static str,
}

/// All that the Conda files say, right or wrong.
#[derive(Debug)]
pub(crate) struct Examined {
    /// `environment.yml` or `environment.yaml`, as text; `None` if there is none to read.
    pub(crate) environment: Option<Source>,
    /// The same in its parts, without what was refused; `None` if it is not YAML.
    pub(crate) document: Option<Document>,
    /// Whether nothing but single lines was refused, so that what is not in the document is not in the file.
    pub(crate) is_whole: bool,
    /// The lines of `requirements.txt` and of the files that are included, without what was refused.
    pub(crate) pip: Vec<PipLine>,
    /// `postBuild`, as text.
    pub(crate) post_build: Option<Source>,
    /// What was refused.
    pub(crate) refusals: Vec<Refusal>,
    /// The files in another encoding, which were read in spite of it.
    pub(crate) recoded: Vec<Recoded>,
    /// The texts of the files as they are to be edited.
    pub(crate) folder: Folder,
}

/// Reads the Conda files of a project, whose root may differ from the disk.
///
/// # Errors
///
/// When a file that is there cannot be read.
pub(crate) fn examine(folder: Folder) -> Result<Examined> {
    let (folder, recoded) = decoded(folder);
    let environment = environment_file(&folder).ok();
    let (mut healed, mut refusals, mut lost) = (folder.clone(), Vec::new(), None);
    let pip = loop {
        let error = match CondaFiles::read_in(&healed) {
            Ok((_, places)) => break places,
            Err(error) if error.is::<BadInput>() && refusals.len() < MAX_REFUSALS => error,
            Err(error) if error.is::<BadInput>() => break Vec::new(),
            Err(error) => return Err(error),
        };
        let refusal = Refusal::parse(&error.to_string());
        let is_environment = environment.as_ref().is_none_or(|source| source.path == refusal.file);
        let is_told =
            refusals.iter().any(|it: &Refusal| (&it.file, it.line) == (&refusal.file, refusal.line));
        if !heal(&mut healed, &refusal) {
            // Nothing more can be learnt of this file; the others are still to be read.
            if is_environment {
                lost = lost.or_else(|| healed.read(&refusal.file).ok().flatten());
                healed.instead.remove(Utf8Path::new("environment.yaml"));
            }
            let nothing = if is_environment { "dependencies: [pip]\n" } else { "" };
            if healed.instead.insert(refusal.file.clone(), nothing.to_owned()).as_deref() == Some(nothing) {
                break Vec::new();
            }
        }
        if !is_told {
            refusals.push(refusal);
        }
    };
    let is_whole = lost.is_none() && environment.is_some();
    let text = lost.or_else(|| healed.read(&environment.as_ref()?.path).ok().flatten());
    let post_build = folder.read(Utf8Path::new("postBuild")).ok().flatten();
    Ok(Examined {
        document: text.filter(|_| environment.is_some()).and_then(|source| {
            let refused = refusals.iter().filter(|refusal| refusal.file == source.path);
            Document::new(&source, &refused.map(|refusal| refusal.line).collect())
        }),
        environment,
        is_whole,
        pip,
        post_build,
        refusals,
        recoded,
        folder,
    })
}

/// The folder with the files of the root that are text in another encoding, decoded.
fn decoded(mut folder: Folder) -> (Folder, Vec<Recoded>) {
    let mut recoded = Vec::new();
    for file in
        ["environment.yml", "environment.yaml", "requirements.txt", "postBuild"].map(Utf8PathBuf::from)
    {
        let path = folder.root.join(&file);
        let is_text = fs::metadata(&path).is_ok_and(|it| it.is_file() && it.len() <= MAX_BYTES);
        if !is_text || folder.instead.contains_key(&file) {
            continue;
        }
        let bytes = fs::read(&path).unwrap_or_default();
        if let Some((text, encoding)) = decode(&bytes) {
            folder.instead.insert(file.clone(), text);
            recoded.push(Recoded { file, encoding });
        }
    }
    (folder, recoded)
}

/// Takes what is refused out of the text; false if that would change what the lines around it mean.
fn heal(folder: &mut Folder, refusal: &Refusal) -> bool {
    let Ok(Some(source)) = folder.read(&refusal.file) else { return false };
    let mut lines: Vec<&str> = source.text.split('\n').collect();
    let Some(first) = refusal.line.checked_sub(1).filter(|first| *first < lines.len()) else { return false };
    let indent = |line: &str| line.len() - line.trim_start().len();
    let is_yaml = matches!(refusal.file.extension(), Some("yml" | "yaml"));
    let line = lines[first];
    if line.trim().is_empty() {
        return false;
    }
    if is_yaml {
        let next = lines[first + 1..].iter().find(|line| !line.trim().is_empty());
        let alone = next.is_none_or(|next| indent(next) <= indent(line)) && !line.trim_end().ends_with(':');
        if !alone {
            return false;
        }
    }
    let mut last = first;
    while !is_yaml && lines[last].trim_end().ends_with('\\') && last + 1 < lines.len() {
        last += 1;
    }
    lines[first..=last].fill("");
    // Something has to stand in a list, and this may stand in each of them.
    let item = format!("{}- pip", &line[..indent(line)]);
    if is_yaml && line.trim_start().starts_with("- ") {
        if line.trim_end() == item {
            return false;
        }
        lines[first] = &item;
    }
    folder.instead.insert(refusal.file.clone(), lines.join("\n"));
    true
}

impl Refusal {
    /// The place in front of the sentence of an error: `file:line:column: `, or `file: `.
    fn parse(message: &str) -> Self {
        let (place, sentence) = message.split_once(": ").unwrap_or(("", message));
        let mut parts = place.split(':');
        let file = parts.next().unwrap_or_default().into();
        let line = parts.next().and_then(|line| line.parse().ok()).unwrap_or(0);
        Self { file, line, sentence: sentence.to_owned() }
    }
}
