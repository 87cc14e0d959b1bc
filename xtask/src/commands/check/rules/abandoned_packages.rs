//! Packages that are abandoned, or that Conda or pip has by another name.

use super::pip_indexes;
use super::python::pinned;
use crate::commands::check::finding::{Finding, Severity};
use crate::commands::check::subject::Subject;
use crate::conda::Requirement;

/// When an installation certainly fails.
#[derive(Clone, Copy)]
enum Fails {
    /// It does not, or not for all.
    Never,
    /// Whatever is asked for: each version there is ends the installation, or there is none.
    Always,
    /// Whatever is asked for but this version.
    BesidesOf(&'static str),
    /// Whatever is asked for, from this Python on.
    From((u32, u32)),
}

/// A package that is gone.
struct Gone {
    name: &'static str,
    instead: &'static str,
    fails: Fails,
    why: &'static str,
}

const fn gone_is(name: &'static str, instead: &'static str, fails: Fails, why: &'static str) -> Gone {
    Gone { name, instead, fails, why }
}

const WRONG: &str = "is there only to say that it is the wrong one";
const NONE: &str = "does not exist: modules and packages have different names";
const ABANDONED: &str = "is abandoned";
const RENAMED: &str = "has another name at conda-forge";

/// pip's, as each version of them was tried with pip.
const PIPS: [Gone; 12] = [
    gone_is("beautifulsoup", "beautifulsoup4", Fails::From((3, 0)), "is for Python 2 alone"),
    gone_is("cv2", "opencv-python-headless", Fails::Always, NONE),
    gone_is(
        "dotenv",
        "python-dotenv",
        Fails::Never,
        "is another name of `python-dotenv` since 0.9, and was something else before",
    ),
    gone_is("opencv", "opencv-python-headless", Fails::Always, NONE),
    gone_is("pil", "pillow", Fails::Always, NONE),
    gone_is("python-language-server", "python-lsp-server", Fails::Never, ABANDONED),
    gone_is("python-opencv", "opencv-python-headless", Fails::Always, NONE),
    gone_is("pytorch", "torch", Fails::Always, WRONG),
    gone_is("skimage", "scikit-image", Fails::Always, WRONG),
    gone_is("sklearn", "scikit-learn", Fails::BesidesOf("0.0"), WRONG),
    gone_is(
        "tensorflow-gpu",
        "tensorflow",
        Fails::From((3, 11)),
        "ended with version 2.11, since `tensorflow` has all of it",
    ),
    gone_is("yaml", "pyyaml", Fails::Always, NONE),
];

/// Conda's: a channel of one's own may have any name.
const CONDAS: [Gone; 3] = [
    gone_is("python-language-server", "python-lsp-server", Fails::Never, ABANDONED),
    gone_is("sklearn", "scikit-learn", Fails::Never, RENAMED),
    gone_is("torch", "pytorch", Fails::Never, RENAMED),
];

/// Packages that all have the module `cv2`.
const OPENCV: [&str; 6] = [
    "opencv-python",
    "opencv-python-headless",
    "opencv-contrib-python",
    "opencv-contrib-python-headless",
    "opencv",
    "py-opencv",
];

/// `gone-package`
pub fn gone(subject: &Subject) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (item, spec) in subject.specs() {
        let Some(row) = CONDAS.iter().find(|row| row.name == spec.name) else { continue };
        let finding =
            Finding::warning(&subject.file, item.line, format!("Conda's `{}` {}", row.name, row.why));
        findings.push(mended(subject, finding, &item.text, row));
    }
    // What stands at an address is not what the index has by that name.
    let named = subject.requirements().filter(|(item, _)| !item.text.contains("://"));
    for (item, requirement) in named {
        let Some(row) = PIPS.iter().find(|row| row.name == requirement.name) else { continue };
        let is_certain = row.fails_for(subject, requirement) && is_of_the_index(subject, requirement);
        let severity = if is_certain { Severity::Error } else { Severity::Warning };
        let sentence = format!("pip's `{}` {}", row.name, row.why);
        findings.push(mended(
            subject,
            Finding::new(severity, &item.file, item.line, sentence),
            &item.text,
            row,
        ));
    }
    findings
}

impl Gone {
    fn fails_for(&self, subject: &Subject, requirement: &Requirement) -> bool {
        match self.fails {
            Fails::Never => false,
            Fails::Always => true,
            // A range may have both kinds in it.
            Fails::BesidesOf(version) => {
                requirement.versions.is_empty()
                    || requirement.exact().is_some_and(|exact| !is_version(exact, version))
            }
            Fails::From(python) => {
                let pin = subject.document.spec("python").and_then(|(_, spec)| pinned(spec));
                pin.is_some_and(|pin| pin >= python)
            }
        }
    }
}

/// Whether it is the version, in which zeros at the end mean nothing: 0, 0.0 and 0.0.0 are one to pip.
fn is_version(one: &str, other: &str) -> bool {
    let bare = |version: &str| {
        let mut rest = version.trim();
        while let Some(shorter) = rest.strip_suffix(".0") {
            rest = shorter;
        }
        rest.to_owned()
    };
    bare(one) == bare(other)
}

/// Whether pip asks the public index for the package in any case, and for what the line says.
fn is_of_the_index(subject: &Subject, requirement: &Requirement) -> bool {
    let constraints = subject.examined.pip.iter().filter(|line| line.is_constraint);
    let mut constraints = constraints.filter_map(|line| Requirement::parse(&line.text));
    let variables = &subject.document.variables;
    requirement.marker.is_empty()
        && pip_indexes::is_public_alone(subject)
        && !pip_indexes::has_address(subject, &requirement.name)
        && !constraints.any(|it| it.name == requirement.name)
        && !variables.iter().any(|(name, _)| name.text.starts_with("SKLEARN_"))
}

/// With what to write, and the edit if there is nothing but the name.
fn mended(subject: &Subject, finding: Finding, text: &str, row: &Gone) -> Finding {
    let is_bare = text.eq_ignore_ascii_case(row.name);
    let brings = |name: &&&str| subject.has_package(name);
    let same: &[&str] = if row.instead.starts_with("opencv") { &OPENCV } else { &[row.instead] };
    if let Some(there) = same.iter().find(brings) {
        let edit = subject.delete(&finding.file, finding.line, text).filter(|_| is_bare);
        return finding.fix(format!("delete the line, since `{there}` is there")).edits(edit);
    }
    let edit = subject.replace(&finding.file, finding.line, text, row.instead).filter(|_| is_bare);
    // One of a placeholder is none of the package's own.
    let has_version = Requirement::parse(text).is_some_and(|it| !it.versions.is_empty());
    let is_placeholder = matches!(row.fails, Fails::Always | Fails::BesidesOf(_));
    let version = if has_version && is_placeholder { ", without the version" } else { "" };
    finding.fix(format!("write `{}`{version}", row.instead)).edits(edit)
}
