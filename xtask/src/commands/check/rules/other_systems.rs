//! The packages that exist for one system only, as far as exports have them, and the rule that finds them.

use crate::base::wording::shown;
use crate::commands::check::finding::Finding;
use crate::commands::check::subject::Subject;

/// A system that is not Linux.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum System {
    Macos,
    Windows,
}

impl System {
    /// What it is called.
    pub fn name(self) -> &'static str {
        match self {
            Self::Macos => "macOS",
            Self::Windows => "Windows",
        }
    }

    /// The condition that pip understands.
    pub fn marker(self) -> &'static str {
        match self {
            Self::Macos => "sys_platform == \"darwin\"",
            Self::Windows => "sys_platform == \"win32\"",
        }
    }
}

/// Names of packages, by system; a `*` at an end stands for anything.
type Table = [(System, &'static [&'static str]); 2];

/// Conda's packages that no channel has for Linux.
const CONDA: Table = [
    (System::Macos, &["appnope", "pyobjc-*", "python.app"]),
    (
        System::Windows,
        &[
            "console_shortcut*",
            "m2-*",
            "m2w64-*",
            "msys2-conda-epoch",
            "powershell_shortcut*",
            "pypiwin32",
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
            "win_inet_pton",
            "windows-curses",
            "winpty",
        ],
    ),
];

/// Conda's packages that exports of a system have, and that nobody needs on Linux, where some of their versions exist:
/// conda-forge has libc++ for Linux, and compilers that compile for the others.
const LEFT_OVER: Table = [
    (
        System::Macos,
        &["cctools", "ld64", "libcxx", "libcxxabi", "sigtool", "tapi", "*_osx-64", "*_osx-arm64"],
    ),
    (
        System::Windows,
        &["comtypes", "pywin32-ctypes", "win_unicode_console", "wincertstore", "*_win-32", "*_win-64"],
    ),
];

/// pip's: those that cannot be installed on Linux, as others can that do nothing there.
const PIP: Table = [
    (System::Macos, &["pyobjc*", "tensorflow-macos", "tensorflow-metal"]),
    (System::Windows, &["pypiwin32", "pywin32", "pywinpty", "tensorflow-intel", "windows-curses"]),
];

/// The system for which this package is, if it cannot be had for Linux.
pub fn owner(package: &str, is_pip: bool) -> Option<System> {
    look_up(if is_pip { &PIP } else { &CONDA }, package)
}

/// The system of whose exports this package is left over, if it can be had for Linux, but is of no use there.
pub fn left_over(package: &str) -> Option<System> {
    look_up(&LEFT_OVER, package)
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
    let mut findings = Vec::new();
    for (item, spec) in subject.specs() {
        if let Some(system) = owner(&spec.name, false) {
            let sentence =
                format!("the package `{}` is for {} and not for Linux", shown(&spec.name), system.name());
            let finding = Finding::error(&subject.file, item.line, sentence).fix("delete the line");
            findings.push(finding.edits(subject.delete(&subject.file, item.line, &item.text)));
        }
        if let Some(system) = left_over(&spec.name) {
            let (name, of) = (shown(&spec.name), system.name());
            let sentence =
                format!("the package `{name}` is what exports from {of} have, and nothing on Linux needs it");
            let finding = Finding::warning(&subject.file, item.line, sentence).fix("delete the line");
            // Whoever wrote it down on Linux may want just that.
            let edit = subject.delete(&subject.file, item.line, &item.text);
            findings.push(finding.edits(edit.filter(|_| exported_on(subject) == Some(system))));
        }
    }
    for (item, requirement) in subject.requirements().filter(|(_, requirement)| requirement.marker.is_empty())
    {
        if let Some(system) = owner(&requirement.name, true) {
            let sentence = format!(
                "the package `{}` is for {} and not for Linux",
                shown(&requirement.name),
                system.name()
            );
            let fix = format!("delete the line, or end it with `; {}`", system.marker());
            let finding = Finding::error(&item.file, item.line, sentence).fix(fix);
            findings.push(finding.edits(subject.delete(&item.file, item.line, &item.text)));
        }
    }
    findings
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
    subject.specs().find_map(|(_, spec)| owner(&spec.name, false))
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
        assert_eq!(owner("m2w64-gcc-libs", false), Some(System::Windows));
    }

    #[test]
    fn pip_installs_appnope_anywhere_and_conda_does_not() {
        assert_eq!((owner("appnope", true), owner("appnope", false)), (None, Some(System::Macos)));
    }
}
