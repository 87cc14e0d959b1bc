//! Which Python, and whether there is a JupyterLab.

use crate::base::wording::shown;
use crate::commands::check::finding::Finding;
use crate::commands::check::subject::Subject;
use crate::conda::{BinderPython, HasLab, Spec, Wanted, has_lab};

/// The two parts of a pinned version, such as `3.11` of `=3.11.4` and of `3.11.*`.
pub fn pinned(spec: &Spec) -> Option<(u32, u32)> {
    let version = spec.version.trim_start_matches(['=', ' ']).trim_end_matches('*').trim_end_matches('.');
    let mut parts = version.split('.').map(|part| part.parse().ok());
    Some((parts.next()??, parts.next()??))
}

/// The Python of this environment: the version that environment.yml pins, or what is taken where there is none.
pub fn here(subject: &Subject) -> Option<(u32, u32)> {
    let of = |version: &str| pinned(&Spec::parse(&format!("python={version}"))?);
    match subject.document.spec("python") {
        // Conda's newest is the last that there will be.
        Some((_, spec)) if spec.version.trim_start_matches(['=', ' ']) == "2" => Some((2, 7)),
        Some((_, spec)) => pinned(spec),
        None => of(subject.examined.python_alone.as_deref()?),
    }
}

/// The Python with which Binder begins, if it takes the file's.
fn binders(subject: &Subject) -> Option<(u32, u32)> {
    let BinderPython::Version(version) = &subject.examined.binder_python else { return None };
    let (major, minor) = version.split_once('.')?;
    Some((major.parse().ok()?, minor.parse().ok()?))
}

/// `python-version`
pub fn version(subject: &Subject) -> Vec<Finding> {
    let python = subject.document.spec("python");
    let is_r = python.is_none() && subject.specs().any(|(_, spec)| spec.name == "r-base");
    let is_refused = matches!(subject.examined.binder_python, BinderPython::Refused(_));
    if is_r || is_refused || (python.is_none() && !subject.lacks("python")) {
        return Vec::new();
    }
    let fix = "write `- python=X.Y`, with the version that you have tried";
    let binder = binders(subject);
    // The builders for R and Julia install environment.yml into an environment that is there, with its Python.
    let begins = subject.examined.builder.is_pythons();
    let Some((item, _)) = python else {
        let binder = binder.map(|(major, minor)| format!(", and Binder {major}.{minor}")).unwrap_or_default();
        let sentence =
            format!("no line says which Python: Conda takes the newest that the packages allow{binder}");
        return vec![Finding::warning(&subject.file, subject.key_line("dependencies"), sentence).fix(fix)];
    };
    let text = shown(&item.text);
    let binder = binder.filter(|_| !begins);
    let sentence = match (here(subject), binder) {
        (Some(here), Some(binder)) if here != binder => format!(
            "`{text}` is Python {}.{} here, and {}.{} on Binder, which reads no other form",
            here.0, here.1, binder.0, binder.1
        ),
        (Some(_), _) => return Vec::new(),
        (None, Some((major, minor))) => {
            format!("`{text}` leaves Python to the day of the build here, and is {major}.{minor} on Binder")
        }
        (None, None) => format!("`{text}` leaves Python to the day of the build"),
    };
    vec![Finding::warning(&subject.file, item.line, sentence).fix(fix)]
}

/// `old-python`
pub fn old(subject: &Subject) -> Vec<Finding> {
    let (file, line) = match subject.document.spec("python") {
        Some((item, _)) if !subject.examined.builder.is_pythons() => (subject.file.clone(), item.line),
        None if subject.examined.python_alone.is_some() => (subject.folder.join("runtime.txt"), 1),
        _ => return Vec::new(),
    };
    let Some((major, minor)) = binders(subject).filter(|version| *version < (3, 7)) else {
        return Vec::new();
    };
    let sentence = format!(
        "Python {major}.{minor} is no longer maintained: Binder gives notebooks a second environment for it, and \
         there is none for ARM processors"
    );
    vec![Finding::warning(&file, line, sentence).fix("take a newer one, if the packages let you")]
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
