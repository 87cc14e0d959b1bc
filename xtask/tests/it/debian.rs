//! Programs of Debian 13 that are unpacked for the tests, and not installed: Docker's plugins.

use std::process::Command;

use camino::{Utf8Path, Utf8PathBuf};

use crate::support::{Outcome, repository};

/// The folder with these packages, from the cache or from Debian: `usr` has their files, and `config` is a configuration
/// in which a Docker client finds the plugins among them.
///
/// # Errors
///
/// The last thing that is said, if they cannot be had.
pub fn unpacked(name: &str, packages: &[&str]) -> Result<Utf8PathBuf, String> {
    let cache =
        std::env::var("XDG_CACHE_HOME").or(std::env::var("HOME").map(|home| home + "/.cache")).unwrap();
    let folder = Utf8Path::new(&cache).join("conda-in-docker/ci-tools").join(name);
    if folder.exists() {
        return Ok(folder);
    }
    let new = Utf8PathBuf::from(format!("{folder}-{}", std::process::id()));
    let [program, world] =
        ["xtask/tests/data/debian_packages.py", "xtask/offline-world"].map(|path| repository().join(path));
    let mut unpack = Command::new("python3");
    unpack.args(["-B", program.as_str(), world.as_str(), new.as_str()]).args(packages);
    let unpacked = Outcome::of(unpack.output().map_err(|error| error.to_string())?);
    if unpacked.code != 0 {
        let _ = std::fs::remove_dir_all(&new);
        return Err(unpacked.stderr.lines().last().unwrap_or_default().to_owned());
    }
    // By one rename; another test may have been faster, and then its folder is as good.
    if std::fs::rename(&new, &folder).is_err() {
        std::fs::remove_dir_all(&new).unwrap();
    }
    Ok(folder)
}
