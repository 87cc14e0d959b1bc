//! The folder in which podman has the caches of a build.

use anyhow::{Context as _, Result};
use camino::{Utf8Path, Utf8PathBuf};

use super::engine::Engine;
use super::engine_kind::EngineKind;
use crate::base::argv::Argv;
use crate::base::process::Runner;
use crate::machine::host::Host;

/// Its name in the cache.
pub const fn podman_cache_folder() -> &'static str {
    EngineKind::Podman.program()
}

/// What removes the folder, some files of which belong to ids that an ordinary user has in containers alone; `None` for another
/// engine.
pub fn podman_cache_remove(engine: &Engine, folder: &Utf8Path) -> Option<Argv> {
    let argv = engine.argv().args(["unshare", "rm", "-rf", folder.as_str()]);
    (engine.kind == EngineKind::Podman).then_some(argv)
}

/// The folder for podman's caches, of this user's own, unless the user has named one by TMPDIR; makes it if it is missing.
/// `None` for another engine.
///
/// # Errors
///
/// If it cannot be made.
pub fn podman_cache(engine: EngineKind, host: &Host, runner: &Runner) -> Result<Option<Utf8PathBuf>> {
    if engine != EngineKind::Podman || host.var("TMPDIR").is_some() {
        return Ok(None);
    }
    let folder = host.cache_dir()?.join(podman_cache_folder());
    if runner.dry_run {
        runner.run(&Argv::new("mkdir").args(["-p", folder.as_str()]))?;
    } else {
        std::fs::create_dir_all(&folder).with_context(|| format!("cannot make the folder `{folder}`"))?;
    }
    Ok(Some(folder))
}
