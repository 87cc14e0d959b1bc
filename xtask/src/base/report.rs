//! What the user sees: notes and errors on stderr, data on stdout. None of it has control characters of what was read.
#![allow(clippy::print_stderr, reason = "this is the module that prints")]

use std::io::{self, IsTerminal as _, Write as _};

use crate::base::wording::harmless;

/// How much is said, and whether in colour.
#[derive(Clone, Copy, Debug)]
pub struct Report {
    /// Says nothing but errors and data.
    pub quiet: bool,
    /// Says every command too.
    pub verbose: bool,
    /// Whether stderr is a terminal that wants colours.
    pub colours: bool,
}

impl Report {
    /// A step that begins or a fact worth knowing; one line.
    pub fn note(&self, text: &str) {
        if !self.quiet {
            eprintln!("{} {}", self.paint("32", "xtask:"), harmless(text));
        }
    }

    /// A fact for those who want to know all.
    pub fn detail(&self, text: &str) {
        if self.verbose {
            self.note(text);
        }
    }

    /// Something that works, but perhaps not as meant.
    pub fn warning(&self, text: &str) {
        if !self.quiet {
            eprintln!("{} {}", self.paint("33", "warning:"), harmless(text));
        }
    }

    /// A command that is about to run.
    pub fn command(&self, line: &str) {
        if self.verbose {
            eprintln!("{}", self.paint("2", &format!("$ {}", harmless(line))));
        }
    }

    /// Why the tool fails: the error and its causes, outermost first.
    pub fn error(&self, error: &anyhow::Error) {
        let sentences: Vec<String> =
            error.chain().map(ToString::to_string).filter(|s| !s.is_empty()).collect();
        if !sentences.is_empty() {
            eprintln!("{} {}", self.paint("31", "error:"), harmless(&sentences.join(": ")));
        }
    }

    /// A result: an URL, a command, a diff. A file or another program gets it as it is, a terminal what is harmless of it.
    pub fn data(&self, text: &str) {
        let text = if io::stdout().is_terminal() { &harmless(text) } else { text };
        // Whoever reads it may have had enough, as `head` has: that is no failure.
        let _ = writeln!(io::stdout(), "{text}");
    }

    /// A line for a terminal that another program may have put into raw mode, where `\n` alone does not go to column 1.
    pub fn data_beside_others(&self, text: &str) {
        let text = harmless(text);
        let end = if io::stdout().is_terminal() { "\r\n" } else { "\n" };
        let _ = write!(io::stdout(), "{text}{end}").and_then(|()| io::stdout().flush());
    }

    fn paint(&self, code: &str, text: &str) -> String {
        if self.colours { format!("\x1b[{code}m{text}\x1b[0m") } else { text.to_owned() }
    }
}
