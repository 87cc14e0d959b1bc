//! The packages that exist for one system only, as far as exports have them, and the rule that finds them.

use super::builds;
use super::channels::{is_licensed, is_of_own_channel};
use super::pip_indexes;
use super::system::System;
use crate::base::wording::shown;
use crate::commands::check::finding::{Edit, Finding, Severity};
use crate::commands::check::subject::Subject;
use crate::conda::{Item, Spec};

/// Names of packages, by system; a `*` at an end stands for anything.
type Table = [(System, &'static [&'static str]); 2];

/// Conda's packages that no channel has for Linux.
const CONDA: Table = [
    (System::Macos, &["pyobjc-*", "python.app"]),
    (
        System::Windows,
        &[
            "console_shortcut*",
            "m2w64-gcc-libgfortran",
            "m2w64-gcc-libs",
            "m2w64-gcc-libs-core",
            "m2w64-gmp",
            "m2w64-libwinpthread-git",
            "msys2-conda-epoch",
            "powershell_shortcut*",
            "pywin32",
            "pywinpty",
            "ucrt",
            "vc",
            "vc14_runtime",
            "vcomp14",
            "vs2008_runtime",
            "vs2010_runtime",
            "vs2013_runtime",
            "vs2015_runtime",
            "windows-curses",
            "winpty",
        ],
    ),
];

/// Conda's packages that exports of a system have, and that nobody needs on Linux, where some of their versions exist:
/// conda-forge has libc++ for Linux, compilers that compile for the others, and builds for all systems of what is pure Python.
const LEFT_OVER: Table = [
    (
        System::Macos,
        &["appnope", "cctools", "ld64", "libcxx", "libcxxabi", "sigtool", "tapi", "*_osx-64", "*_osx-arm64"],
    ),
    (
        System::Windows,
        &[
            "comtypes",
            "m2-*",
            "m2w64-*",
            "pypiwin32",
            "pywin32-ctypes",
            "win_inet_pton",
            "win_unicode_console",
            "wincertstore",
            "*_win-32",
            "*_win-64",
        ],
    ),
];

/// Those of them that conda-forge alone has for all systems, and only from this version on. They do nothing elsewhere.
const NOARCH_SINCE: [(&str, &str); 1] = [("appnope", "0.1.3")];

/// pip's: those that cannot be installed on Linux, as others can that do nothing there.
const PIP: Table = [
    (System::Macos, &["pyobjc*", "tensorflow-macos", "tensorflow-metal"]),
    (System::Windows, &["pypiwin32", "pywin32", "pywinpty", "tensorflow-intel", "windows-curses"]),
];

/// Those of them that are the builds for one system of a package that has another name on Linux.
const TWINS: [(&str, &str); 2] = [("tensorflow-macos", "tensorflow"), ("tensorflow-intel", "tensorflow")];

/// The system for which this package is, if it cannot be had for Linux.
pub fn owner(package: &str, is_pip: bool) -> Option<System> {
    look_up(if is_pip { &PIP } else { &CONDA }, package)
}

/// The system of whose exports this package is left over, if it can be had for Linux, but is of no use there.
pub fn left_over(package: &str) -> Option<System> {
    look_up(&LEFT_OVER, package).filter(|_| owner(package, false).is_none())
}

/// Whether it is left over in a version, from channels or in a build that are for its system alone.
fn is_bound(subject: &Subject, spec: &Spec) -> bool {
    let Some((_, since)) = NOARCH_SINCE.iter().find(|(name, _)| *name == spec.name) else { return false };
    let channels: Vec<&str> = match spec.channel.as_str() {
        "" => subject.document.channels.iter().map(|channel| channel.text.as_str()).collect(),
        channel => vec![channel],
    };
    spec.exact().is_some_and(|version| is_older(version, since))
        || (!channels.is_empty()
            && channels.iter().all(|channel| is_licensed(channel) || *channel == "nodefaults"))
        || builds::is_of_a_system(spec)
}

/// Whether a version is older, by its numbers; one that the other begins with may mean it.
fn is_older(version: &str, than: &str) -> bool {
    let numbers = |text: &str| text.split('.').map(|part| part.parse().ok()).collect::<Option<Vec<u32>>>();
    matches!((numbers(version), numbers(than)), (Some(version), Some(than)) if !than.starts_with(&version) && version < than)
}

fn look_up(table: &Table, package: &str) -> Option<System> {
    let is = |pattern: &&str| match (pattern.strip_prefix('*'), pattern.strip_suffix('*')) {
        (Some(end), _) => package.ends_with(end),
        (_, Some(start)) => package.starts_with(start),
        _ => package == *pattern,
    };
    table.iter().find(|(_, names)| names.iter().any(is)).map(|(system, _)| *system)
}

/// `other-system`
pub fn other_system(subject: &Subject) -> Vec<Finding> {
    let mut findings: Vec<Finding> =
        subject.specs().filter_map(|(item, spec)| of_conda(subject, item, spec)).collect();
    for (item, requirement) in subject.requirements().filter(|(_, requirement)| requirement.marker.is_empty())
    {
        if let Some(system) = owner(&requirement.name, true) {
            let sentence = format!(
                "the package `{}` is for {} and not for Linux",
                shown(&requirement.name),
                system.name()
            );
            let twin = TWINS.iter().find(|(name, _)| *name == requirement.name).map(|(_, twin)| *twin);
            let twin = twin.filter(|twin| !subject.has_package(twin));
            let fix = match twin {
                Some(twin) => format!("write `{twin}`, which is the same for Linux"),
                None => format!("delete the line, or end it with `; {}`", system.marker()),
            };
            let edit = match twin {
                Some(twin) => subject.replace(&item.file, item.line, &requirement.name, twin),
                None => subject.delete(&item.file, item.line, &item.text),
            };
            let is_certain = pip_indexes::is_public_alone(subject)
                && !pip_indexes::has_address(subject, &requirement.name);
            let severity = if is_certain { Severity::Error } else { Severity::Warning };
            let finding = Finding::new(severity, &item.file, item.line, sentence).fix(fix);
            findings.push(finding.edits(edit));
        }
    }
    findings
}

/// What is to be said of one of Conda's packages.
fn of_conda(subject: &Subject, item: &Item, spec: &Spec) -> Option<Finding> {
    let owner = owner(&spec.name, false);
    let system = owner.or_else(|| left_over(&spec.name))?;
    let (name, of) = (shown(&spec.name), system.name());
    let edit = subject.delete(&subject.file, item.line, &item.text);
    let (finding, edit): (_, Option<Edit>) = if owner.is_some() {
        let sentence = format!("the package `{name}` is for {of} and not for Linux");
        let severity = if is_of_own_channel(subject, spec) { Severity::Warning } else { Severity::Error };
        (Finding::new(severity, &subject.file, item.line, sentence), edit)
    } else if is_bound(subject, spec) {
        let sentence = format!("`{}` is for {of} and not for Linux", shown(&item.text));
        (Finding::error(&subject.file, item.line, sentence), edit)
    } else {
        let sentence =
            format!("the package `{name}` is what exports from {of} have, and nothing on Linux needs it");
        // Whoever wrote it down on Linux may want just that.
        let is_idle = NOARCH_SINCE.iter().any(|(idle, _)| *idle == spec.name);
        let edit = edit.filter(|_| is_idle || exported_on(subject) == Some(system));
        (Finding::warning(&subject.file, item.line, sentence), edit)
    };
    Some(finding.fix("delete the line").edits(edit))
}

/// The system on which the file was exported, if it is not Linux and the file tells.
pub fn exported_on(subject: &Subject) -> Option<System> {
    let prefix = subject.document.prefix.as_ref().map(|prefix| prefix.text.as_str()).unwrap_or_default();
    if prefix.starts_with("/Users/") || prefix.starts_with("/opt/homebrew") {
        return Some(System::Macos);
    }
    if prefix.chars().nth(1) == Some(':') {
        return Some(System::Windows);
    }
    subject.specs().find_map(|(_, spec)| owner(&spec.name, false).or(builds::system(spec)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_exists_on_linux_too_is_nobodys() {
        for package in
            ["colorama", "llvm-openmp", "gcc_linux-64", "vcrpy", "python", "intel-openmp", "menuinst"]
        {
            assert_eq!(owner(package, false), None, "{package}");
        }
        assert_eq!(
            (owner("clang_osx-arm64", false), left_over("clang_osx-arm64")),
            (None, Some(System::Macos))
        );
        for package in ["m2-base", "m2w64-sysroot_win-64", "pypiwin32", "win_inet_pton"] {
            assert_eq!(
                (owner(package, false), left_over(package)),
                (None, Some(System::Windows)),
                "{package}"
            );
        }
        assert_eq!(owner("m2w64-gcc-libs", false), Some(System::Windows));
    }

    #[test]
    fn a_version_that_another_begins_with_is_not_older() {
        for (version, expected) in
            [("0.1.0", true), ("0.1.2", true), ("0.0", true), ("0.1", false), ("0", false)]
        {
            assert_eq!(is_older(version, "0.1.3"), expected, "{version}");
        }
        assert!(["0.1.3", "0.1.4", "1", "0.1.x", ""].iter().all(|version| !is_older(version, "0.1.3")));
    }

    #[test]
    fn pip_installs_appnope_anywhere_and_conda_since_it_is_pure_python() {
        assert_eq!((owner("appnope", true), owner("appnope", false)), (None, None));
        assert_eq!(left_over("appnope"), Some(System::Macos));
    }
}
