//! Commands that built JupyterLab's extensions, back when they had to be built.

use camino::Utf8Path;

use super::python;
use super::scripts::commands;
use crate::base::wording::shown;
use crate::commands::check::finding::{Edit, Finding, Severity};
use crate::commands::check::subject::Subject;

/// An extension as it is built, and the package that brings it built.
const BUILT: [(&str, &str); 13] = [
    ("@bokeh/jupyter_bokeh", "jupyter_bokeh"),
    ("@jupyter-widgets/jupyterlab-manager", "ipywidgets"),
    ("@jupyterlab/celltags", "jupyterlab"),
    ("@jupyterlab/debugger", "jupyterlab"),
    ("@jupyterlab/git", "jupyterlab-git"),
    ("@jupyterlab/server-proxy", "jupyter-server-proxy"),
    ("@jupyterlab/toc", "jupyterlab"),
    ("@krassowski/jupyterlab-lsp", "jupyterlab-lsp"),
    ("@pyviz/jupyterlab_pyviz", "pyviz_comms"),
    ("dask-labextension", "dask-labextension"),
    ("jupyter-leaflet", "ipyleaflet"),
    ("jupyter-matplotlib", "ipympl"),
    ("jupyterlab-plotly", "plotly"),
];

/// What an old command is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Old {
    /// `jupyter labextension install`, which needs Node.js.
    Install,
    /// `jupyter lab build`, likewise.
    Build,
    /// `jupyter serverextension` or `nbextension`, which are no commands any longer.
    Gone,
}

fn old(command: &str) -> Option<Old> {
    let words: Vec<&str> = command.split_whitespace().collect();
    let has = |wanted: [&str; 2]| {
        words.windows(3).any(|three| three[0].ends_with("jupyter") && three[1..] == wanted)
            || words
                .windows(2)
                .any(|two| two[0].ends_with(&format!("jupyter-{}", wanted[0])) && two[1] == wanted[1])
    };
    if has(["labextension", "install"]) {
        return Some(Old::Install);
    }
    if has(["lab", "build"]) {
        return Some(Old::Build);
    }
    let gone = ["serverextension", "nbextension"];
    gone.iter().any(|it| has([it, "enable"]) || has([it, "install"])).then_some(Old::Gone)
}

/// The major version of a package that is pinned so that it cannot be a newer one.
fn major(subject: &Subject, package: &str) -> Option<u32> {
    let (_, spec) = subject.document.spec(package)?;
    let version = spec.version.trim_start_matches(['=', ' ', '~']);
    let upper = version.split(',').find_map(|term| term.trim().strip_prefix('<'));
    let number = |text: &str| text.split(['.', '*']).next()?.parse().ok();
    match upper {
        Some(upper) => number(upper).map(|number: u32| number.saturating_sub(1)),
        None if version.starts_with(['>', '!']) => None,
        None => number(version),
    }
}

/// An old command of postBuild.
struct Command<'c> {
    line: usize,
    text: &'c str,
    old: Old,
}

/// The packages that bring the extensions of a command built; `None` if one of them is not known.
fn brought(command: &str) -> Option<Vec<&'static str>> {
    let extensions = command.split_whitespace().filter(|word| !word.starts_with('-')).skip(3);
    let packages = extensions.map(|word| {
        // A version stands behind an `@`, which is no scope's at the start.
        let end = word.get(1..).and_then(|rest| rest.find('@')).map_or(word.len(), |at| at + 1);
        BUILT.iter().find(|(extension, _)| *extension == &word[..end]).map(|(_, package)| *package)
    });
    packages.collect::<Option<Vec<_>>>().filter(|packages| !packages.is_empty())
}

/// `extension-build`
pub fn build(subject: &Subject) -> Vec<Finding> {
    let Some(source) = &subject.examined.post_build else { return Vec::new() };
    let commands = commands(source);
    let commands =
        commands.iter().filter_map(|(line, text)| Some(Command { line: *line, text, old: old(text)? }));
    let commands: Vec<_> = commands.collect();
    let is_old_lab = major(subject, "jupyterlab").is_some_and(|major| major < 4);
    if is_old_lab {
        return commands.iter().filter_map(|command| of_old_lab(subject, &source.path, command)).collect();
    }
    let is_had = |command: &Command<'_>| {
        brought(command.text)
            .is_some_and(|packages| packages.iter().all(|package| subject.has_package(package)))
    };
    let nothing_to_build = commands.iter().all(|command| command.old != Old::Install || is_had(command));
    let is_old_server =
        major(subject, "notebook").is_some_and(|major| major < 7) || subject.has_package("nbclassic");
    // Notebook 7 needs Python 3.8.
    let is_old_server = is_old_server || python::here(subject).is_some_and(|version| version < (3, 8));
    let commands = commands.iter().filter(|command| command.old != Old::Gone || !is_old_server);
    let finding = |command: &Command<'_>| {
        let is_safe = match command.old {
            Old::Install => is_had(command),
            Old::Build => nothing_to_build,
            Old::Gone => true,
        };
        let is_whole = subject.raw(&source.path, command.line).trim() == command.text;
        let is_single = !command.text.contains(['|', '&', ';']);
        let edit = (is_safe && is_whole && is_single).then_some(Edit::Delete(command.line));
        obsolete(subject, &source.path, command).edits(edit)
    };
    commands.map(finding).collect()
}

/// Before JupyterLab 4 the commands are right; all they need is Node.js.
fn of_old_lab(subject: &Subject, file: &Utf8Path, command: &Command<'_>) -> Option<Finding> {
    let fails = command.old != Old::Gone && !subject.has_package("nodejs") && !command.text.contains("||");
    let sentence = format!("`{}` needs Node.js, which is not in the environment", shown(command.text));
    fails.then(|| Finding::error(file, command.line, sentence).fix("write `- nodejs` in environment.yml"))
}

fn obsolete(subject: &Subject, file: &Utf8Path, command: &Command<'_>) -> Finding {
    // Behind `||` stands what is to be done then.
    let fails = !command.text.contains("||") && (command.old == Old::Gone || !subject.has_package("nodejs"));
    let delete = "delete the line".to_owned();
    let (sentence, fix) = match command.old {
        Old::Gone => ("is no command any longer: extensions of the server enable themselves", delete),
        Old::Build => ("builds extensions, which come built since JupyterLab 3", delete),
        Old::Install => {
            let have = match brought(command.text) {
                Some(packages) => format!("have `{}` in environment.yml", packages.join("` and `")),
                None => "look for a package that brings the extension built".to_owned(),
            };
            (
                "builds an extension, and extensions come built since JupyterLab 3",
                format!("{delete}, and {have}"),
            )
        }
    };
    let why = if fails && command.old != Old::Gone { ", and fails without Node.js" } else { "" };
    let severity = if fails { Severity::Error } else { Severity::Warning };
    Finding::new(severity, file, command.line, format!("`{}` {sentence}{why}", shown(command.text))).fix(fix)
}
