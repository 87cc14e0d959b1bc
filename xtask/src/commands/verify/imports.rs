//! Tries to import what the packages bring that the files name. A build goes well without a library that only an import loads.

use std::time::Duration;

use anyhow::{Context as _, Result, anyhow};
use serde_yaml::Value;

use super::cells::Reference;
use super::columns::ENVIRONMENT;
use super::packages::Packages;
use super::site::Idle;
use crate::base::json::{self, list, object};
use crate::base::process::{reason, text};
use crate::base::quote;
use crate::base::wording::{one_line, shown};
use crate::conda::{CondaFiles, Spec, packages_of_library};
use crate::task::Task;

/// Longer than imports.py takes for all of them.
const PATIENCE: Duration = Duration::from_secs(300);

/// A module, and what came of its import.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Imported {
    /// The package that brings it.
    pub package: String,
    /// The module.
    pub module: String,
    /// `ok`, `bad`, or `cannot` if this machine cannot tell.
    pub state: String,
    /// What Python said at last; empty if all is well.
    pub said: String,
    /// The library that is missing, or nothing.
    pub library: String,
}

impl Imported {
    fn of(answer: &Value) -> Result<Self> {
        let field = |name| json::text(answer, name);
        let (package, module, state) = (field("package")?, field("module")?, field("state")?);
        Ok(Self { package, module, state, said: field("said")?, library: field("library")? })
    }

    /// Whether the image lacks something.
    pub fn is_bad(&self) -> bool {
        self.state == "bad"
    }

    /// What is wrong, with what to do where that is known.
    pub fn failure(&self) -> String {
        let what =
            format!("`import {}` of the package `{}` fails", shown(&self.module), shown(&self.package));
        if self.library.is_empty() {
            return format!("{what}: {}", one_line(&self.said));
        }
        let way = match packages_of_library(&self.library) {
            Some((apt, "")) => format!("write `{apt}` into apt.txt"),
            Some((apt, conda)) => format!("write `{apt}` into apt.txt, or `- {conda}` into environment.yml"),
            None => "name the package that has it in apt.txt or environment.yml".to_owned(),
        };
        format!("{what}, because the image does not have `{}`; {way}", shown(&self.library))
    }

    /// The same as JSON.
    pub fn json(&self) -> String {
        object([
            ("package", quote::json(&self.package)),
            ("module", quote::json(&self.module)),
            ("state", quote::json(&self.state)),
            ("said", quote::json(&self.said)),
            ("library", quote::json(&self.library)),
        ])
    }
}

/// Lines for those that were not imported, and how many were.
pub fn table(imports: &[Imported]) -> String {
    let good = imports.iter().filter(|it| it.state == "ok").count();
    let others = imports.iter().filter(|it| it.state != "ok");
    let line = |it: &Imported| {
        let state = if it.is_bad() { "BAD" } else { "-  " };
        let said = if it.is_bad() { it.failure() } else { one_line(&it.said) };
        format!("import {}  {state} {said}\n", shown(&it.module))
    };
    let lines: String = others.map(line).collect();
    if imports.is_empty() { lines } else { format!("{lines}imported: {good} of {} modules\n", imports.len()) }
}

/// Imports the modules of every package that the files name, each in a process of its own.
///
/// # Errors
///
/// If the program that does it in the container fails.
pub fn try_all(task: &Task, idle: &Idle, conda: &CondaFiles, reference: &Reference) -> Result<Vec<Imported>> {
    if !reference.packages.has("python") {
        return Ok(Vec::new());
    }
    // Conda's own Python, since the environment's may be an old one.
    let driver = if reference.is_slim { ENVIRONMENT } else { "/opt/conda" };
    let driver = format!("{driver}/bin/python");
    if reference.is_slim && !has_metadata(&reference.packages) {
        let sentence = "no import is tried in the image for deployment: that needs Python 3.8 or later in the environment";
        task.report.warning(sentence);
        return Ok(Vec::new());
    }
    let specs = conda.environment.dependencies.iter().filter_map(|spec| Spec::parse(spec));
    let names = list(specs.map(|spec| quote::json(&spec.name)));
    let lines = conda.pip.requirements.iter().filter(|line| !line.starts_with("--"));
    let lines = list(lines.map(|line| quote::json(line)));
    let command = [&driver, "-c", include_str!("imports.py"), ENVIRONMENT, &names, &lines];
    let argv = idle.exec(&[], command.map(str::to_owned).to_vec());
    if task.runner.dry_run {
        return task.runner.run(&argv).map(|()| Vec::new());
    }
    let answer = task.runner.ask_installed(&argv, PATIENCE)?;
    if !answer.status.success() {
        return Err(anyhow!("cannot try what can be imported: {}", reason(&text(&answer.stderr))));
    }
    read(&answer.stdout).context("cannot read what the container says of imports")
}

/// Whether the environment's Python has the module by which imports.py knows what pip has installed.
fn has_metadata(packages: &Packages) -> bool {
    let version = packages.version("python").unwrap_or_default();
    let mut numbers = version.split('.').map(|number| number.parse::<u32>().unwrap_or_default());
    (numbers.next(), numbers.next()) >= (Some(3), Some(8))
}

fn read(answer: &[u8]) -> Result<Vec<Imported>> {
    let answer = json::read(answer)?;
    answer.as_sequence().context("it is no list")?.iter().map(Imported::of).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn imported(state: &str, said: &str, library: &str) -> Imported {
        let [package, module, state, said, library] =
            ["opencv-python", "cv2", state, said, library].map(str::to_owned);
        Imported { package, module, state, said, library }
    }

    #[test]
    fn a_missing_library_is_named_with_the_package_that_has_it() {
        let failure = imported("bad", "ImportError: …", "libGL.so.1").failure();
        assert_eq!(
            failure,
            "`import cv2` of the package `opencv-python` fails, because the image does not have `libGL.so.1`; write `libgl1` \
             into apt.txt, or `- libgl` into environment.yml"
        );
        let failure = imported("bad", "ImportError: …", "libours.so.3").failure();
        assert!(
            failure.ends_with("`libours.so.3`; name the package that has it in apt.txt or environment.yml")
        );
        let failure = imported("bad", "ModuleNotFoundError: No module named 'distutils'", "").failure();
        assert!(failure.ends_with("fails: ModuleNotFoundError: No module named 'distutils'"), "{failure}");
    }

    #[test]
    fn what_was_not_imported_has_a_line_and_the_others_are_counted() {
        let imports = [imported("ok", "", ""), imported("cannot", "no driver", "")];
        assert_eq!(table(&imports), "import cv2  -   no driver\nimported: 1 of 2 modules\n");
        assert_eq!(table(&[]), "");
        assert!(read(b"[{\"package\": \"x\"}]").is_err() && read(b"{}").is_err());
    }
}
