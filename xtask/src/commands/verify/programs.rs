//! What is run behind a door: programs that look, or that install something, for a shell, for Python, and for a notebook.

use super::columns::ENVIRONMENT;
use super::packages::Packages;
use crate::base::quote;

/// Small packages of Conda's and of pip's, with no dependency but Python; the first that is not there yet is installed.
const CONDA: [&str; 3] = ["distro", "boltons", "pluggy"];
const CONDA_WITHOUT_PYTHON: [&str; 2] = ["tzdata", "ca-certificates"];
const PIP: [&str; 3] = ["humanize", "tabulate", "iniconfig"];

/// The programs; each prints facts, see `facts.rs`.
pub struct Programs {
    /// For a shell.
    pub shell: String,
    /// For Python.
    pub python: String,
    /// For a cell with `%pip`.
    pub magic: String,
}

impl Programs {
    /// Those that look and change nothing.
    pub fn look() -> Self {
        Self {
            shell: code(include_str!("look.sh")),
            python: code(include_str!("look.py")),
            magic: code(include_str!("magic.py")),
        }
    }

    /// Those that install two packages.
    pub fn install(new: &NewPackages) -> Self {
        let NewPackages { conda, pip } = new;
        let pip = pip.unwrap_or_default();
        let shell = format!("environment={ENVIRONMENT} conda_package={conda} pip_package={pip}\n");
        let names = [ENVIRONMENT, conda, pip].map(quote::json).join(", ");
        let python = format!("environment, conda_package, pip_package = {names}\n");
        Self {
            shell: shell + &code(include_str!("install.sh")),
            magic: python.clone() + &code(include_str!("install_magic.py")),
            python: python + &code(include_str!("install.py")),
        }
    }
}

/// Packages that are to be installed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NewPackages {
    conda: &'static str,
    /// None in an environment without pip.
    pip: Option<&'static str>,
}

impl std::fmt::Display for NewPackages {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.pip {
            Some(pip) => write!(f, "`{}` by Conda and `{pip}` by pip", self.conda),
            None => write!(f, "`{}` by Conda", self.conda),
        }
    }
}

impl NewPackages {
    /// Those that these do not have; none if they have all that could be chosen.
    pub fn choose(packages: &Packages) -> Option<Self> {
        let first = |of: &[&'static str]| of.iter().copied().find(|name| !packages.has(name));
        let conda = if packages.has("python") { first(&CONDA) } else { first(&CONDA_WITHOUT_PYTHON) };
        let pip = if packages.has("pip") { Some(first(&PIP)?) } else { None };
        Some(Self { conda: conda?, pip })
    }
}

/// The text as one word of any POSIX shell in one line: for a terminal, where an end of line would run what is there so
/// far, and for a Dockerfile.
pub fn one_line(text: &str) -> String {
    let mut word = String::from("\"$(printf %b '");
    for c in text.chars() {
        match c {
            '\n' => word.push_str("\\n"),
            '\\' => word.push_str("\\\\"),
            // The end of the quotes, and what an interactive bash takes for a command of its history.
            '\'' | '!' => word.push_str(&format!("\\0{:03o}", u32::from(c))),
            c => word.push(c),
        }
    }
    word + "')\""
}

/// A program without the lines that are for readers only: a terminal takes 4095 characters at once.
fn code(text: &str) -> String {
    let lines = text.lines().filter(|line| !line.trim_start().starts_with('#') && !line.is_empty());
    lines.map(|line| format!("{line}\n")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shell_reads_back_the_text_that_was_put_into_one_line() {
        for text in ["a 'b' \"$HOME\" `id` \\n \\\\ !x %s", "one\ntwo", "\\"] {
            let line = format!("printf %s {}", one_line(text));
            assert!(!line.contains('\n') && !line.contains('!'));
            #[allow(clippy::disallowed_methods, reason = "the claim is about a real shell")]
            let output = std::process::Command::new("sh").args(["-c", &line]).output().unwrap();
            assert_eq!(String::from_utf8(output.stdout).unwrap(), text);
        }
    }

    #[test]
    fn what_is_typed_into_a_terminal_fits_into_its_line() {
        let new = NewPackages { conda: "ca-certificates", pip: Some("humanize") };
        for programs in [Programs::look(), Programs::install(&new)] {
            // With the words around it.
            let length = one_line(&programs.shell).len() + 50;
            assert!(length < 4095, "{length} characters");
        }
    }

    #[test]
    fn packages_are_chosen_that_the_environment_does_not_have() {
        let packages = |names: &[&str]| {
            let lines = names.iter().map(|name| {
                format!("conda-meta/{name}-1.0-0.json:  \"channel\": \"https://h/conda-forge/noarch\",\n")
            });
            Packages::parse(&lines.collect::<String>())
        };
        let chosen = |names| NewPackages::choose(&packages(names));
        assert_eq!(chosen(&["tzdata"]), Some(NewPackages { conda: "ca-certificates", pip: None }));
        assert_eq!(chosen(&["python", "distro"]), Some(NewPackages { conda: "boltons", pip: None }));
        assert_eq!(chosen(&["python", "pip"]), Some(NewPackages { conda: "distro", pip: Some("humanize") }));
        assert_eq!(chosen(&["python", "distro", "boltons", "pluggy"]), None);
    }
}
