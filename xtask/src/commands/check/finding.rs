//! What `check` finds: a rule's name, the place, a sentence, what to do, and, where that is safe, the edit that does it.

use camino::{Utf8Path, Utf8PathBuf};

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The build will fail, or a secret would be in the image.
    Error,
    /// It works here, but not everywhere, or not as it seems.
    Warning,
}

impl Severity {
    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
        }
    }
}

/// A change of one file. Lines count from 1, in the file as it is before any edit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Edit {
    /// Deletes the line.
    Delete(usize),
    /// Replaces the first `old` in the line.
    Replace {
        /// The line.
        line: usize,
        /// What stands there.
        old: String,
        /// What is to stand there.
        new: String,
    },
    /// Puts lines below this line; 0 is the top of the file.
    Insert {
        /// The line above.
        after: usize,
        /// The lines, without the last line end.
        text: String,
    },
    /// Makes every line end `\n`.
    LineEnds,
    /// Writes the file as UTF-8 without byte order mark.
    Encoding,
}

/// One thing that a rule has found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The rule's name.
    pub rule: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// The file, relative to the project.
    pub file: Utf8PathBuf,
    /// The line, from 1.
    pub line: usize,
    /// What is wrong: lower case, no full stop.
    pub sentence: String,
    /// What to do about it.
    pub fix: String,
    /// What `--fix` changes in the file; nothing if that takes a decision.
    pub edits: Vec<Edit>,
}

impl Finding {
    /// A finding that its rule has still to sign.
    pub fn new(severity: Severity, file: &Utf8Path, line: usize, sentence: String) -> Self {
        let (file, line) = (file.to_owned(), line.max(1));
        Self { rule: "", severity, file, line, sentence, fix: String::new(), edits: Vec::new() }
    }

    /// The same of a build that will fail.
    pub fn error(file: &Utf8Path, line: usize, sentence: impl Into<String>) -> Self {
        Self::new(Severity::Error, file, line, sentence.into())
    }

    /// The same of what works, but not everywhere.
    pub fn warning(file: &Utf8Path, line: usize, sentence: impl Into<String>) -> Self {
        Self::new(Severity::Warning, file, line, sentence.into())
    }

    /// With what to do about it.
    pub fn fix(mut self, fix: impl Into<String>) -> Self {
        self.fix = fix.into();
        self
    }

    /// With the edits that do it; none if there are none that are safe.
    pub fn edits(mut self, edits: impl IntoIterator<Item = Edit>) -> Self {
        self.edits.extend(edits);
        self
    }
}
