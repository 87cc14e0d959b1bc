//! What kind of failure it was, because that decides the exit code.

use std::fmt;

/// A mistake in what the user wrote (a Conda file, a setting, a template, a flag): the tool exits with 2.
///
/// The message is one lower-case sentence that names the file, the line and the value, and says what to do.
#[derive(Debug)]
pub struct BadInput(String);

impl BadInput {
    /// The sentence, as an error that [`exit_code`] recognises.
    #[allow(clippy::new_ret_no_self, reason = "nobody wants it other than as an anyhow::Error")]
    pub fn new(sentence: impl Into<String>) -> anyhow::Error {
        Self(sentence.into()).into()
    }
}

impl fmt::Display for BadInput {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
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
