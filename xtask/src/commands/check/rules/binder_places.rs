//! Places that every image of Binder's has and this one has elsewhere: what to write, so that a script is right in both.

use super::brought::Brought;
use super::installs::{CONDA, installs};
use super::made::Made;
use super::project_files::{Read, reads};
use super::scripts::{is_start, read};
use crate::base::source::Source;
use crate::base::wording::shown;
use crate::commands::check::finding::{Finding, Severity};
use crate::commands::check::script::{Command, Folder, Script, Word};
use crate::commands::check::subject::Subject;

/// Places of repo2docker's (`get_build_env` in its `buildpacks/conda`), and the variable that both images have for each; the longest first.
const PLACES: [(&str, &str); 8] = [
    ("/srv/conda/envs/notebook", "$CONDA_PREFIX"),
    ("/srv/conda/envs/kernel", "$CONDA_PREFIX"),
    ("/srv/conda", "$CONDA_DIR"),
    ("/srv/npm", "$CONDA_PREFIX"),
    ("/srv/repo", "$REPO_DIR"),
    ("$NPM_DIR", "$CONDA_PREFIX"),
    ("${NPM_DIR}", "$CONDA_PREFIX"),
    ("/home/jovyan", "$HOME"),
];

/// Names of Binder's environments.
const ENVIRONMENTS: [&str; 2] = ["notebook", "kernel"];

/// `binder-place`
pub fn binder_place(subject: &Subject) -> Vec<Finding> {
    if read(subject).next().is_none() {
        return Vec::new();
    }
    let brought = Brought::of(subject);
    // Another base image may have all that Binder's has; and packages that bring Conda bring `activate`.
    let is_known = subject.surroundings.is_default_base && brought.is_known() && !brought.has(&["conda"]);
    read(subject).flat_map(|(source, script)| of_script(subject, source, script, is_known)).collect()
}

fn of_script(subject: &Subject, source: &Source, script: &Script, is_known: bool) -> Vec<Finding> {
    let (mut made, mut findings) = (Made::default(), Vec::new());
    let (mut has_environments, mut has_installed, mut is_asked) = (false, false, false);
    for command in &script.commands {
        let mut found = activation(command, has_environments).or_else(|| place(command));
        found = found.or_else(|| home(subject, command, &made));
        if found.is_none() && !is_asked {
            found = own_folder(command);
            is_asked |= found.is_some();
        }
        if let Some(Found { what, remedy, fails }) = found {
            let is_error = fails && is_known && !has_installed && !is_start(source) && command.ends_script();
            let severity = if is_error { Severity::Error } else { Severity::Warning };
            let sentence = format!("`{}` {what}", shown(&command.text));
            findings.push(Finding::new(severity, &source.path, command.line, sentence).fix(remedy));
        }
        has_environments |=
            CONDA.contains(&command.program()) && command.arguments().any(|it| it == "create");
        has_installed |= installs(command);
        made.add(command);
    }
    findings
}

/// What is wrong, what to do, and whether the command fails for it.
struct Found {
    what: String,
    remedy: String,
    fails: bool,
}

/// An environment of Binder's that a command names.
fn activation(command: &Command, has_environments: bool) -> Option<Found> {
    let words: Vec<&str> = command.words.iter().map(|word| word.text.as_str()).collect();
    let is_one = |word: &&str| ENVIRONMENTS.contains(word);
    let found =
        |what: &str, remedy: &str| Found { what: what.to_owned(), remedy: remedy.to_owned(), fails: true };
    match words.as_slice() {
        ["source" | ".", "activate", name] if has_environments => Some(Found {
            remedy: format!("write `conda activate {}`", shown(name)),
            ..found("looks for a script `activate`, which is on Binder's PATH alone", "")
        }),
        ["source" | ".", "activate", ..] => Some(found(
            "looks for a script `activate`, which is on Binder's PATH alone",
            "delete it: the environment is active already",
        )),
        _ if has_environments => None,
        [conda, "activate", name, ..] if CONDA.contains(conda) && is_one(name) => Some(found(
            "names an environment that Binder alone has",
            "delete it: the environment is active already",
        )),
        // `create` makes it, and `env update` may.
        [conda, rest @ ..]
            if CONDA.contains(conda) && !rest.iter().any(|it| ["create", "update"].contains(it)) =>
        {
            let names = |pair: &[&str]| ["-n", "--name"].contains(&pair[0]) && is_one(&pair[1]);
            let is_joined = |word: &&str| word.strip_prefix("--name=").is_some_and(|name| is_one(&name));
            let is_named = rest.windows(2).any(names) || rest.iter().any(is_joined);
            is_named.then(|| {
                found(
                    "names an environment that Binder alone has",
                    "leave the name out: the active environment is meant",
                )
            })
        }
        _ => None,
    }
}

/// A place of Binder's in one of the command's words.
fn place(command: &Command) -> Option<Found> {
    let all = || command.words.iter().chain(&command.variables).chain(&command.reads).chain(&command.writes);
    let (place, instead) = all().find_map(of_binder)?;
    let what = format!("names `{place}`, which is Binder's; this image has it elsewhere");
    let remedy = match instead {
        "$HOME" => "write `$HOME`, or `$REPO_DIR` for the project's folder".to_owned(),
        other => format!("write `{other}`, which is right in both"),
    };
    // Whoever is called jovyan has that home.
    let is_missing = |word: &Word| word.text.starts_with("/srv/") && of_binder(word).is_some();
    let first = command.words.first().is_some_and(is_missing);
    let entered =
        ["cd", "source", "."].contains(&command.program()) && command.words.get(1).is_some_and(is_missing);
    Some(Found { what, remedy, fails: first || entered })
}

fn of_binder(word: &Word) -> Option<(&'static str, &'static str)> {
    let is_there = |(place, _): &(&str, &str)| {
        word.text.match_indices(place).any(|(at, _)| {
            let (before, after) = (&word.text[..at], &word.text[at + place.len()..]);
            let is_inside = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
            !after.starts_with(is_inside) && !before.ends_with(|c: char| is_inside(c) || c == '}')
        })
    };
    PLACES.into_iter().find(is_there)
}

/// The folder of the script itself, which is not the project's here, nor that of the Conda files.
fn own_folder(command: &Command) -> Option<Found> {
    let all = || command.words.iter().chain(&command.variables).chain(&command.reads);
    let asks = |text: &str| text.contains("BASH_SOURCE") || (text.contains("dirname") && text.contains("$0"));
    all().any(|word| word.is_expanded && asks(&word.text)).then(|| Found {
        what: "asks where the script lies, which is not in the project's folder here".to_owned(),
        remedy: "write `$REPO_DIR` for the project's folder, which is right in both".to_owned(),
        fails: false,
    })
}

/// A file of the project that is looked for in the home, which is the same folder on Binder.
fn home(subject: &Subject, command: &Command, made: &Made) -> Option<Found> {
    let project = &subject.examined.project;
    let is_projects = |read: Read| {
        let is_setup = matches!(read, Read::Setup(_));
        let (Read::Path(place) | Read::Setup(place) | Read::Perhaps(place)) = read;
        let Folder::Home(path) = &place else { return false };
        let is_there = path != "" && (project.is_file(path) || project.is_dir(path));
        (is_there || is_setup || path.starts_with("binder") || path.starts_with(".binder"))
            && !made.has(&place)
    };
    reads(command).into_iter().any(is_projects).then(|| Found {
        what: "looks for the project's files in the home, where they are on Binder alone".to_owned(),
        remedy: "write `$REPO_DIR` for the project's folder, which is right in both".to_owned(),
        fails: false,
    })
}
