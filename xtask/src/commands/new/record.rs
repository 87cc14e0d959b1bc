//! The record of what a project got of its template: later versions tell by it what the user has changed.

use anyhow::{Context as _, Result};
use camino::{Utf8Path, Utf8PathBuf};

use crate::base::digest::short;
use crate::base::regular;

/// The file with the record. It lies beside the tool, which it is about.
pub const RECORD: &str = "xtask/template.toml";

const HEAD: &str = "\
# Written by `cargo xtask new`, once: the version of the tool that made this project, and what each file of the template
# was then (the first eight digits of its SHA-256, with line ends as on Linux). A later version of the tool tells by it
# which files you have changed. Commit it, and do not edit it.
";

/// The text of the record of these files of the project in `root`.
///
/// # Errors
///
/// If one cannot be read.
pub fn text(root: &Utf8Path, files: &[Utf8PathBuf]) -> Result<String> {
    let mut text = format!("{HEAD}version = \"{}\"\n\n[files]\n", env!("CARGO_PKG_VERSION"));
    for file in files {
        let bytes = regular::read(root, file)?;
        let digest = digest(&bytes.with_context(|| format!("cannot read `{file}`: it is gone"))?);
        // Paths of the template have no quote in them.
        text += &format!("\"{file}\" = \"{digest}\"\n");
    }
    Ok(text)
}

/// A digest that is the same on a system where git writes other line ends.
fn digest(bytes: &[u8]) -> String {
    let mut hash = hmac_sha256::Hash::new();
    let mut lines = bytes.split(|byte| *byte == b'\n');
    hash.update(lines.next().map(without_return).unwrap_or_default());
    for line in lines {
        hash.update(b"\n");
        hash.update(without_return(line));
    }
    short(&hash.finalize())
}

fn without_return(line: &[u8]) -> &[u8] {
    line.strip_suffix(b"\r").unwrap_or(line)
}

#[cfg(test)]
mod tests {
    use super::digest;

    #[test]
    fn the_line_ends_of_another_system_do_not_change_a_digest() {
        assert_eq!(digest(b"a\r\nb\r\n"), digest(b"a\nb\n"));
        assert_eq!(digest(b"a\nb"), crate::base::digest::digest("a\nb"));
        assert_ne!(digest(b"a\nb"), digest(b"ab"));
    }
}
