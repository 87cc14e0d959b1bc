//! Commands that built JupyterLab's extensions, back when they had to be built.

use super::brought::Brought;
use super::installs::{CONDA, installs};
use super::jupyter_versions::{Notebook, has_old_lab, notebook};
use super::program_table::PROGRAMS;
use super::scripts::post_build_read;
use crate::base::source::Source;
use crate::base::wording::shown;
use crate::commands::check::finding::{Edit, Finding, Severity};
use crate::commands::check::script::{Command, Runs};
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
    /// `jupyter serverextension` or `nbextension`, which came with a notebook before 7, and not with nbclassic.
    Gone,
}

fn old(command: &Command) -> Option<Old> {
    let mut words: Vec<&str> = command.words.iter().map(|word| word.text.as_str()).collect();
    // It may stand behind such as `python -m`.
    let start = words
        .iter()
        .position(|word| word.rsplit('/').next().is_some_and(|name| name.starts_with("jupyter")))?;
    let leads = |word: &&str| {
        ["python", "python3", "-m", "sudo", "exec", "env", "nohup"].contains(word) || word.contains('=')
    };
    if !words.drain(..start).all(|word| leads(&word)) {
        return None;
    }
    let program = words[0].rsplit('/').next()?.strip_prefix("jupyter-");
    let subcommand = program.or_else(|| words.get(1).copied())?;
    let action = words.get(if program.is_some() { 1 } else { 2 })?;
    match (subcommand, *action) {
        ("labextension", "install") => Some(Old::Install),
        ("lab", "build") => Some(Old::Build),
        ("serverextension" | "nbextension", "enable" | "install") => Some(Old::Gone),
        _ => None,
    }
}

/// The packages that bring the extensions of a command built; `None` if one of them is not known.
fn brought(command: &Command) -> Option<Vec<&'static str>> {
    let extensions = command
        .arguments()
        .filter(|word| !word.starts_with('-'))
        .skip_while(|word| *word != "install")
        .skip(1);
    let packages = extensions.map(|word| {
        // A version stands behind an `@`, which is no scope's at the start.
        let end = word.get(1..).and_then(|rest| rest.find('@')).map_or(word.len(), |at| at + 1);
        BUILT.iter().find(|(extension, _)| *extension == &word[..end]).map(|(_, package)| *package)
    });
    packages.collect::<Option<Vec<_>>>().filter(|packages| !packages.is_empty())
}

/// What decides about all of the commands.
struct Case<'s> {
    subject: &'s Subject,
    source: &'s Source,
    brought: Brought,
    has_node: bool,
    nothing_to_build: bool,
    /// The line from which on the script itself may have installed something.
    first_install: Option<usize>,
}

/// `extension-build`
pub fn build(subject: &Subject) -> Vec<Finding> {
    let Some((source, script)) = post_build_read(subject) else { return Vec::new() };
    let installs_node = |command: &Command| {
        CONDA.contains(&command.program()) && command.arguments().any(|it| it.starts_with("nodejs"))
    };
    let brought_all = Brought::of(subject);
    let has_node = PROGRAMS
        .iter()
        .filter(|program| program.names.contains(&"node") || program.names.contains(&"yarn"))
        .any(|program| brought_all.has(program.by) || brought_all.has_from_pip(program.pip))
        || script.commands.iter().any(installs_node);
    let commands: Vec<_> =
        script.commands.iter().filter_map(|command| Some((command, old(command)?))).collect();
    let nothing_to_build =
        commands.iter().all(|(command, old)| *old != Old::Install || is_had(subject, command));
    let first_install =
        script.commands.iter().filter(|it| old(it).is_none()).find(|it| installs(it)).map(|it| it.line);
    let case = Case { subject, source, brought: brought_all, has_node, nothing_to_build, first_install };
    let is_old_lab = has_old_lab(subject, &case.brought);
    commands.iter().filter_map(|(command, old)| case.finding(command, *old, is_old_lab)).collect()
}

fn is_had(subject: &Subject, command: &Command) -> bool {
    brought(command).is_some_and(|packages| packages.iter().all(|package| subject.has_package(package)))
}

impl Case<'_> {
    fn finding(&self, command: &Command, old: Old, is_old_lab: bool) -> Option<Finding> {
        let is_known = self.brought.is_known() && self.first_install.is_none_or(|line| command.line < line);
        let (fails, is_certain) = match old {
            Old::Gone => match notebook(self.subject, &self.brought) {
                Notebook::Old => return None,
                Notebook::New => (true, is_known),
            },
            _ => (!self.has_node && !command.is_tried, is_known),
        };
        let is_error = fails && is_certain && command.ends_script();
        let severity = if is_error { Severity::Error } else { Severity::Warning };
        let finding = |sentence| Finding::new(severity, &self.source.path, command.line, sentence);
        if is_old_lab {
            // Before JupyterLab 4 the commands are right; all they need is Node.js.
            let sentence =
                format!("`{}` needs Node.js, which is not in the environment", shown(&command.text));
            return (fails && old != Old::Gone)
                .then(|| finding(sentence).fix("write `- nodejs` in environment.yml"));
        }
        let (sentence, fix) = obsolete(command, old);
        let why = if fails && old != Old::Gone { ", and fails without Node.js" } else { "" };
        let finding = finding(format!("`{}` {sentence}{why}", shown(&command.text))).fix(fix);
        Some(finding.edits(self.edit(command, old)))
    }

    /// The edit that deletes the line, if that takes nothing away.
    fn edit(&self, command: &Command, old: Old) -> Option<Edit> {
        let is_safe = match old {
            Old::Install => is_had(self.subject, command),
            Old::Build => self.nothing_to_build,
            Old::Gone => true,
        };
        let is_whole = self.subject.raw(&self.source.path, command.line).trim() == command.whole;
        let is_single = !command.whole.contains(['|', '&', ';']);
        (is_safe && is_whole && is_single && command.runs != Runs::OnCondition)
            .then_some(Edit::Delete(command.line))
    }
}

fn obsolete(command: &Command, old: Old) -> (&'static str, String) {
    let delete = "delete the line".to_owned();
    match old {
        Old::Gone => (
            "is no command since notebook 7, nor with nbclassic: extensions of the server enable themselves",
            delete,
        ),
        Old::Build => ("builds extensions, which come built since JupyterLab 3", delete),
        Old::Install => {
            let have = match brought(command) {
                Some(packages) => format!("have `{}` in environment.yml", packages.join("` and `")),
                None => "look for a package that brings the extension built".to_owned(),
            };
            (
                "builds an extension, and extensions come built since JupyterLab 3",
                format!("{delete}, and {have}"),
            )
        }
    }
}
