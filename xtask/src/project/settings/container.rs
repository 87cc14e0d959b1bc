//! What the settings give each container of the project: a further setting of the container has its place here.
//!
//! All that starts a container is written from this one value: `run`, `lab`, `shell` and `verify` by container/,
//! docker-compose.yml and devcontainer.json by image/. So what is an option of `container run` has to be among the
//! `arguments` and nowhere else; docker/compose_options.rs has its name in Compose's words.

use anyhow::Result;
use camino::Utf8PathBuf;

use super::inner_path::inside;
use super::mount::{self, Folder, Mounts};
use super::reader::{Form, Table};
use super::volume::HomeVolume;
use crate::base::source::Source;
use crate::project::folder::Project;
use crate::project::paths::DOCKER;

/// The settings of the container, each with its default filled in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContainerSettings {
    /// The folders that the container shares with this machine.
    pub mounts: Vec<Folder>,
    /// The volumes in its home, beside the one that each container has.
    pub volumes: Vec<HomeVolume>,
    /// The first port of this machine to try.
    pub port: u16,
    /// Further arguments of `docker container run`.
    pub arguments: Vec<String>,
    /// Whether programs such as `sudo` may give a process further rights.
    pub may_escalate: bool,
    /// Those that only a lab gets.
    pub lab_arguments: Vec<String>,
    /// The file with variables for each container, relative to the project.
    pub env_file: Option<Utf8PathBuf>,
}

const ARGUMENT: Form = Form {
    fits: is_one_argument,
    what: "is two arguments in one",
    advice: "write them as two strings, or with `=` between them",
};

/// The key of the file with variables.
pub const ENV_FILE_KEY: &str = "env-file";

/// What that file has to be.
pub const ENV_FILE: Form = Form {
    fits: is_file_of_the_user,
    what: "is not a file of the project's that only this machine has",
    advice: "write its path in the project, such as `.env`, but none in docker/",
};

impl ContainerSettings {
    /// All arguments of a lab, which Compose's service is, too.
    pub fn arguments_of_a_lab(&self) -> Vec<String> {
        self.arguments.iter().chain(&self.lab_arguments).cloned().collect()
    }

    /// The settings with arguments, that of each container first, by their names.
    pub fn arguments_by_setting(&self) -> [(&'static str, &[String]); 2] {
        [("run-args", &self.arguments), ("lab-args", &self.lab_arguments)]
    }

    /// Those of the table.
    ///
    /// # Errors
    ///
    /// `BadInput` with file, line and column for a value that cannot be.
    pub fn read(project: &Project, source: &Source, table: &Table<'_>) -> Result<Self> {
        let Mounts { folders, volumes } = mount::read(source, table)?;
        Ok(Self {
            arguments: table.texts_in("run-args", &ARGUMENT)?,
            may_escalate: table.is_true("allow-privilege-escalation")?,
            lab_arguments: table.texts_in("lab-args", &ARGUMENT)?,
            env_file: table.text_in(ENV_FILE_KEY, &ENV_FILE)?.and_then(|path| inside(&path)),
            port: table.port("port")?.unwrap_or(8888),
            mounts: folders.unwrap_or_else(|| default_mounts(project)),
            volumes,
        })
    }
}

/// Only a project of this template has the six folders; of any other directory the container gets the whole.
fn default_mounts(project: &Project) -> Vec<Folder> {
    let ours = &["bin", "data", "doc", "notebooks", "results", "src"][..];
    let names = if project.is_ours() { ours } else { &["."] };
    names.iter().map(|name| Folder::named(name)).collect()
}

/// docker/ is copied into the image, and its .env is this tool's.
fn is_file_of_the_user(path: &str) -> bool {
    !path.contains(char::is_control) && inside(path).is_some_and(|path| !path.starts_with(DOCKER))
}

fn is_one_argument(arg: &str) -> bool {
    !arg.starts_with('-') || arg.split('=').next().is_none_or(|flag| !flag.contains(' '))
}
