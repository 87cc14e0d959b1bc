//! What only root can do, in scripts that run as the user.

use std::collections::BTreeSet;

use super::installs::changes_path;
use super::scripts::{is_start, read};
use crate::base::source::Source;
use crate::base::wording::shown;
use crate::commands::check::finding::{Finding, Severity};
use crate::commands::check::script::{Command, Runs, Script, Word};
use crate::commands::check::subject::Subject;

/// What installs packages of the system.
const MANAGERS: [&str; 9] =
    ["apt", "apt-get", "aptitude", "dpkg", "yum", "dnf", "apk", "snap", "add-apt-repository"];

/// What such a command is told where it takes root; it answers questions, too.
const CHANGES: [&str; 11] = [
    "install",
    "update",
    "upgrade",
    "dist-upgrade",
    "full-upgrade",
    "remove",
    "autoremove",
    "purge",
    "build-dep",
    "add",
    "del",
];

/// The same for `dpkg`.
const OF_DPKG: [&str; 6] = ["-i", "--install", "--unpack", "--configure", "--remove", "--purge"];

/// Options with which it does nothing, or only tells something.
const HARMLESS: [&str; 13] = [
    "--help",
    "-h",
    "--version",
    "-v",
    "-s",
    "--simulate",
    "--just-print",
    "--dry-run",
    "--recon",
    "--no-act",
    "--print-uris",
    "--assumeno",
    "--assume-no",
];

/// Options by which it can be told to work in other folders, which may be the user's.
const PLACES: [&str; 6] = ["-c", "--config-file", "--root", "--admindir", "--instdir", "--installroot"];

/// Options of apt that have a value behind them.
const WITH_VALUE_OF_APT: [&str; 7] =
    ["-o", "-t", "-c", "-a", "--option", "--target-release", "--config-file"];

/// What needs no `sudo` here, because the environment and the home are the user's.
const YOURS: [&str; 12] =
    ["pip", "pip3", "conda", "mamba", "npm", "python", "python3", "jupyter", "R", "Rscript", "julia", "yarn"];

/// What starts a service.
const SERVICES: [&str; 3] = ["service", "systemctl", "/etc/init.d"];

/// Words of `sudo` itself that have a value behind them.
const WITH_VALUE: [&str; 6] = ["-u", "-g", "-h", "-p", "--user", "--group"];

/// `needs-root`
pub fn needs_root(subject: &Subject) -> Vec<Finding> {
    read(subject).flat_map(|(source, script)| commands_for_root(subject, source, script)).collect()
}

fn commands_for_root(subject: &Subject, source: &Source, script: &Script) -> Vec<Finding> {
    let (mut chains, mut findings, mut earlier) = (BTreeSet::new(), Vec::new(), Earlier::default());
    // What is tried and may fail, or depends on a condition, is the script's own business.
    let is_said = |command: &Command| !command.is_tried && command.runs != Runs::OnCondition;
    for command in &script.commands {
        let is_plain = earlier.leaves(command);
        earlier.add(command);
        let Some(inner) = as_root(command).filter(|_| is_said(command)) else { continue };
        let program = name(&command.inner()[0]);
        if script.names.contains(program) || subject.has_package(program) {
            continue;
        }
        // `apt-get update && apt-get install` is told once.
        if chains.contains(&command.chain) && MANAGERS.contains(&inner[0].as_str()) {
            continue;
        }
        chains.insert(command.chain);
        // Another base image may have `sudo`, and an account that needs no password for it.
        let is_certain = is_plain && (program != "sudo" || subject.surroundings.is_default_base);
        let is_error = !is_start(source) && is_certain && command.ends_script();
        let severity = if is_error { Severity::Error } else { Severity::Warning };
        let script = source.path.file_name().unwrap_or_default();
        let sentence = format!("`{}` needs root, and {script} runs as you", shown(&command.text));
        findings
            .push(Finding::new(severity, &source.path, command.line, sentence).fix(remedy(subject, &inner)));
    }
    findings
}

/// The words that root is to run, the program first.
fn as_root(command: &Command) -> Option<Vec<String>> {
    let (first, rest) = command.inner().split_first()?;
    let program = name(first);
    let rest: Vec<&str> = rest.iter().map(|word| word.text.as_str()).collect();
    if program != "sudo" {
        let words = || [program].into_iter().chain(rest.iter().copied()).map(str::to_owned).collect();
        return (MANAGERS.contains(&program) && is_change(program, &rest)).then(words);
    }
    let mut inner = rest.iter().skip_while(|word| word.contains('=') || word.starts_with('-')).peekable();
    let before = rest.len() - inner.clone().count();
    if before > 0 && WITH_VALUE.contains(&rest[before - 1]) {
        inner.next();
    }
    let inner: Vec<String> = inner.map(|&word| word.to_owned()).collect();
    Some(if inner.is_empty() { vec![String::new()] } else { inner })
}

/// The program's name, unless it is one in a folder of the project's.
fn name(word: &Word) -> &str {
    match word.text.rsplit_once('/') {
        Some((folder, name)) if folder.starts_with('/') => name,
        _ => &word.text,
    }
}

/// Whether a manager with these words takes root.
fn is_change(manager: &str, words: &[&str]) -> bool {
    let simulates = |word: &&str| {
        // Letters behind one hyphen stand for themselves, as in `-sy`.
        let is_short = manager.starts_with("apt") && word.chars().skip(1).all(|c| "ydqsfumV".contains(c));
        HARMLESS.contains(word) || (is_short && word.starts_with('-') && word.contains('s'))
    };
    if words.iter().any(simulates) {
        return false;
    }
    match manager {
        "add-apt-repository" => !words.is_empty(),
        "dpkg" => words.iter().any(|word| OF_DPKG.contains(word)),
        _ => {
            let mut plain = words.iter().enumerate().filter(|(index, word)| {
                let is_value = *index > 0 && WITH_VALUE_OF_APT.contains(&words[index - 1]);
                !word.starts_with('-') && !is_value
            });
            plain.next().is_some_and(|(_, word)| CHANGES.contains(word))
        }
    }
}

/// What ran before a command, as far as it may have brought a program of the command's name.
#[derive(Default)]
struct Earlier<'c> {
    changes_path: bool,
    /// The last parts of the files that were named, but for a program's own name.
    files: BTreeSet<&'c str>,
}

impl<'c> Earlier<'c> {
    fn add(&mut self, command: &'c Command) {
        self.changes_path |= changes_path(command);
        let files = command.arguments().chain(command.writes.iter().map(|word| word.text.as_str()));
        for file in files.filter_map(|file| file.rsplit('/').next()) {
            if command.program() != file {
                self.files.insert(file);
            }
        }
    }

    /// Whether the program is that of the system, and nothing tells it to work elsewhere.
    fn leaves(&self, command: &Command) -> bool {
        let program = command.inner().first().map_or("", |word| name(word));
        let elsewhere = |word: &str| {
            let option = word.split('=').next().unwrap_or_default();
            program != "sudo"
                && (PLACES.contains(&option) || word.contains("Dir") || word.contains("NoLocking"))
        };
        !command.arguments().any(elsewhere) && !self.changes_path && !self.files.contains(program)
    }
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
