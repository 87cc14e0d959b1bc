//! Programs that a script runs, and that nothing brings into the image.

use super::brought::Brought;
use super::installs::{INSTALLERS, changes_path, installs};
use super::program_table::{PROGRAMS, Program};
use super::scripts::{is_start, read};
use crate::base::source::Source;
use crate::base::wording::shown;
use crate::commands::check::finding::{Finding, Severity};
use crate::commands::check::script::{Command, Script};
use crate::commands::check::subject::Subject;

/// `missing-program`
pub fn missing_program(subject: &Subject) -> Vec<Finding> {
    // What another base image has is not known, nor what stands in a file that is not read.
    if read(subject).next().is_none()
        || !subject.surroundings.is_default_base
        || (subject.examined.environment.is_some() && !subject.examined.is_whole)
    {
        return by_ssh(subject);
    }
    let brought = Brought::of(subject);
    let mut findings = by_ssh(subject);
    for (source, script) in read(subject) {
        findings.extend(of_script(subject, &brought, source, script));
    }
    findings
}

fn of_script(subject: &Subject, brought: &Brought, source: &Source, script: &Script) -> Vec<Finding> {
    let (mut told, mut findings): (Vec<&str>, Vec<Finding>) = (Vec::new(), Vec::new());
    for (index, command) in script.commands.iter().enumerate() {
        let earlier = &script.commands[..index];
        if earlier.last().is_some_and(changes_path) {
            return findings;
        }
        let Some((name, program)) = run(command) else { continue };
        let is_own = script.names.contains(name) || is_made(earlier, name, program);
        if is_own || command.is_tried || told.contains(&name) || is_brought(subject, brought, program) {
            continue;
        }
        told.push(name);
        let is_error = brought.is_locked()
            && !earlier.iter().any(installs)
            && !is_start(source)
            && command.ends_script();
        let severity = if is_error { Severity::Error } else { Severity::Warning };
        let sentence =
            format!("`{}` needs `{name}`, which nothing that is listed brings", shown(&command.text));
        findings.push(Finding::new(severity, &source.path, command.line, sentence).fix(program.remedy()));
    }
    findings
}

/// The program that the command runs, if it is one of the table.
fn run(command: &Command) -> Option<(&str, &'static Program)> {
    let mut words = command.inner().iter().map(|word| word.text.as_str());
    let mut name = words.next()?;
    if name == "git" && words.next() == Some("lfs") {
        name = "git-lfs";
    }
    PROGRAMS.iter().find(|program| program.names.contains(&name)).map(|program| (name, program))
}

fn is_brought(subject: &Subject, brought: &Brought, program: &Program) -> bool {
    let is_refused =
        !subject.examined.refusals.is_empty() && program.by.iter().any(|name| !subject.lacks(name));
    brought.has(program.by) || brought.has_from_pip(program.pip) || is_refused
}

/// Whether an earlier command has installed the program, made a file of its name, or asked for it.
fn is_made(earlier: &[Command], name: &str, program: &Program) -> bool {
    let is_it = |text: &str| {
        let package = text.split(['=', '<', '>', '@']).next().unwrap_or_default();
        program.by.contains(&package) || program.pip.contains(&package) || program.names.contains(&package)
    };
    earlier.iter().any(|command| {
        let has_name = |text: &str| text.rsplit('/').next() == Some(name);
        let is_installed = INSTALLERS.contains(&command.program()) && command.arguments().any(is_it);
        let files = command.writes.iter().map(|word| word.text.as_str());
        is_installed || command.arguments().chain(files).any(has_name)
    })
}

/// What is fetched by `ssh`: pip's requirements, and repositories in scripts.
fn by_ssh(subject: &Subject) -> Vec<Finding> {
    let is_ssh = |text: &str| text.contains("ssh://") || text.starts_with("git@") || text.contains("+git@");
    let sentence = "this is fetched by `ssh`, for which the build has neither program nor key";
    let fix = "write its address with `https://`";
    let items = subject.pip.iter().filter(|item| is_ssh(&item.text));
    let mut findings: Vec<Finding> =
        items.map(|item| Finding::warning(&item.file, item.line, sentence).fix(fix)).collect();
    for (source, script) in read(subject).filter(|(source, _)| !is_start(source)) {
        let fetches = |command: &&Command| {
            !command.is_tried
                && ["git", "pip", "pip3"].contains(&command.program())
                && command.arguments().any(is_ssh)
        };
        let commands = script.commands.iter().filter(fetches);
        findings.extend(commands.map(|it| Finding::warning(&source.path, it.line, sentence).fix(fix)));
    }
    findings
}
