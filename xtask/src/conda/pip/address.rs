//! Where pip would have something from: an address in the network, or a path, which no build can read.

use crate::base::error::{Mistake, MistakeKind};
use crate::base::wording::shown;

/// The schemes that pip downloads from.
const DOWNLOADED: [&str; 3] = ["http://", "https://", "ftp://"];

/// What begins an address that pip clones; a variable may have any address, and so one of these.
const CLONED: [&str; 5] = ["git+", "hg+", "svn+", "bzr+", "${"];

/// The ends of files that pip installs; anything with one of them is a path if it is no URL.
const ARCHIVES: [&str; 7] = [".whl", ".zip", ".tar.gz", ".tgz", ".tar.bz2", ".tar.xz", ".tar"];

/// The mistake of naming a file of the project.
pub fn local_path(path: &str) -> Mistake {
    Mistake::new(
        format!(
            "`{}` is a path, and the project's files are not in the image while it is built",
            shown(path)
        ),
        "remove the line: `import` finds code in src/ by itself; other code can be installed in the running container",
    )
    .kind(MistakeKind::LocalPath)
}

/// Whether pip would clone it with a program for version control.
pub fn is_cloned(address: &str) -> bool {
    CLONED.iter().any(|scheme| address.starts_with(scheme))
}

/// Whether the value of an option names a file of this machine.
pub fn is_local(value: &str) -> bool {
    value.contains("file:") || !(value.contains("://") || is_remote(value))
}

/// Whether pip would clone or download it.
pub fn is_remote(text: &str) -> bool {
    let lower = text.get(..8).unwrap_or(text).to_lowercase();
    DOWNLOADED.iter().chain(&CLONED).any(|scheme| lower.starts_with(scheme))
}

/// Whether pip would take it for a file or folder of this machine.
pub fn is_path(text: &str) -> bool {
    let end = text.find([';', ' ']).unwrap_or(text.len());
    let word = text[..end].split('[').next().unwrap_or_default();
    text.starts_with(['.', '/', '~', '\\'])
        || text.starts_with("file:")
        || (word.contains(['/', '\\']) && !word.contains(['@', ':']))
        || (!word.contains('@') && ARCHIVES.iter().any(|end| word.ends_with(end)))
        || (word.chars().nth(1) == Some(':') && word.contains('\\'))
}
