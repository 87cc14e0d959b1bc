//! What is legal in the Conda files, and probably not meant.

use std::fmt;

use camino::{Utf8Path, Utf8PathBuf};

/// What it is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum About {
    /// Files in the root beside a folder binder/.
    PassedOver,
    /// A file from which Binder makes another environment, or which is not read.
    OtherBuilder,
    /// requirements.txt without environment.yml.
    RequirementsAlone,
    /// A key that Conda ignores.
    UnknownKey,
    /// No `pip` among the dependencies.
    NoPip,
    /// A script without `#!` line.
    NoShebang,
    /// The script `start`, if it does not run the command that it is given.
    NoExec,
}

/// One sentence, with its place in front where it has one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warning {
    /// What it is about.
    pub about: About,
    /// The file or folder, relative to the project.
    pub file: Utf8PathBuf,
    /// Line and column, from 1; `None` for the file as a whole.
    pub place: Option<(usize, usize)>,
    /// What is so: lower case, no full stop.
    pub sentence: String,
    /// What to do about it.
    pub advice: String,
}

impl Warning {
    /// A warning about a whole file.
    pub fn new(
        about: About,
        file: &Utf8Path,
        sentence: impl Into<String>,
        advice: impl Into<String>,
    ) -> Self {
        let (file, sentence, advice) = (file.to_owned(), sentence.into(), advice.into());
        Self { about, file, place: None, sentence, advice }
    }

    /// The same at a line and column of it, if they are known.
    pub fn at(self, place: Option<(usize, usize)>) -> Self {
        Self { place, ..self }
    }
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.file)?;
        if let Some((line, column)) = self.place {
            write!(f, ":{line}:{column}")?;
        }
        write!(f, ": {}; {}", self.sentence, self.advice)
    }
}
