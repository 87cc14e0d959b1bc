//! The offline world: all that a build downloads, made from Debian's packages and PyPI, and served on this machine.

use std::io::BufRead as _;

use anyhow::{Context as _, Result, anyhow};
use camino::{Utf8Path, Utf8PathBuf};

use crate::base::json;
use crate::base::process::{Companion, python};
use crate::cli;
use crate::conda::apt_packages;
use crate::image::inputs::apt;
use crate::machine::host::Host;
use crate::machine::mirrors::{BASE_IMAGE, Origin, Override, Overrides};
use crate::machine::platform::Platform;
use crate::project::folder::repository;
use crate::task::Task;

/// The folder with the programs that make and serve it.
const PROGRAMS: &str = "xtask/offline-world";

impl cli::OfflineWorld {
    /// Makes the world, or what of it is out of date.
    ///
    /// # Errors
    ///
    /// As [`make`].
    pub fn run(self, task: &Task) -> Result<()> {
        make(task, &Further { packages: self.with, apt: self.apt, bases: self.base })
    }
}

/// What a world has beyond what the project needs.
#[derive(Clone, Debug, Default)]
pub struct Further {
    /// Packages, by their names on PyPI.
    pub packages: Vec<String>,
    /// Debian's packages.
    pub apt: Vec<String>,
    /// Base images, by the name of Debian's release.
    pub bases: Vec<String>,
}

/// Makes the world, or what of it is out of date.
///
/// # Errors
///
/// If something that it needs is missing and cannot be installed, or a step fails; the program has said which. `BadInput`
/// for a mistake in apt.txt.
pub fn make(task: &Task, further: &Further) -> Result<()> {
    let apt = apt(&task.settings, &apt_packages(&task.project.root)?);
    let some = |flag: &str, names: &[String]| match names {
        [] => Vec::new(),
        names => [flag.to_owned()].into_iter().chain(names.iter().cloned()).collect(),
    };
    let argv = python(&programs(&task.host)?.join("make.py"))
        .arg(World::dir(&task.host)?.as_str())
        .arg("--processors")
        .args(Platform::ALL.map(Platform::with_processor))
        .arg("--apt")
        .args(apt.iter().chain(&further.apt).map(String::as_str))
        .args(some("--with", &further.packages))
        .args(some("--base", &further.bases));
    task.runner.run(&argv)?;
    if !task.runner.dry_run {
        task.report.note("the offline world is ready; `cargo xtask --offline lab` builds from it");
    }
    Ok(())
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
}

/// The world that `--offline` asks for; `None` without that.
///
/// # Errors
///
/// If it has not been made.
pub fn world(task: &Task) -> Result<Option<World>> {
    if task.offline { World::read(&task.host).map(Some) } else { Ok(None) }
}

/// Serves the files of the world that `--offline` asks for, until the result is dropped; `None` without that, or with
/// `--dry-run`, which prints the command.
///
/// # Errors
///
/// If it has not been made, or its port is taken.
pub fn serve(task: &Task) -> Result<Option<Companion>> {
    let Some(world) = world(task)? else { return Ok(None) };
    let argv = python(&programs(&task.host)?.join("serve.py"))
        .arg(World::dir(&task.host)?.join("www").as_str())
        .arg(world.port.to_string());
    if task.runner.dry_run {
        // It ends with its stdin.
        task.report.data(&format!("sleep 3600 | {argv} &"));
        return Ok(None);
    }
    let mut server = task.runner.start_companion(&argv)?;
    let mut line = String::new();
    match server.stdout.read_line(&mut line) {
        Ok(read) if read > 0 => Ok(Some(server)),
        _ => Err(anyhow!("the server of the offline world did not start at port {}", world.port)),
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
