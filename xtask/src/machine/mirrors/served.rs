//! The place of a mirror in a container that does not reach its server.

use camino::Utf8PathBuf;

/// A folder that has what an address leads to. No container reaches a server of this machine's own network, so it gets the folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Served {
    /// The beginning of each address.
    pub address: String,
    /// The folder on this machine.
    pub folder: Utf8PathBuf,
}

/// Where a container has the folder of [`Served`].
pub const SERVED: &str = "/opt/offline-world";

impl Served {
    /// The variable, `NAME=VALUE`, as a container has it.
    pub fn inside(&self, variable: &str) -> String {
        variable.replacen(&self.address, &format!("file://{SERVED}"), 1)
    }
}
