//! What Binder makes of the folder: which of repo2docker's builders takes it, and which Python it begins with.
//!
//! The order of the builders is that of `buildpacks` in repo2docker's `app.py`. A test compares all this with repo2docker.

mod pyproject;
mod python;
mod runtime;

use camino::Utf8Path;

use super::which_file::{ENVIRONMENT, RUNTIME};
use crate::base::overlay::Overlay;
use pyproject::PyProject;
pub use python::{BinderPython, Refusal};
pub use runtime::Runtime;

/// One of repo2docker's builders.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Builder {
    /// It builds the Dockerfile and reads nothing else.
    Docker,
    /// It reads Project.toml beside the files of Conda and pip.
    Julia,
    /// It ends at REQUIRE, Julia's old file.
    OldJulia,
    /// It reads default.nix alone.
    Nix,
    /// It reads install.R and DESCRIPTION beside the files of Conda and pip.
    R,
    /// It reads environment.yml, and nothing beside it.
    Conda,
    /// It reads Pipfile and Pipfile.lock.
    Pipenv,
    /// It reads requirements.txt and runtime.txt, and takes whatever no other takes.
    Python,
}

/// What Binder looks at, apart from environment.yml.
#[derive(Clone, Debug)]
pub struct Binder {
    /// The builder.
    pub builder: Builder,
    /// What runtime.txt asks for; `None` if it is not there, or outside of the grammar.
    pub runtime: Option<Runtime>,
    /// The text of runtime.txt.
    runtime_text: Option<String>,
    /// What pyproject.toml says, where it counts; an error if it is not TOML.
    pyproject: Option<Result<PyProject, ()>>,
    /// Whether there is a setup.py in the root, and whether that counts.
    has_setup: bool,
}

impl Binder {
    /// Looks at the files in `folder`, which is the project's own or binder/.
    pub fn of(project: &Overlay, folder: &Utf8Path) -> Self {
        let there = |name: &str| project.is_file(&folder.join(name));
        let in_root = |name: &str| folder == "" && there(name);
        let runtime_text = project.hint(&folder.join(RUNTIME)).map(|file| file.text);
        let runtime = runtime_text.as_deref().and_then(runtime::parse);
        let is_r = runtime.as_ref().is_some_and(|it| it.name == "r" && it.date.is_some());
        let is_other = runtime.as_ref().is_some_and(|it| it.name != "python");
        let any = |names: &[&str]| names.iter().any(|name| there(name));
        let table = [
            (Builder::Docker, there("Dockerfile")),
            (Builder::Julia, any(&["Project.toml", "JuliaProject.toml"])),
            (Builder::OldJulia, there("REQUIRE")),
            (Builder::Nix, there("default.nix")),
            (Builder::R, is_r || in_root("DESCRIPTION")),
            (Builder::Conda, any(&ENVIRONMENT)),
            (Builder::Pipenv, !is_other && any(&["Pipfile", "Pipfile.lock"])),
        ];
        let builder = table.iter().find(|(_, takes)| *takes).map_or(Builder::Python, |(builder, _)| *builder);
        let text = project.hint(Utf8Path::new("pyproject.toml")).filter(|_| in_root("pyproject.toml"));
        let pyproject = text.map(|file| pyproject::parse(&file.text).ok_or(()));
        Self { builder, runtime, runtime_text, pyproject, has_setup: in_root("setup.py") }
    }

    /// Whether setup.py, or pyproject.toml, makes it install the project itself.
    pub fn installs_by(&self, file: &str) -> bool {
        let is_package = |it: &Result<PyProject, ()>| it.as_ref().is_ok_and(|it| it.is_package);
        let counts =
            if file == "setup.py" { self.has_setup } else { self.pyproject.as_ref().is_some_and(is_package) };
        counts && self.builder.is_pythons()
    }
}

impl Builder {
    /// Whether it extends the builder for requirements.txt, and reads what that one reads.
    pub fn is_pythons(self) -> bool {
        matches!(self, Self::Julia | Self::R | Self::Python)
    }

    /// Whether it reads environment.yml.
    pub fn reads_environment(self) -> bool {
        matches!(self, Self::Julia | Self::R | Self::Conda)
    }
}
