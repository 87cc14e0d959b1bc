//! What kind of failure it was, because that decides the exit code.

use std::fmt;

use camino::{Utf8Path, Utf8PathBuf};

use crate::base::wording::one_line;

/// What a mistake is about, as far as somebody has to know: `check` chooses its rule by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MistakeKind {
    /// Any that needs no name of its own.
    Plain,
    /// Something in the list of channels, or the key of that list.
    Channels,
    /// A file of this machine or of the project, where neither is seen.
    LocalPath,
    /// A file of requirements that is included by a `file:` address.
    FileUrl,
    /// The file as a whole: nothing on its lines is worth a word of its own then.
    WholeFile,
}

/// What is wrong at a place that is still to be named, and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistake {
    /// What it is about.
    pub kind: MistakeKind,
    /// What is wrong: lower case, no full stop.
    pub sentence: String,
    /// What to do about it; empty if the sentence says that, too.
    pub advice: String,
}

impl Mistake {
    /// A plain one.
    pub fn new(sentence: impl Into<String>, advice: impl Into<String>) -> Self {
        Self { kind: MistakeKind::Plain, sentence: sentence.into(), advice: advice.into() }
    }

    /// The same of another kind.
    pub fn kind(self, kind: MistakeKind) -> Self {
        Self { kind, ..self }
    }

    /// The first control character in the text other than those in `allowed`.
    pub fn control_character(text: &str, allowed: &[char]) -> Option<Self> {
        let found = text.chars().find(|character| character.is_control() && !allowed.contains(character))?;
        Some(Self::new(format!("the character U+{:04X} cannot stand here", u32::from(found)), "delete it"))
    }

    /// The mistake in a file as a whole.
    pub fn in_file(self, file: &Utf8Path) -> anyhow::Error {
        self.at(file, 0, 0)
    }

    /// The mistake at a line and a column of a file, which count from 1.
    pub fn at(self, file: &Utf8Path, line: usize, column: usize) -> anyhow::Error {
        let Self { kind, sentence, advice } = self;
        BadInput { file: file.to_owned(), line, column, kind, sentence, advice }.into()
    }
}

/// A mistake in what the user wrote (a Conda file, a setting, a template, a flag): the tool exits with 2.
///
/// Its `Display` is the one sentence that names the file, the line and the value, and says what to do. Whoever needs to
/// know more than that reads the fields.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadInput {
    /// The file, relative to the project; empty if it is in none, but in a flag or a variable.
    pub file: Utf8PathBuf,
    /// The line, from 1; 0 for the file as a whole.
    pub line: usize,
    /// The column, from 1; 0 for the file as a whole.
    pub column: usize,
    /// What it is about.
    pub kind: MistakeKind,
    /// What is wrong: lower case, no full stop.
    pub sentence: String,
    /// What to do about it; empty if the sentence says that, too.
    pub advice: String,
}

impl BadInput {
    /// A mistake in no file; the sentence also says what to do.
    #[allow(clippy::new_ret_no_self, reason = "nobody wants it other than as an anyhow::Error")]
    pub fn new(sentence: impl Into<String>) -> anyhow::Error {
        Mistake::new(sentence, "").in_file(Utf8Path::new(""))
    }
}

impl fmt::Display for BadInput {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.file != "" {
            f.write_str(&one_line(self.file.as_str()))?;
            if self.line > 0 {
                write!(f, ":{}:{}", self.line, self.column)?;
            }
            f.write_str(": ")?;
        }
        f.write_str(&self.sentence)?;
        if self.advice.is_empty() { Ok(()) } else { write!(f, "; {}", self.advice) }
    }
}

impl std::error::Error for BadInput {}

/// A program that we ran failed: its exit code is ours.
#[derive(Debug)]
pub struct ChildFailed {
    /// Its exit code, or 128 + n if signal n ended it.
    pub code: i32,
    /// The sentence to print; empty if the program has said all there is to say.
    pub sentence: String,
}

impl fmt::Display for ChildFailed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.sentence)
    }
}

impl std::error::Error for ChildFailed {}

/// 2 for bad input, a failed program's own code, and 1 for the rest.
pub fn exit_code(error: &anyhow::Error) -> u8 {
    if let Some(child) = error.downcast_ref::<ChildFailed>() {
        return u8::try_from(child.code).unwrap_or(1);
    }
    if error.downcast_ref::<BadInput>().is_some() { 2 } else { 1 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sentence_is_made_of_the_fields_and_the_fields_stay() {
        let mistake = Mistake::new("`a; b` is no name", "write one").kind(MistakeKind::Channels);
        let error = mistake.clone().at(Utf8Path::new("a: b.yml"), 2, 3);
        assert_eq!(error.to_string(), "a: b.yml:2:3: `a; b` is no name; write one");
        let bad = error.downcast::<BadInput>().unwrap();
        assert_eq!(
            (bad.line, bad.kind, bad.sentence.as_str()),
            (2, MistakeKind::Channels, "`a; b` is no name")
        );
        assert_eq!(mistake.in_file(Utf8Path::new("f\n")).to_string(), "f\\n: `a; b` is no name; write one");
        assert_eq!(BadInput::new("--port 0: no port").to_string(), "--port 0: no port");
    }

    #[test]
    fn the_exit_code_is_2_for_the_user_s_mistakes_and_the_program_s_own_for_its_failure() {
        assert_eq!(exit_code(&BadInput::new("x")), 2);
        assert_eq!(exit_code(&ChildFailed { code: 137, sentence: String::new() }.into()), 137);
        assert_eq!(exit_code(&anyhow::anyhow!("x")), 1);
    }
}
