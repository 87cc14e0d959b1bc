//! The script `postBuild`, which runs once at the end of the image build.

use anyhow::Result;
use camino::Utf8Path;

use crate::source::{Folder, Source};

const FILE: &str = "postBuild";

/// The first line for a script that has none. `-e`, because a command that fails must stop the build.
const SHEBANG: &str = "#!/bin/bash -e";

/// The script as it is to run, and a warning if it had to be changed; `None` if there is nothing to run.
///
/// Windows line ends make the kernel look for an interpreter called `bash\r`, so they become LF. The execute bit
/// does not matter: git on Windows loses it, and the image sets it.
///
/// # Errors
///
/// `BadInput` for a NUL byte, and for what [`Source::read`] refuses.
pub(super) fn read(folder: &Folder) -> Result<(Option<String>, Option<String>)> {
    folder.read(Utf8Path::new(FILE))?.map_or(Ok((None, None)), |source| normalised(&source))
}

/// The same for a script that has been read.
pub(super) fn normalised(source: &Source) -> Result<(Option<String>, Option<String>)> {
    let text = unix_line_ends(&source.text);
    if let Some(index) = text.find('\0') {
        let line = text[..index].matches('\n').count() + 1;
        let column = text[..index].chars().rev().take_while(|character| *character != '\n').count() + 1;
        let sentence = "the character U+0000 cannot stand in a script; put a text file in its place";
        return Err(source.error_at(line, column, sentence));
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
    let warning = format!(
        "{FILE}:1:1: the script has no `#!` line, so it runs as `{SHEBANG}`: a command that fails stops the build"
    );
    Ok((Some(format!("{SHEBANG}\n{script}")), Some(warning)))
}

fn unix_line_ends(text: &str) -> String {
    let mut lines = Vec::new();
    for line in text.split('\n') {
        lines.push(line.trim_end_matches('\r').replace('\r', "\n"));
    }
    lines.join("\n")
}
