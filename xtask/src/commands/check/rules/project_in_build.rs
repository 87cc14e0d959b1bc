//! What `postBuild` reads of the project, which is not in the image while it is built.

use std::collections::BTreeSet;

use camino::{Utf8Path, Utf8PathBuf};

use super::made::Made;
use super::project_files::{Read, SETUP, reads, setup_folder};
use super::scripts::post_build_read;
use crate::base::wording::shown;
use crate::commands::check::finding::{Finding, Severity};
use crate::commands::check::script::{Command, Folder, Runs};
use crate::commands::check::subject::Subject;

/// What a command reads, and finds missing.
struct Missing {
    line: usize,
    text: String,
    /// What of the project would have to be there.
    paths: Vec<Utf8PathBuf>,
    /// Whether code is installed.
    is_setup: bool,
    /// Whether the script certainly ends with it.
    ends: bool,
}

/// `project-in-build`
///
/// One finding for the script: the lines have one cause, and one setting mends them.
pub fn project_in_build(subject: &Subject) -> Vec<Finding> {
    let Some((source, script)) = post_build_read(subject) else { return Vec::new() };
    let (mut made, mut all) = (Made::default(), Vec::new());
    for command in &script.commands {
        all.extend(missing(subject, command, &made));
        made.add(command);
    }
    let Some(first) = all.iter().find(|it| it.ends).or(all.first()) else { return Vec::new() };
    let is_error = first.ends && subject.surroundings.has_settings;
    let severity = if is_error { Severity::Error } else { Severity::Warning };
    let others: BTreeSet<usize> = all.iter().map(|it| it.line).filter(|line| *line != first.line).collect();
    let others: Vec<String> = others.iter().map(usize::to_string).collect();
    let others = match others.as_slice() {
        [] => String::new(),
        [one] => format!(", and so does line {one}"),
        [many @ .., last] => format!(", and so do the lines {} and {last}", many.join(", ")),
    };
    let sentence = format!(
        "`{}` reads the project, which is not there while the image is built{others}",
        shown(&first.text)
    );
    vec![Finding::new(severity, &source.path, first.line, sentence).fix(remedy(subject, &all))]
}

/// What the command reads and does not find, if anything.
fn missing(subject: &Subject, command: &Command, made: &Made) -> Option<Missing> {
    let (mut paths, mut is_missing, mut is_setup, mut is_sure) = (Vec::new(), false, false, false);
    for read in reads(command) {
        let (Read::Path(place) | Read::Setup(place) | Read::Perhaps(place)) = &read;
        let Folder::Project(path) = place else { continue };
        if made.has(place) {
            continue;
        }
        if let Read::Setup(_) = read {
            let folder = setup_folder(path);
            let is_asked = |name: &&str| made.has(&Folder::Project(folder.join(name)));
            if command.runs == Runs::OnCondition && SETUP.iter().any(is_asked) {
                continue;
            }
            let has = |name: &str| is_given(subject, &folder.join(name));
            // The tool itself knows no such setup, and yet the command is for this folder.
            if !SETUP.into_iter().any(has) && !is_given(subject, path) {
                (is_missing, is_setup) = (true, true);
                paths.extend(setup(subject, &folder));
                is_sure |= folder == "" || is_there(subject, &folder);
            }
        } else if path != "" && is_there(subject, path) && !is_given(subject, path) {
            is_missing = true;
            is_sure |= matches!(read, Read::Path(_));
            paths.push(path.clone());
        }
    }
    let ends = is_sure && !made.is_uncertain && command.is_folder_sure && command.ends_script();
    is_missing.then(|| Missing { line: command.line, text: command.text.clone(), paths, is_setup, ends })
}

fn is_there(subject: &Subject, path: &Utf8Path) -> bool {
    let project = &subject.examined.project;
    // The environment is a link there that the image has.
    !path.starts_with("env") && (project.is_file(path) || project.is_dir(path))
}

/// Whether the setting `build-files` gives the file to the build, or something in the folder.
fn is_given(subject: &Subject, path: &Utf8Path) -> bool {
    let named = &subject.surroundings.build_files;
    subject.surroundings.has(path) || (path != "" && named.iter().any(|file| file.starts_with(path)))
}

/// What an installation of the folder reads, as far as it is there.
fn setup(subject: &Subject, folder: &Utf8Path) -> Vec<Utf8PathBuf> {
    if folder != "" {
        return vec![folder.to_owned()];
    }
    let files = SETUP.into_iter().chain(["src", "README.md"]).map(Utf8PathBuf::from);
    files.filter(|file| is_there(subject, file)).collect()
}

fn remedy(subject: &Subject, all: &[Missing]) -> String {
    let named = &subject.surroundings.build_files;
    let wanted: BTreeSet<&Utf8PathBuf> = named.iter().chain(all.iter().flat_map(|it| &it.paths)).collect();
    let is_inside = |path: &Utf8Path| wanted.iter().any(|other| *other != path && path.starts_with(other));
    let can_be_named = |path: &Utf8Path| {
        let is_ours = ["docker", "env", ".git"].iter().any(|folder| path.starts_with(folder));
        is_there(subject, path)
            && !is_ours
            && !path.as_str().contains(|c: char| "*?[]\\$\"'`".contains(c) || c.is_control())
    };
    let files: Vec<String> = wanted
        .iter()
        .filter(|path| can_be_named(path) && !is_inside(path))
        .map(|path| format!("\"{path}\""))
        .collect();
    let setting = match files.as_slice() {
        _ if !subject.surroundings.has_settings => {
            "in a project of this template, name what is read in the setting `build-files`".to_owned()
        }
        _ if all.iter().all(|it| !it.paths.iter().any(|path| can_be_named(path))) => {
            "name what is read in the setting `build-files`".to_owned()
        }
        files => format!("name what is read in the setting `build-files = [{}]`", shown_list(files)),
    };
    if all.iter().any(|it| it.is_setup) {
        return format!(
            "`import` finds code in src/ by itself; install other code in the script `start`, with `pip install --no-deps -e .`, or {setting}"
        );
    }
    if subject.surroundings.has_settings {
        setting
    } else {
        format!("do it in the script `start`; or, {setting}")
    }
}

/// The list, without the control characters that a name may have.
fn shown_list(files: &[String]) -> String {
    crate::base::wording::one_line(&files.join(", "))
}
