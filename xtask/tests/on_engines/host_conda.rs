//! A real Conda on this machine, by the offline world's installer, in a temporary folder: what a user has who knows no Docker.

use std::process::Command;

use camino::Utf8PathBuf;

use super::machine::BUILD;
use super::server::{Server, world_dir};
use super::wait::within;
use crate::support::{Outcome, Project};

/// Conda in a folder of its own, which ends with this value.
pub struct HostConda {
    folder: Project,
    server: Server,
}

impl HostConda {
    /// Installs it.
    pub fn install() -> Self {
        let conda = Self { folder: Project::empty("host"), server: Server::of_world() };
        let installer = world_dir().join("www/Miniforge3-Linux-x86_64.sh");
        conda.run("bash", &[installer.as_str(), "-b", "-p", conda.root().as_str()]).exits(0);
        conda
    }

    /// The program `conda`.
    pub fn program(&self) -> Utf8PathBuf {
        self.root().join("bin/conda")
    }

    /// Makes the project's environment as its README would say it: `conda env create`. Returns its prefix.
    pub fn create(&self, project: &Project) -> Utf8PathBuf {
        let prefix = self.root().join("envs/project");
        let file = project.root.join("environment.yml");
        let args = ["env", "create", "--quiet", "--file", file.as_str(), "--prefix", prefix.as_str()];
        self.run(self.program().as_str(), &args).exits(0);
        prefix
    }

    /// Runs a program as a user with this Conda and a mirror does.
    pub fn run(&self, program: &str, args: &[&str]) -> Outcome {
        let mirror = format!("http://127.0.0.1:{}", self.server.port);
        let mut command = Command::new(program);
        command.args(args).env_clear().env("PATH", "/usr/bin:/bin").env("HOME", self.folder.root.as_str());
        command.env("CONDA_CHANNEL_ALIAS", &mirror).env("PIP_INDEX_URL", mirror + "/simple/");
        within(BUILD, command)
    }

    fn root(&self) -> Utf8PathBuf {
        self.folder.root.join("conda")
    }
}
