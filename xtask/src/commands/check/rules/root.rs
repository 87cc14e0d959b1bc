//! What only root can do, in scripts that run as the user.

use super::scripts::{is_start, read};
use crate::base::source::Source;
use crate::base::wording::shown;
use crate::commands::check::finding::{Finding, Severity};
use crate::commands::check::script::{Command, Script};
use crate::commands::check::subject::Subject;

/// What installs packages of the system.
const MANAGERS: [&str; 9] =
    ["apt", "apt-get", "aptitude", "dpkg", "yum", "dnf", "apk", "snap", "add-apt-repository"];

/// What such a command is followed by where it takes root; it answers questions, too.
const CHANGES: [&str; 7] = ["install", "update", "upgrade", "dist-upgrade", "remove", "purge", "-i"];

/// What needs no `sudo` here, because the environment and the home are the user's.
const YOURS: [&str; 12] =
    ["pip", "pip3", "conda", "mamba", "npm", "python", "python3", "jupyter", "R", "Rscript", "julia", "yarn"];

/// What starts a service.
const SERVICES: [&str; 3] = ["service", "systemctl", "/etc/init.d"];

/// Words of `sudo` itself that have a value behind them.
const WITH_VALUE: [&str; 6] = ["-u", "-g", "-h", "-p", "--user", "--group"];

/// `needs-root`
pub fn needs_root(subject: &Subject) -> Vec<Finding> {
    read(subject).flat_map(|(source, script)| commands_for_root(subject, source, &script)).collect()
}

fn commands_for_root(subject: &Subject, source: &Source, script: &Script) -> Vec<Finding> {
    let mut chains = Vec::new();
    let mut findings = Vec::new();
    // What is tried and may fail, or depends on a condition, is the script's own business.
    for command in script.commands.iter().filter(|command| !command.is_tried && !command.may_not_run) {
        let Some(inner) = as_root(command) else { continue };
        // `apt-get update && apt-get install` is told once.
        if chains.contains(&command.chain) && MANAGERS.contains(&inner[0].as_str()) {
            continue;
        }
        chains.push(command.chain);
        // Another base image may have `sudo`, and an account that needs no password for it.
        let is_certain = command.program() != "sudo" || subject.surroundings.is_default_base;
        let is_error = !is_start(source) && is_certain && command.ends_script();
        let severity = if is_error { Severity::Error } else { Severity::Warning };
        let name = source.path.file_name().unwrap_or_default();
        let sentence = format!("`{}` needs root, and {name} runs as you", shown(&command.text));
        findings
            .push(Finding::new(severity, &source.path, command.line, sentence).fix(remedy(subject, &inner)));
    }
    findings
}

/// The words that root is to run, the program first.
fn as_root(command: &Command) -> Option<Vec<String>> {
    let words: Vec<&str> = command.words.iter().map(|word| word.text.as_str()).collect();
    let (first, rest) = words.split_first()?;
    if *first != "sudo" {
        let is_change = MANAGERS.contains(first) && rest.iter().any(|word| CHANGES.contains(word));
        return is_change.then(|| words.iter().map(|&word| word.to_owned()).collect());
    }
    let mut inner = rest.iter().skip_while(|word| word.contains('=') || word.starts_with('-')).peekable();
    let before = rest.len() - inner.clone().count();
    if before > 0 && WITH_VALUE.contains(&rest[before - 1]) {
        inner.next();
    }
    let inner: Vec<String> = inner.map(|&word| word.to_owned()).collect();
    Some(if inner.is_empty() { vec![String::new()] } else { inner })
}

fn remedy(subject: &Subject, words: &[String]) -> &'static str {
    let program = words[0].as_str();
    if MANAGERS.contains(&program) {
        "list the packages that it installs in apt.txt"
    } else if YOURS.contains(&program) {
        "leave out `sudo`: the environment and your home are yours to write"
    } else if SERVICES.iter().any(|service| program.starts_with(service)) {
        "start the program that serves, as yourself, in the script `start`"
    } else if subject.surroundings.has_settings {
        "write into `$HOME` or `$CONDA_PREFIX`, which are yours, or name an image that has it in the setting `base-image`"
    } else {
        "write into `$HOME` or `$CONDA_PREFIX`, which are yours"
    }
}
