//! Compose, as the tests find it.

use std::process::Command;
use std::sync::OnceLock;

use crate::debian::unpacked;
use crate::support::{Project, absent, have};

/// A Compose: what is typed, and the value of DOCKER_CONFIG that it takes.
#[derive(Clone, Copy, Debug)]
pub struct Compose {
    /// `docker compose`.
    pub words: &'static [&'static str],
    /// Where docker finds its plugin.
    pub config: &'static str,
}

/// Compose 2: docker's plugin, or else Debian 13's.
pub fn v2() -> Option<Compose> {
    static CONFIG: OnceLock<Option<String>> = OnceLock::new();
    if !have("docker") {
        return None;
    }
    let config = CONFIG.get_or_init(|| {
        let plugin = Command::new("docker").args(["compose", "version"]).output();
        if plugin.is_ok_and(|output| output.status.success()) {
            return Some(std::env::var("DOCKER_CONFIG").unwrap_or_default());
        }
        unpacked("compose", &["docker-compose"]).ok().map(|folder| folder.join("config").into_string())
    });
    match config {
        Some(config) => Some(Compose { words: &["docker", "compose"], config }),
        None => absent("no Compose 2").then(|| unreachable!()),
    }
}

impl Compose {
    /// Compose in docker/ of the project, as one types it there.
    pub fn command(&self, project: &Project, args: &[&str]) -> Command {
        let mut command = Command::new(self.words[0]);
        command.args(&self.words[1..]).args(args).current_dir(project.root.join("docker"));
        command.env_clear().envs(project.env.clone());
        for name in crate::PASSED_ON.iter().filter(|name| project.env.iter().all(|(known, _)| known != *name))
        {
            if let Ok(value) = std::env::var(name) {
                command.env(name, value);
            }
        }
        if !self.config.is_empty() {
            command.env("DOCKER_CONFIG", self.config);
        }
        command
    }
}
