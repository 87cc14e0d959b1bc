//! The folder that a container gets of a mirror whose server it does not reach, as with `--offline`.

use camino::Utf8PathBuf;

/// A folder that has what an address leads to. No container reaches a server of this machine's own network, so it gets the folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MirrorFolder {
    /// The beginning of each address.
    pub address: String,
    /// The folder on this machine.
    pub folder: Utf8PathBuf,
}

/// Where a container has the folder of [`MirrorFolder`].
pub const MIRROR_FOLDER: &str = "/opt/offline-world";

impl MirrorFolder {
    /// The variable, `NAME=VALUE`, as a container has it.
    pub fn inside(&self, variable: &str) -> String {
        variable.replacen(&self.address, &format!("file://{MIRROR_FOLDER}"), 1)
    }
}
