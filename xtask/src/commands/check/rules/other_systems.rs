//! The packages that exist for one system only, as far as exports have them.

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
