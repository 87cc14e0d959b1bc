//! The scripts `postBuild`, which runs once at the end of the image build, and `start`, which starts each container's command.

use anyhow::Result;
use camino::Utf8Path;

use super::warning::{About, Warning};
use crate::base::error::Mistake;
use crate::base::overlay::Overlay;
use crate::base::source::Source;

/// The first line for a script that has none.
const SHEBANG: &str = "#!/bin/bash -e";

/// A script as it is to run, and a warning if it had to be changed; no script if there is nothing to run.
pub type Script = (Option<String>, Option<Warning>);

/// `postBuild` in this folder of the project.
///
/// # Errors
///
/// `BadInput` for a NUL byte, and for what [`Source::read`] refuses.
pub fn post_build(project: &Overlay, folder: &Utf8Path) -> Result<Script> {
    let source = project.read(&folder.join("postBuild"))?;
    source.map_or(Ok((None, None)), |source| normalised(&source))
}

/// `start` in this folder of the project. It gets the container's command as its arguments, and has to end with it.
///
/// A script of a shell that does not is given the last line that is missing: with Binder alone it would start nothing,
/// and there are such scripts that only set variables.
///
/// # Errors
///
/// As [`post_build`].
pub fn start(project: &Overlay, folder: &Utf8Path) -> Result<Script> {
    let Some(source) = project.read(&folder.join("start"))? else { return Ok((None, None)) };
    let (Some(mut script), warning) = normalised(&source)? else { return Ok((None, None)) };
    if !is_for_a_shell(&script) || runs_its_arguments(&script) {
        return Ok((Some(script), warning));
    }
    script.push_str("exec \"$@\"\n");
    let line = source.text.trim_end().lines().count();
    let warning = Warning::new(
        About::NoExec,
        &source.path,
        "the script does not run the command that it is given, so `exec \"$@\"` is added at its end",
        "write it there, because Binder does not",
    );
    Ok((Some(script), Some(warning.at(Some((line, 1))))))
}

/// Whether the `#!` line names bash, sh, or another shell that knows `exec "$@"` and `set -e`.
pub fn is_for_a_shell(script: &str) -> bool {
    let first = script.lines().next().unwrap_or_default().trim_start_matches("#!");
    first.split([' ', '\t', '/']).any(|word| ["sh", "bash", "dash", "ksh", "zsh"].contains(&word))
}

/// Whether some line runs the script's arguments: by `exec`, or as the last command.
fn runs_its_arguments(script: &str) -> bool {
    let lines = || script.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    let has_arguments = |line: &str| ["$@", "${@", "$*", "${*"].iter().any(|all| line.contains(all));
    let executes = |line: &str| line.split([' ', '\t', ';', '&', '|']).any(|word| word == "exec");
    lines().any(|line| has_arguments(line) && executes(line))
        || lines().next_back().is_some_and(has_arguments)
}

/// The text with a `#!` line and a line end at its end.
///
/// Windows line ends make the kernel look for an interpreter called `bash\r`, so they become LF. The execute bit
/// does not matter: git on Windows loses it, and the image sets it.
///
/// # Errors
///
/// `BadInput` for a NUL byte.
pub fn normalised(source: &Source) -> Result<Script> {
    let text = unix_line_ends(&source.text);
    if let Some(index) = text.find('\0') {
        let line = text[..index].matches('\n').count() + 1;
        let column = text[..index].chars().rev().take_while(|character| *character != '\n').count() + 1;
        let sentence = "the character U+0000 cannot stand in a script";
        return Err(source.error_at(line, column, Mistake::new(sentence, "put a text file in its place")));
    }
    if text.trim().is_empty() {
        return Ok((None, None));
    }
    let mut script = text;
    if !script.ends_with('\n') {
        script.push('\n');
    }
    // The kernel reads `#!` in the first two bytes only, so blank lines above it would hide it.
    if script.trim_start().starts_with("#!") {
        return Ok((Some(script.trim_start().to_owned()), None));
    }
    let step = if source.path.file_name() == Some("start") { "start" } else { "build" };
    let warning = Warning::new(
        About::NoShebang,
        &source.path,
        format!(
            "the script has no `#!` line, so it runs as `{SHEBANG}`: a command that fails stops the {step}"
        ),
        format!("write `{SHEBANG}` there"),
    );
    Ok((Some(format!("{SHEBANG}\n{script}")), Some(warning.at(Some((1, 1))))))
}

fn unix_line_ends(text: &str) -> String {
    let mut lines = Vec::new();
    for line in text.split('\n') {
        lines.push(line.trim_end_matches('\r').replace('\r', "\n"));
    }
    lines.join("\n")
}
