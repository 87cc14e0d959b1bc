//! What Binder's build ends at, and what Binder adds, and the tool does not.

use camino::Utf8PathBuf;

use crate::base::wording::shown;
use crate::commands::check::finding::Finding;
use crate::commands::check::subject::Subject;
use crate::conda::{BinderPython, Refusal};

/// `binder-refuses`
pub fn refuses(subject: &Subject) -> Vec<Finding> {
    let BinderPython::Refused(refusal) = &subject.examined.binder_python else { return Vec::new() };
    let (file, line) = place(subject, refusal);
    // The reader has said the same.
    if subject.examined.refusals.iter().any(|it| it.file == file && it.line == line) {
        return Vec::new();
    }
    let (sentence, fix) = words(refusal);
    vec![Finding::warning(&file, line, sentence).fix(fix)]
}

/// The line at which Binder's build ends.
fn place(subject: &Subject, refusal: &Refusal) -> (Utf8PathBuf, usize) {
    match refusal {
        Refusal::PyProject | Refusal::Requires(_) => ("pyproject.toml".into(), 1),
        Refusal::NoPython(_) if !subject.examined.builder.is_pythons() => {
            let line = subject.document.spec("python").map_or(1, |(item, _)| item.line);
            (subject.file.clone(), line)
        }
        _ => (subject.folder.join("runtime.txt"), 1),
    }
}

fn words(refusal: &Refusal) -> (String, &'static str) {
    const PYTHON: &str = "ask for one that it has, by two numbers alone, such as 3.12";
    match refusal {
        Refusal::Grammar => (
            "Binder's build ends at this file, which is in none of the forms that it reads".to_owned(),
            "write such as `python-3.12` or `r-4.4-2025-01-02`, or delete the file",
        ),
        Refusal::NoPython(version) => {
            (format!("Binder has no Python `{}`, and its build ends there", shown(version)), PYTHON)
        }
        Refusal::NoR(version) => (
            format!("Binder has no R `{}`, and its build ends there", shown(version)),
            "ask for one that it has, such as `r-4.4-2025-01-02`",
        ),
        Refusal::NoSnapshot(date) => (
            format!("R's packages of {} are gone, and Binder's build ends there", shown(date)),
            "take a day from 2018-12-07 on",
        ),
        Refusal::PyProject => (
            "Binder's build ends at this file, of which it cannot read the TOML or `requires-python`"
                .to_owned(),
            "correct it, with a condition such as `requires-python = \">=3.10\"`",
        ),
        Refusal::Requires(Some(version)) => (
            format!(
                "`requires-python` does not allow the Python {} of runtime.txt, and Binder's build ends there",
                shown(version)
            ),
            "change one of the two",
        ),
        Refusal::Requires(None) => (
            "Binder has none of the versions that `requires-python` allows, and its build ends there"
                .to_owned(),
            "allow one that it has, such as 3.12",
        ),
    }
}

/// What brings R into notebooks.
const KERNELS: [&str; 4] = ["r-irkernel", "r-essentials", "xeus-r", "rpy2"];

/// `no-r-kernel`
pub fn no_r_kernel(subject: &Subject) -> Vec<Finding> {
    let Some((item, _)) = subject.specs().find(|(item, _)| item.text.starts_with("r-")) else {
        return Vec::new();
    };
    let script = subject.examined.post_build.as_ref();
    // `installspec` only tells Jupyter of a kernel that is there.
    let text = script.map_or(String::new(), |script| script.text.to_lowercase());
    let by_script = text.replace("irkernel::installspec", "").contains("irkernel");
    if by_script || KERNELS.iter().any(|name| !subject.lacks(name) || subject.has_package(name)) {
        return Vec::new();
    }
    let adds = if subject.examined.builder.reads_environment() { "; Binder adds `r-irkernel`" } else { "" };
    let sentence = format!(
        "`{}` is R's, and no line brings R's kernel, so a notebook in R does not run here{adds}",
        shown(&item.text)
    );
    vec![
        Finding::warning(&subject.file, item.line, sentence)
            .fix("write `- r-irkernel`, if there are such notebooks"),
    ]
}
