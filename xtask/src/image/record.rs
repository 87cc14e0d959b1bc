//! Whose text it is that a generated file has: docker/.generated says what was generated here, and git what was committed.

use std::fmt::Write as _;

use anyhow::Result;
use camino::{Utf8Path, Utf8PathBuf};
use xshell::{Cmd, cmd};

use crate::base::digest::short;
use crate::base::files::Files;
use crate::base::process::Runner;
use crate::base::regular::{self, require_inside};
use crate::base::replace::{Access, ChangedMeanwhile, replace_known};
use crate::machine::git::Git;

/// The file, in the project. It is of one machine: in git it would be in conflict at each merge.
pub const PATH: &str = "docker/.generated";

const HEAD: &str = "\
# Written by `cargo xtask generate`: a digest of each text that it wrote here. A file that has another text was edited by hand, and
# is kept before it is written anew. Git ignores this file.
";

/// So many texts are remembered: some thirty times all files.
const LIMIT: usize = 600;

/// Where the text of a file comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// It was generated here, or is in a commit.
    Known,
    /// Another text was generated here, and git does not have this one.
    Edited,
    /// Nothing was generated here yet, and git does not have it.
    Unknown,
}

/// The texts that were generated here: lines `DIGEST PATH`, the oldest first.
pub struct Record {
    root: Utf8PathBuf,
    bytes: Option<Vec<u8>>,
    lines: Vec<String>,
}

impl Record {
    /// That of a project, or of another folder for which was generated.
    ///
    /// # Errors
    ///
    /// `BadInput` if a link leads out of the project, or for what is no file.
    pub fn read(root: &Utf8Path) -> Result<Self> {
        require_inside(root, PATH.into())?;
        let bytes = regular::read(root, PATH.into())?;
        let text = String::from_utf8_lossy(bytes.as_deref().unwrap_or_default()).into_owned();
        let lines = text.lines().filter(|line| !line.starts_with('#')).map(str::to_owned).collect();
        Ok(Self { root: root.to_owned(), bytes, lines })
    }

    /// Where this text of a file comes from.
    ///
    /// # Errors
    ///
    /// If there is no current folder.
    pub fn origin(&self, path: &Utf8Path, text: &[u8], runner: &Runner) -> Result<Origin> {
        let is_of = |line: &&String| line.split_once(' ').is_some_and(|(_, name)| path == name);
        Ok(if self.has(path, text) || is_committed(&self.root, path, runner)? {
            Origin::Known
        } else if self.lines.iter().any(|line| is_of(&line)) {
            Origin::Edited
        } else {
            Origin::Unknown
        })
    }

    /// Whether this text of a file was generated here.
    pub fn has(&self, path: &Utf8Path, text: &[u8]) -> bool {
        self.lines.contains(&line(path, text))
    }

    /// Adds the texts of these files, before they are written: a command that is killed between them has then edited nothing.
    ///
    /// # Errors
    ///
    /// If it cannot be written.
    pub fn add(mut self, files: &Files) -> Result<()> {
        let root = self.root.clone();
        loop {
            let lines = files.iter().map(|(path, text)| line(path, text.as_bytes()));
            let new: Vec<String> = lines.filter(|line| !self.lines.contains(line)).collect();
            if new.is_empty() {
                return Ok(());
            }
            self.lines.extend(new);
            let forgotten = self.lines.len().saturating_sub(LIMIT);
            let text = self.lines[forgotten..].iter().fold(HEAD.to_owned(), |mut text, line| {
                let _ = writeln!(text, "{line}");
                text
            });
            match replace_known(&root.join(PATH), self.bytes.as_deref(), text.as_bytes(), Access::Everybody) {
                // Another command has added its own.
                Err(error) if error.is::<ChangedMeanwhile>() => self = Self::read(&root)?,
                written => return written.map(drop),
            }
        }
    }
}

fn line(path: &Utf8Path, text: &[u8]) -> String {
    format!("{} {path}", short(&hmac_sha256::Hash::hash(text)))
}

/// Whether a commit of what is in `root` has the file with just the text that it has now.
fn is_committed(root: &Utf8Path, path: &Utf8Path, runner: &Runner) -> Result<bool> {
    let git = Git::new(runner, root)?;
    let said = |command: Cmd<'_>| git.ask(command).filter(|said| !said.is_empty());
    let shell = &git.shell;
    let Some(blob) = said(cmd!(shell, "git hash-object -- {path}")) else { return Ok(false) };
    // A text that a merge has made is in no difference to one parent, and a branch that a merge gave up is passed over as well.
    let log = ["-c", "log.showRoot=true", "-c", "log.follow=false", "log", "--all", "-m", "--full-history"];
    let found = cmd!(shell, "git {log...} --max-count=1 --format=%H --find-object={blob} -- {path}");
    Ok(said(found).is_some())
}
