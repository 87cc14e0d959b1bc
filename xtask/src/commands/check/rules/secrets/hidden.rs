//! The secrets of a project's files, which nothing that is printed about the files shows.

use super::{addresses, named, shapes};
use crate::commands::check::finding::Finding;
use crate::commands::check::subject::Subject;

/// What stands in the place of a secret.
const STARS: &str = "***";

/// The secrets that were found.
#[derive(Debug, Default)]
pub struct Hidden(Vec<String>);

impl Hidden {
    /// Those of the lines of which the rule `secret` tells, and of the lines that could not be read.
    pub fn of(subject: &Subject, findings: &[Finding]) -> Self {
        let mut values = Vec::new();
        for finding in findings.iter().filter(|finding| finding.rule == "secret") {
            let line = subject.raw(&finding.file, finding.line);
            values.extend(in_line(&line));
            if line.contains("-----BEGIN ") {
                values.extend(key(subject, finding));
            }
        }
        for refusal in &subject.examined.refusals {
            values.extend(in_front_of_host(&subject.raw(&refusal.file, refusal.line)));
        }
        for (name, value) in &subject.document.variables {
            if named::of_variable(&name.text, value).is_some() || shapes::shape(value).is_some() {
                values.extend(value.lines().map(|line| line.trim().to_owned()));
            }
        }
        // A short one is a part of many words, and says nothing.
        values.retain(|value| value.len() > 3);
        // The longest first: another may be a part of it.
        values.sort_unstable_by(|one, other| (other.len(), other).cmp(&(one.len(), one)));
        values.dedup();
        Self(values)
    }

    /// The text without them.
    pub fn from(&self, text: String) -> String {
        self.0.iter().fold(text, |text, secret| text.replace(secret, STARS))
    }
}

fn in_line(line: &str) -> Vec<String> {
    let addresses = addresses(line).map(|(_, secret)| secret.to_owned());
    let shapes = shapes::values(line).map(str::to_owned);
    addresses.chain(shapes).chain(named::named(line).map(|named| named.value)).collect()
}

/// The lines of a private key.
fn key(subject: &Subject, begin: &Finding) -> Vec<String> {
    let lines = (begin.line + 1..).map(|line| subject.raw(&begin.file, line));
    let inside = lines.take_while(|line| !line.trim().is_empty() && !line.contains("-----END "));
    inside.map(|line| line.trim().to_owned()).collect()
}

/// What looks like a password in front of a host, as in `user:password@host`.
fn in_front_of_host(line: &str) -> Option<String> {
    let word = line.split_whitespace().find(|word| word.contains('@') && word.contains(':'))?;
    let (user, _) = word.rsplit_once('@')?;
    user.rsplit_once(':').map(|(_, password)| password.to_owned())
}
