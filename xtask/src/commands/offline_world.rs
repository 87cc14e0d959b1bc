//! The offline world: all that a build downloads, made from Debian's packages and PyPI, and served on this machine.

use std::io::BufRead as _;

use anyhow::{Context as _, Result, anyhow};
use camino::{Utf8Path, Utf8PathBuf};

use crate::base::json;
use crate::base::process::{Companion, python};
use crate::cli::OfflineWorld;
use crate::conda::apt_packages;
use crate::image::render::apt;
use crate::machine::host::Host;
use crate::machine::mirrors::{BASE_IMAGE, Origin, Override, Overrides};
use crate::machine::platform::Platform;
use crate::project::folder::repository;
use crate::task::Task;

/// The folder with the programs that make and serve it.
const PROGRAMS: &str = "xtask/offline-world";

impl OfflineWorld {
    /// Makes the world, or what of it is out of date.
    ///
    /// # Errors
    ///
    /// If something that it needs is missing and cannot be installed, or a step fails; the program has said which. `BadInput`
    /// for a mistake in apt.txt.
    pub fn run(&self, task: &Task) -> Result<()> {
        let mut argv = python(&programs(&task.host)?.join("make.py")).arg(World::dir(&task.host)?.as_str());
        argv = argv.arg("--processors").args(Platform::ALL.map(Platform::with_processor));
        let apt = apt(&task.settings, &apt_packages(&task.project.root)?);
        argv = argv.arg("--apt").args(apt.iter().chain(&self.apt).map(String::as_str));
        if !self.with.is_empty() {
            argv = argv.arg("--with").args(self.with.iter().map(String::as_str));
        }
        if !self.base.is_empty() {
            argv = argv.arg("--base").args(self.base.iter().map(String::as_str));
        }
        task.runner.run(&argv)?;
        if !task.runner.dry_run {
            task.report.note("the offline world is ready; `cargo xtask --offline lab` builds from it");
        }
        Ok(())
    }
}

/// A world that was made: what make.py wrote into world.json.
#[derive(Debug)]
pub struct World {
    base_image: String,
    installer: String,
    installer_sha256: String,
    port: u16,
}

impl World {
    /// The world in this user's cache.
    ///
    /// # Errors
    ///
    /// If it has not been made.
    pub fn read(host: &Host) -> Result<Self> {
        let file = Self::dir(host)?.join("world.json");
        let text = std::fs::read_to_string(&file).map_err(|_| {
            anyhow!("there is no offline world on this machine yet; make it with `cargo xtask offline-world`")
        })?;
        Self::parse(&text)
            .with_context(|| format!("cannot read `{file}`; make it anew with `cargo xtask offline-world`"))
    }

    fn parse(document: &str) -> Result<Self> {
        let world = json::read(document.as_bytes())?;
        Ok(Self {
            base_image: json::text(&world, "base_image")?,
            installer: json::text(&world, "installer")?,
            installer_sha256: json::text(&world, "installer_sha256")?,
            port: json::number(&world, "port")?.try_into()?,
        })
    }

    /// The folder in which it is made.
    ///
    /// # Errors
    ///
    /// If there is no place for a cache.
    pub fn dir(host: &Host) -> Result<Utf8PathBuf> {
        Ok(host.cache_dir()?.join("offline-world"))
    }

    /// The world's addresses, in the place of the internet's.
    pub fn overrides(&self) -> Overrides {
        let server = format!("http://127.0.0.1:{}", self.port);
        let ours = |name: &str, value: &str| Override::new(name, value, Origin::OfflineWorld);
        Overrides {
            base_image: Some(ours(BASE_IMAGE, &self.base_image)),
            build_env: vec![
                ours("APT_SOURCES", &format!("deb [trusted=yes] {server}/apt ./")),
                ours("MINIFORGE_URL", &format!("{server}/{}", self.installer)),
                ours("MINIFORGE_SHA256", &self.installer_sha256),
                ours("CONDA_CHANNEL_ALIAS", &server),
                ours("PIP_INDEX_URL", &format!("{server}/simple/")),
            ],
            host_network: true,
            ..Overrides::default()
        }
    }

    /// Serves the world's files until the result is dropped; `None` with `--dry-run`, which prints the command.
    ///
    /// # Errors
    ///
    /// If the port is taken.
    pub fn serve(&self, task: &Task) -> Result<Option<Companion>> {
        let argv = python(&programs(&task.host)?.join("serve.py"))
            .arg(Self::dir(&task.host)?.join("www").as_str())
            .arg(self.port.to_string());
        if task.runner.dry_run {
            // It ends with its stdin.
            task.report.data(&format!("sleep 3600 | {argv} &"));
            return Ok(None);
        }
        let mut server = task.runner.start_companion(&argv)?;
        let mut line = String::new();
        match server.stdout.read_line(&mut line) {
            Ok(read) if read > 0 => Ok(Some(server)),
            _ => Err(anyhow!("the server of the offline world did not start at port {}", self.port)),
        }
    }
}

fn programs(host: &Host) -> Result<Utf8PathBuf> {
    Ok(repository(host)?.join(Utf8Path::new(PROGRAMS)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_world_is_read_whole_or_not_at_all() {
        let parse = |port: &str| {
            let names = r#""base_image": "a:b", "installer": "c", "installer_sha256": "d""#;
            World::parse(&format!(r#"{{{names}, "port": {port}}}"#))
        };
        assert_eq!(parse("8765").unwrap().overrides().base_image.unwrap().value, "a:b");
        assert!(parse("65536").is_err());
        assert_eq!(parse("\"x\"").unwrap_err().to_string(), "it has no number `port`");
    }
}
