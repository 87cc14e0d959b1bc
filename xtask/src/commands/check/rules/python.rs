//! Which Python, and whether there is a JupyterLab.

use crate::base::wording::shown;
use crate::commands::check::finding::Finding;
use crate::commands::check::subject::Subject;
use crate::conda::{HasLab, Spec, Wanted, has_lab};

/// What Binder takes where it reads no version: `_get_default_python_version` in repo2docker's `base.py`.
const BINDERS: &str = "3.10";

/// The Python that Binder takes: repo2docker looks for `python`, `=` and digits at the start of a dependency, and keeps
/// two parts of the version.
fn binders(subject: &Subject) -> String {
    let written = subject.specs().find_map(|(item, _)| {
        let rest = item.text.strip_prefix("python")?.trim_start().strip_prefix('=')?;
        Some(rest.trim_start_matches('=').trim_start())
    });
    let end = |text: &str| text.find(|it: char| !it.is_ascii_digit() && it != '.').unwrap_or(text.len());
    let version = written.map(|text| &text[..end(text)]).unwrap_or_default();
    let parts: Vec<&str> = version.split('.').filter(|part| !part.is_empty()).collect();
    if parts.len() < 2 { BINDERS.to_owned() } else { parts[..2].join(".") }
}

/// The two parts of a pinned version, such as `3.11` of `=3.11.4` and of `3.11.*`.
pub fn pinned(spec: &Spec) -> Option<(u32, u32)> {
    let version = spec.version.trim_start_matches(['=', ' ']).trim_end_matches('*').trim_end_matches('.');
    let mut parts = version.split('.').map(|part| part.parse().ok());
    Some((parts.next()??, parts.next()??))
}

/// `python-version`
pub fn version(subject: &Subject) -> Vec<Finding> {
    let python = subject.document.spec("python");
    let is_r = python.is_none() && subject.specs().any(|(_, spec)| spec.name == "r-base");
    if is_r || (python.is_none() && !subject.lacks("python")) {
        return Vec::new();
    }
    let fix = "write `- python=X.Y`, with the version that you have tried";
    let Some((item, spec)) = python else {
        let sentence = format!(
            "no line says which Python: Conda takes the newest that the packages allow, and Binder {BINDERS}"
        );
        return vec![Finding::warning(&subject.file, subject.key_line("dependencies"), sentence).fix(fix)];
    };
    let binder = binders(subject);
    let sentence = match pinned(spec) {
        Some((major, minor)) if binder == format!("{major}.{minor}") => return Vec::new(),
        Some((major, minor)) => {
            format!(
                "`{}` is Python {major}.{minor} here, and {binder} on Binder, which reads no other form",
                shown(&item.text)
            )
        }
        None => {
            format!(
                "`{}` leaves Python to the day of the build here, and is {binder} on Binder",
                shown(&item.text)
            )
        }
    };
    vec![Finding::warning(&subject.file, item.line, sentence).fix(fix)]
}

/// `old-python`
pub fn old(subject: &Subject) -> Vec<Finding> {
    let Some((item, spec)) = subject.document.spec("python") else { return Vec::new() };
    let Some((major, minor)) = pinned(spec).filter(|version| *version < (3, 7)) else { return Vec::new() };
    let sentence = format!(
        "Python {major}.{minor} is no longer maintained: Binder gives notebooks a second environment for it, and \
         there is none for ARM processors"
    );
    vec![
        Finding::warning(&subject.file, item.line, sentence).fix("take a newer one, if the packages let you"),
    ]
}

/// `no-jupyterlab`
pub fn no_jupyterlab(subject: &Subject) -> Vec<Finding> {
    if !subject.lacks("jupyterlab") {
        return Vec::new();
    }
    let specs = subject.specs().map(|(_, spec)| Wanted::from(spec));
    let wanted: Vec<Wanted> =
        specs.chain(subject.requirements().map(|(_, requirement)| Wanted::from(requirement))).collect();
    let script = subject.examined.post_build.as_ref().map(|script| script.text.as_str());
    let sentence = match has_lab(&wanted, script) {
        HasLab::Yes => return Vec::new(),
        HasLab::Perhaps => {
            "no line names JupyterLab, so `cargo xtask lab` works only if another package brings it; Binder brings its own"
        }
        HasLab::No => {
            "JupyterLab is not in this environment, so `cargo xtask lab` has nothing to open; Binder brings its own"
        }
    };
    let finding = Finding::warning(&subject.file, subject.key_line("dependencies"), sentence);
    vec![finding.fix("write `- jupyterlab=4`, unless you only need `cargo xtask run` and `shell`")]
}
