//! The setting `env-file`: a file of the user's, with variables for every container and for no image.
//!
//! Several programs read it, each by itself: docker, Compose, and the one that an editor starts. So it is read in the one way
//! that all have: a line is taken as it stands, `$`, quotes and spaces with it. What one of them would read in another way
//! is refused.

use anyhow::Result;
use camino::{Utf8Path, Utf8PathBuf};

use crate::base::error::Mistake;
use crate::base::source::Source;
use crate::conda::is_of_the_image;
use crate::machine::git_identity::GIT_USER;
use crate::machine::mirrors::run_time_variables;
use crate::machine::time_zone::TZ;
use crate::machine::token::TOKEN;

/// A line of the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variable {
    /// The variable.
    pub name: String,
    /// What it is set to; without that it takes the value that it has here.
    pub value: Option<String>,
    /// The line.
    pub line: usize,
}

/// The file and what it says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EnvFile {
    /// Where it is.
    pub path: Utf8PathBuf,
    /// Its variables, in its order.
    pub variables: Vec<Variable>,
}

/// The longest line that docker reads.
const LONGEST: usize = 65_000;

impl EnvFile {
    /// Reads the file of the project; `None` if there is none.
    ///
    /// # Errors
    ///
    /// `BadInput` with file and line for what is not the same for every program that reads it.
    pub fn read(root: &Utf8Path, path: &Utf8Path) -> Result<Option<Self>> {
        let Some(source) = Source::read(root, path)? else { return Ok(None) };
        let lines = source.text.lines().enumerate();
        let lines = lines.map(|(at, text)| (at + 1, text.trim_start_matches([' ', '\t'])));
        let lines = lines.filter(|(_, text)| !text.is_empty() && !text.starts_with('#'));
        let variables = lines.map(|(line, text)| {
            let (name, value) = match text.split_once('=') {
                Some((name, value)) => (name, Some(value)),
                None => (text, None),
            };
            match mistake(name, value) {
                Some((what, advice)) => Err(Mistake::new(what, advice).at(path, line, 1)),
                None => Ok(Variable { name: name.to_owned(), value: value.map(str::to_owned), line }),
            }
        });
        Ok(Some(Self { path: root.join(path), variables: variables.collect::<Result<_>>()? }))
    }
}

/// What is wrong with a line, and what to write instead. A value is not shown: it may be secret.
fn mistake(name: &str, value: Option<&str>) -> Option<(String, &'static str)> {
    let told = [TZ, TOKEN].into_iter().chain(GIT_USER).map(str::to_owned);
    let mut ours = run_time_variables().into_iter().chain(told);
    if name.is_empty() {
        return Some(("there is no name in front of `=`".to_owned(), "write NAME=VALUE"));
    }
    if name.starts_with("export ") {
        return Some(("`export` is a word of shells".to_owned(), "write NAME=VALUE"));
    }
    if name.contains(|c: char| c.is_whitespace() || c.is_control()) {
        let what = "there is a space in the name of this variable".to_owned();
        return Some((what, "write NAME=VALUE, with no space around `=`"));
    }
    if ours.any(|ours| ours == name) {
        let what =
            format!("{name} comes from your shell or this tool by every way in, so this file cannot set it");
        return Some((what, "delete the line, and set it in your shell"));
    }
    if is_of_the_image(name) {
        return Some((format!("{name} is set by the image, which needs it as it is"), "delete the line"));
    }
    let value = value.unwrap_or_default();
    if value.chars().any(|c| c.is_control() && c != '\t') {
        let what = format!("{name} has a control character in its value");
        return Some((what, "write it in another form, such as base64"));
    }
    (name.len() + value.len() > LONGEST).then(|| {
        (
            format!("{name} is longer than {LONGEST} bytes, which is all that docker reads"),
            "put it into a file",
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<EnvFile> {
        let folder = tempfile::tempdir()?;
        let root = Utf8Path::from_path(folder.path()).unwrap();
        std::fs::write(root.join(".env"), text)?;
        Ok(EnvFile::read(root, ".env".into())?.unwrap())
    }

    #[test]
    fn a_line_is_taken_as_it_stands() {
        let text = "# A=1\n\n  A=$HOME \"x\" # y \nB=\nC\r\nD='q'=\\n\n\t# x\nE-F=1\n";
        let file = read(text).unwrap();
        let read: Vec<_> =
            file.variables.iter().map(|it| (it.line, it.name.as_str(), it.value.as_deref())).collect();
        let expected = [
            (3, "A", Some("$HOME \"x\" # y ")),
            (4, "B", Some("")),
            (5, "C", None),
            (6, "D", Some("'q'=\\n")),
            (8, "E-F", Some("1")),
        ];
        assert_eq!(read, expected);
    }

    #[test]
    fn what_some_program_would_read_in_another_way_is_refused_with_its_line_and_without_its_value() {
        let ours = "comes from your shell or this tool by every way in, so this file cannot set it; delete the line, and set it in \
                    your shell";
        let table = [
            ("=s3cret", "there is no name in front of `=`; write NAME=VALUE".to_owned()),
            ("export A=s3cret", "`export` is a word of shells; write NAME=VALUE".to_owned()),
            (
                "A = s3cret",
                "there is a space in the name of this variable; write NAME=VALUE, with no space around `=`"
                    .to_owned(),
            ),
            ("TZ=s3cret", format!("TZ {ours}")),
            ("https_proxy=s3cret", format!("https_proxy {ours}")),
            ("GIT_USER_NAME=s3cret", format!("GIT_USER_NAME {ours}")),
            (
                "A=s3cret\u{7}",
                "A has a control character in its value; write it in another form, such as base64".to_owned(),
            ),
        ];
        for (line, sentence) in table {
            let said = read(&format!("X=1\n{line}\n")).err().unwrap().to_string();
            assert_eq!(said, format!(".env:2:1: {sentence}"), "{line}");
        }
        assert!(read(&format!("A={}", "x".repeat(LONGEST))).is_err());
    }
}
