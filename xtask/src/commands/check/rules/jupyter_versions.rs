//! Which JupyterLab and which notebook an environment gets, by what is asked for from Conda and from pip, and by Python.

use super::brought::Brought;
use super::python;
use crate::commands::check::subject::Subject;

/// The notebook, as far as its commands `jupyter nbextension` and `jupyter serverextension` count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Notebook {
    /// Before 7, which has them; or nobody can tell.
    Old,
    /// From 7 on, or none at all.
    New,
}

/// The Python below which neither JupyterLab 4 nor notebook 7 is installed.
const FIRST_PYTHON: (u32, u32) = (3, 8);

/// Whether the JupyterLab is one before 4, for which the old commands are right.
pub fn has_old_lab(subject: &Subject, brought: &Brought) -> bool {
    if let Some(version) = brought.locked_version("jupyterlab") {
        return parts(version).is_some_and(|(major, _)| major < 4);
    }
    newest(subject, "jupyterlab").is_some_and(|(major, _)| major < 4) || has_old_python(subject)
}

/// The notebook that is installed.
pub fn notebook(subject: &Subject, brought: &Brought) -> Notebook {
    let is_old = match brought.locked_version("notebook") {
        Some(version) => parts(version).is_some_and(|(major, _)| major < 7),
        // JupyterLab 3 brings a nbclassic that may bring it.
        None => {
            newest(subject, "notebook").is_some_and(|(major, _)| major < 7) || has_old_lab(subject, brought)
        }
    };
    if is_old { Notebook::Old } else { Notebook::New }
}

fn has_old_python(subject: &Subject) -> bool {
    let asked = newest(subject, "python").or_else(|| python::here(subject));
    asked.is_some_and(|version| version < FIRST_PYTHON)
}

/// The newest version that may be installed, if something keeps newer ones out: major and minor.
fn newest(subject: &Subject, package: &str) -> Option<(u32, u32)> {
    let conda =
        subject.specs().filter(|(_, spec)| spec.name == package).map(|(_, spec)| spec.version.as_str());
    let pip = subject.requirements().filter(|(_, it)| it.name == package).map(|(_, it)| it.versions.as_str());
    conda.chain(pip).filter_map(bound).min()
}

/// The same of one version with its operators, such as `=3.6`, `>=3,<4`, `==6.5.7` and `~=6.1`.
fn bound(versions: &str) -> Option<(u32, u32)> {
    if versions.contains('|') {
        return None;
    }
    let one = |term: &str| {
        let term = term.trim();
        if let Some(version) = term.strip_prefix("<=") {
            return parts(version);
        }
        if let Some(version) = term.strip_prefix('<') {
            // The last one below: `<7` is 6.x, and `<3.8` is 3.7.
            return match parts(version)? {
                (major, 0) => Some((major.checked_sub(1)?, u32::MAX)),
                (major, minor) => Some((major, minor - 1)),
            };
        }
        let is_open = term.starts_with(['>', '!']);
        let exact = term.trim_start_matches(['=', '~', ' ']);
        // `=3` allows each 3.x.
        let (major, minor) = parts(exact).filter(|_| !is_open)?;
        let is_whole = exact.split('.').nth(1).is_none_or(|minor| minor == "*") || term.starts_with('~');
        Some((major, if is_whole { u32::MAX } else { minor }))
    };
    versions.split([',', ' ']).filter_map(one).min()
}

fn parts(version: &str) -> Option<(u32, u32)> {
    let digits = |part: &str| {
        let end = part.find(|c: char| !c.is_ascii_digit()).unwrap_or(part.len());
        part[..end].parse().ok()
    };
    let mut parts = version.trim().split('.');
    let major = digits(parts.next()?)?;
    Some((major, parts.next().and_then(digits).unwrap_or(0)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_version_is_that_which_the_operators_allow() {
        let max = u32::MAX;
        let table = [
            ("=3.6", Some((3, 6))),
            ("3.7.*", Some((3, 7))),
            ("==6.5.7", Some((6, 5))),
            ("=3", Some((3, max))),
            (">=3.6,<3.8", Some((3, 7))),
            ("<7", Some((6, max))),
            ("<=6.5", Some((6, 5))),
            ("~=6.1", Some((6, max))),
            (">=3", None),
            ("!=6.5", None),
            ("", None),
            ("*", None),
            ("<0", None),
            ("3.6|3.11", None),
            ("latest", None),
        ];
        for (versions, expected) in table {
            assert_eq!(bound(versions), expected, "{versions}");
        }
    }
}
