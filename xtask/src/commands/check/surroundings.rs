//! What the rules know besides the Conda files: the project's settings, as far as they decide what a finding means.

use camino::{Utf8Path, Utf8PathBuf};

use crate::base::regular;
use crate::container::links::Stray;
use crate::machine::mirrors::BASE_IMAGE;
use crate::task::Task;

/// The variables by which a machine has another system in the base image's place, or other lists of its packages.
const OF_THE_SYSTEM: [&str; 2] = [BASE_IMAGE, "APT_SOURCES"];

/// Those by which pip asks a machine's own index.
const OF_PIP: [&str; 2] = ["PIP_INDEX_URL", "PIP_EXTRA_INDEX_URL"];

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
    /// Whether pip asks another index than the public one, or installs by a lock.
    pub has_own_index: bool,
    /// The links in the shared folders that lead to where the container has nothing, if they were looked for.
    pub strays: Vec<Stray>,
}

impl Surroundings {
    /// Those of the project; without the links, for which the folders have to be read.
    pub fn of(task: &Task) -> Self {
        let is_unset = |name: &&str| task.host.var(name).is_none();
        let has_lock = task.project.root.join("lock").exists();
        Self {
            build_files: task.settings.build_files.clone(),
            apt: task.settings.own_apt().to_vec(),
            has_settings: task.project.template_root == task.project.root || has_table(&task.project.root),
            is_default_base: task.settings.has_default_base() && OF_THE_SYSTEM.iter().all(is_unset),
            has_own_index: task.offline || !OF_PIP.iter().all(is_unset) || has_lock,
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
