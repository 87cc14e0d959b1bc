//! The folder in which podman has the caches of a build.

use anyhow::{Context as _, Result};
use camino::Utf8PathBuf;

use super::engine_kind::EngineKind;
use crate::base::argv::Argv;
use crate::base::process::Runner;
use crate::machine::host::Host;

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
    let folder = host.cache_dir()?.join("podman");
    if runner.dry_run {
        runner.run(&Argv::new("mkdir").args(["-p", folder.as_str()]))?;
    } else {
        std::fs::create_dir_all(&folder).with_context(|| format!("cannot make the folder `{folder}`"))?;
    }
    Ok(Some(folder))
}
