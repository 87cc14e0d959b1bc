//! Reads a text file that the user wrote, and names places in it.

use std::fs::Metadata;

use anyhow::Result;
use camino::{Utf8Path, Utf8PathBuf};

use crate::base::error::Mistake;
use crate::base::process;
use crate::base::regular::{self, require_inside};

/// No Conda file, settings file or template comes near this size; one that does is data under the wrong name.
pub const MAX_BYTES: u64 = 1 << 20;

/// A file of the user's and its text.
#[derive(Debug)]
pub struct Source {
    /// The path as messages show it: relative to the project.
    pub path: Utf8PathBuf,
    /// The whole text: UTF-8, without byte order mark, with the line ends that the file has.
    pub text: String,
}

impl Source {
    /// Reads `root/path`; `None` if there is no such file.
    ///
    /// # Errors
    ///
    /// `BadInput` for a directory, more than [`MAX_BYTES`], a byte order mark, or text that is not UTF-8.
    pub fn read(root: &Utf8Path, path: &Utf8Path) -> Result<Option<Self>> {
        Self::bytes(root, path)?.map(|bytes| Self::from_bytes(path, bytes)).transpose()
    }

    /// Reads `root/path` as it is; `None` if there is no such file.
    ///
    /// # Errors
    ///
    /// `BadInput` for what is no file, for more than [`MAX_BYTES`], and for what [`require_own`] refuses.
    pub fn bytes(root: &Utf8Path, path: &Utf8Path) -> Result<Option<Vec<u8>>> {
        let Some(metadata) = Self::look(root, path)? else { return Ok(None) };
        if metadata.len() > MAX_BYTES {
            let bytes = metadata.len();
            let sentence =
                format!("{bytes} bytes are too many for this kind of file (the limit is {MAX_BYTES})");
            return Err(Mistake::new(sentence, "keep data in data/").in_file(path));
        }
        regular::read(root, path)
    }

    /// What is known of the file `root/path`, which may be read here; `None` if there is no such file.
    ///
    /// # Errors
    ///
    /// `BadInput` for what is no file, and for what [`require_own`] refuses.
    pub fn look(root: &Utf8Path, path: &Utf8Path) -> Result<Option<Metadata>> {
        let metadata = regular::look(root, path)?;
        metadata.iter().try_for_each(|metadata| require_own(root, path, metadata))?;
        Ok(metadata)
    }

    /// Of what a file of this path says.
    ///
    /// # Errors
    ///
    /// `BadInput` for a byte order mark, or text that is not UTF-8.
    pub fn from_bytes(path: &Utf8Path, bytes: Vec<u8>) -> Result<Self> {
        if bytes.starts_with(b"\xef\xbb\xbf")
            || bytes.starts_with(b"\xff\xfe")
            || bytes.starts_with(b"\xfe\xff")
        {
            let mistake =
                Mistake::new("the file starts with a byte order mark", "save it as UTF-8 without BOM");
            return Err(mistake.at(path, 1, 1));
        }
        match String::from_utf8(bytes) {
            Ok(text) => Ok(Self { path: path.to_owned(), text }),
            Err(error) => {
                let valid = &error.as_bytes()[..error.utf8_error().valid_up_to()];
                let line = valid.iter().filter(|&&byte| byte == b'\n').count() + 1;
                let start = valid.iter().rposition(|&byte| byte == b'\n').map_or(0, |newline| newline + 1);
                let column = String::from_utf8_lossy(&valid[start..]).chars().count() + 1;
                let byte = error.as_bytes()[valid.len()];
                let sentence = format!("the byte 0x{byte:02x} is not UTF-8");
                Err(Mistake::new(sentence, "save the file as UTF-8").at(path, line, column))
            }
        }
    }

    /// The mistake at a place that is given in bytes from the start of the text.
    pub fn error_at_offset(&self, offset: usize, mistake: Mistake) -> anyhow::Error {
        let before = self.text.get(..offset).unwrap_or(&self.text);
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
        self.error_at(line, column, mistake)
    }

    /// The mistake at a line and a column, which count from 1.
    pub fn error_at(&self, line: usize, column: usize, mistake: Mistake) -> anyhow::Error {
        mistake.at(&self.path, line, column)
    }
}

/// Refuses to read for root, in somebody else's project, what its owner may not read: the text would be theirs afterwards.
///
/// # Errors
///
/// `BadInput` for a link that leads out of the project to a file of another user's.
fn require_own(root: &Utf8Path, path: &Utf8Path, metadata: &Metadata) -> Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt as _;
        let owner = std::fs::metadata(root)?.uid();
        if owner != 0 && metadata.uid() != owner && process::id("-u", None).is_ok_and(|id| id == "0") {
            return require_inside(root, path);
        }
    }
    Ok(())
}

/// The text of a file that begins with a byte order mark, and what that stands for; `None` if it has none.
pub fn decode(bytes: &[u8]) -> Option<(String, &'static str)> {
    if let Some(rest) = bytes.strip_prefix(b"\xef\xbb\xbf") {
        return Some((String::from_utf8(rest.to_vec()).ok()?, "UTF-8 with a byte order mark"));
    }
    let unit: fn([u8; 2]) -> u16 = match bytes.get(..2)? {
        b"\xff\xfe" => u16::from_le_bytes,
        b"\xfe\xff" => u16::from_be_bytes,
        _ => return None,
    };
    let units: Vec<u16> = bytes[2..].chunks_exact(2).map(|pair| unit([pair[0], pair[1]])).collect();
    Some((String::from_utf16(&units).ok()?, "UTF-16"))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn error(bytes: &[u8]) -> String {
        Source::from_bytes(Utf8Path::new("f.yml"), bytes.to_vec()).unwrap_err().to_string()
    }

    #[test]
    fn latin_1_is_refused_with_line_and_column() {
        assert_eq!(
            error(b"a: b\nname: caf\xe9\n"),
            "f.yml:2:10: the byte 0xe9 is not UTF-8; save the file as UTF-8"
        );
    }

    #[test]
    fn a_byte_order_mark_is_refused() {
        assert!(
            error(b"\xef\xbb\xbfname: x\n").contains("f.yml:1:1: the file starts with a byte order mark")
        );
        assert!(error(b"\xff\xfen\0").contains("byte order mark"));
    }

    #[test]
    fn a_missing_file_is_not_an_error_but_a_directory_and_a_huge_file_are() {
        let dir = tempfile::tempdir().unwrap();
        let root = Utf8Path::from_path(dir.path()).unwrap();
        assert!(Source::read(root, Utf8Path::new("none.yml")).unwrap().is_none());
        fs::create_dir(root.join("d.yml")).unwrap();
        let message = Source::read(root, Utf8Path::new("d.yml")).unwrap_err().to_string();
        assert_eq!(message, "d.yml: this is a directory; put a text file in its place");
        fs::write(root.join("big.yml"), vec![b'#'; 10 << 20]).unwrap();
        let message = Source::read(root, Utf8Path::new("big.yml")).unwrap_err().to_string();
        assert!(message.starts_with("big.yml: 10485760 bytes are too many"), "{message}");
    }
}
