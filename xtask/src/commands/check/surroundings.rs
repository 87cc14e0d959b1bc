//! What the rules know besides the Conda files: the project's settings, as far as they decide what a finding means.

use camino::{Utf8Path, Utf8PathBuf};

use crate::base::regular;
use crate::container::links::Stray;
use crate::task::Task;

/// What surrounds the Conda files of a project.
#[derive(Clone, Debug, Default)]
pub struct Surroundings {
    /// What the setting `build-files` names.
    pub build_files: Vec<Utf8PathBuf>,
    /// The packages of the system that the setting `apt` names.
    pub apt: Vec<String>,
    /// Whether the project is one of this template, or has its settings in a Cargo.toml, so that one can be written there.
    pub has_settings: bool,
    /// Whether the image is built on the base image that the tool chose, so that what its system has is known.
    pub is_default_base: bool,
    /// The links in the shared folders that lead to where the container has nothing, if they were looked for.
    pub strays: Vec<Stray>,
}

impl Surroundings {
    /// Those of the project; without the links, for which the folders have to be read.
    pub fn of(task: &Task) -> Self {
        Self {
            build_files: task.settings.build_files.clone(),
            apt: task.settings.own_apt().to_vec(),
            has_settings: task.project.template_root == task.project.root || has_table(&task.project.root),
            is_default_base: task.settings.has_default_base(),
            strays: Vec::new(),
        }
    }

    /// The same with these links.
    pub fn with_strays(self, strays: Vec<Stray>) -> Self {
        Self { strays, ..self }
    }

    /// Whether the setting `build-files` gives this file or folder to the build.
    pub fn has(&self, file: &Utf8Path) -> bool {
        self.build_files.iter().any(|named| file.starts_with(named))
    }
}

/// Whether a Cargo.toml has the table of the settings.
fn has_table(root: &Utf8Path) -> bool {
    regular::lenient(&root.join("Cargo.toml"))
        .lines()
        .any(|line| line.trim() == "[workspace.metadata.docker]")
}
