//! A real Conda on this machine, by the offline world's installer, with the environment of a project: what a user has who knows
//! no Docker.
//!
//! It is kept in the cache, since to make it takes longer than most tests; nothing writes into it later.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::process::Command;

use camino::Utf8PathBuf;

use super::machine::BUILD;
use super::server::{Server, world_dir, world_json};
use super::wait::within;
use crate::support::Project;

/// Makes the folder `$1` by the installer `$2`, with the environment of the file `$3` in which pip has then installed `$4`;
/// or finds that it is there. What nobody has used for a week goes.
const MAKE: &str = r#"
find "${1%/*}" -mindepth 1 -maxdepth 1 -type d -mtime +7 -exec rm -rf {} +
if [ -e "$1/made" ]; then exec touch "$1"; fi
rm -rf "$1"
mkdir "$1"
bash "$2" -b -p "$1/conda"
"$1/conda/bin/conda" env create --quiet --file "$3" --prefix "$1/conda/envs/project"
"$1/conda/envs/project/bin/pip" install --quiet "$4"
touch "$1/made"
"#;

/// Conda in a folder of its own.
pub struct HostConda(Utf8PathBuf);

impl HostConda {
    /// With the project's environment as its README would say it, `conda env create`, and a package by pip.
    pub fn with_environment_of(project: &Project, package: &str) -> Self {
        let mut key = DefaultHasher::new();
        (
            world_json("stamp"),
            project.read("environment.yml"),
            project.read("requirements.txt"),
            package,
            MAKE,
        )
            .hash(&mut key);
        let all = world_dir().with_file_name("test-conda");
        std::fs::create_dir_all(&all).unwrap();
        let folder = all.join(format!("{:016x}", key.finish()));
        let (home, server) = (Project::empty("home"), Server::of_world());
        let mirror = format!("http://127.0.0.1:{}", server.port);
        let mut command = Command::new("flock");
        command.args([all.join("lock").as_str(), "bash", "-euc", MAKE, "bash", folder.as_str()]);
        command.arg(world_dir().join("www/Miniforge3-Linux-x86_64.sh"));
        command.args([project.root.join("environment.yml").as_str(), package]);
        command.env_clear().env("PATH", "/usr/bin:/bin").env("HOME", home.root.as_str());
        command.env("CONDA_CHANNEL_ALIAS", &mirror).env("PIP_INDEX_URL", mirror + "/simple/");
        within(BUILD, command).exits(0);
        Self(folder.join("conda"))
    }

    /// The program `conda`.
    pub fn program(&self) -> Utf8PathBuf {
        self.0.join("bin/conda")
    }

    /// The environment's prefix.
    pub fn prefix(&self) -> Utf8PathBuf {
        self.0.join("envs/project")
    }
}
