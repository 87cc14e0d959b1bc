//! Which commands of a script may bring packages and programs that no file lists.

use crate::commands::check::script::Command;

/// Conda under each of its names.
pub const CONDA: [&str; 3] = ["conda", "mamba", "micromamba"];

/// What installs packages, and so may bring a program.
pub const INSTALLERS: [&str; 11] =
    ["conda", "mamba", "micromamba", "pip", "pip3", "python", "python3", "npm", "apt", "apt-get", "sudo"];

/// What installs by another file, or by a program of its own.
const RUNNERS: [&str; 9] = ["bash", "sh", "make", "python", "python3", "R", "Rscript", "julia", "node"];

/// Whether the command may install what no file lists.
pub fn installs(command: &Command) -> bool {
    let is_install = |word: &str| ["install", "update", "create", "sync"].contains(&word);
    let is_module = command.arguments().next() == Some("-m");
    let by_installer = INSTALLERS.contains(&command.program()) && command.arguments().any(is_install);
    by_installer || changes_path(command) || (RUNNERS.contains(&command.program()) && !is_module)
}

/// Whether what follows may find programs elsewhere, or anything may have been installed.
pub fn changes_path(command: &Command) -> bool {
    let sets = |text: &str| text.starts_with("PATH=") || text.starts_with("PATH+=");
    let words: Vec<&str> = command.words.iter().map(|word| word.text.as_str()).collect();
    let is_piped =
        ["bash", "sh"].contains(&command.program()) && words[1..].iter().all(|word| word.starts_with('-'));
    let is_update = words.windows(2).any(|pair| pair == ["env", "update"] || pair == ["env", "create"]);
    let is_source = matches!(words.first(), Some(&("source" | "." | "eval" | "module" | "nvm" | "hash")));
    is_piped
        || is_update
        || (is_source && words.get(1) != Some(&"activate"))
        || words.iter().any(|word| sets(word))
        || command.variables.iter().any(|word| sets(&word.text))
}
