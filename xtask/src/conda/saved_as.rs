//! Files of another kind under the name of a Conda file, such as what `conda list --export` prints as requirements.txt.
//!
//! None of their lines is what the name promises, so one sentence about the file says more than one about each line.

use anyhow::Result;

use crate::base::error::{Mistake, MistakeKind};
use crate::base::source::Source;

/// A kind of file: what it is, whether a text is one, and how to get the right file, unless that depends on its name.
type Kind = (&'static str, fn(&str) -> bool, &'static str);

/// The kinds, the surest signs first.
const KINDS: [Kind; 10] = [
    ("a web page", is_web_page, "download the file itself, which a link such as `Raw` leads to"),
    ("a pointer of Git LFS", is_pointer, "get the file itself with `git lfs pull`"),
    ("a merge with a conflict", has_conflict, "edit what stands between `<<<<<<<` and `>>>>>>>`"),
    ("an explicit list of Conda's, as `conda list --explicit` prints it", is_explicit, ""),
    ("a list as `conda list --export` prints it", is_conda_export, ""),
    ("a list as `conda list` prints it", is_conda_list, ""),
    ("a list as `pip list` prints it", is_pip_list, ""),
    ("a Pipfile", is_pipfile, ""),
    ("a lock file of a package manager", is_lock_file, ""),
    ("a pyproject.toml", is_pyproject, ""),
];

/// Refuses a file that is of another kind than its name says.
///
/// # Errors
///
/// `BadInput` for the file as a whole.
pub fn refuse(source: &Source) -> Result<()> {
    mistake(source).map_or(Ok(()), |mistake| Err(source.error_at(1, 1, mistake)))
}

fn mistake(source: &Source) -> Option<Mistake> {
    let is_environment = matches!(source.path.extension(), Some("yml" | "yaml"));
    let found = KINDS.iter().find(|(_, is, _)| is(&source.text));
    let (what, meant, advice) = match (found, is_environment) {
        (Some((what, _, advice)), true) => {
            (*what, "environment.yml", if advice.is_empty() { CONDAS } else { advice })
        }
        (Some((what, _, advice)), false) => {
            (*what, "list of requirements for pip", if advice.is_empty() { PIPS } else { advice })
        }
        (None, false) if source.text.lines().any(|line| line.trim_end() == "dependencies:") => {
            ("an environment.yml", "list of requirements for pip", "rename it to environment.yml")
        }
        (None, _) => return None,
    };
    Some(Mistake::new(format!("this is {what}, and no {meant}"), advice).kind(MistakeKind::WholeFile))
}

const PIPS: &str = "write the packages that you import, one a line, or make the file with `pip list --format=freeze`; \
     for what Conda installed, `conda env export --from-history > environment.yml`";
const CONDAS: &str = "make the file with `conda env export --from-history > environment.yml`";

/// The lines without space around, and without those that are blank or comments.
fn says(text: &str) -> impl Iterator<Item = &str> {
    text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'))
}

fn begins(text: &str, starts: &[&str]) -> bool {
    let start = text.trim_start().chars().take(60).collect::<String>().to_lowercase();
    starts.iter().any(|it| start.starts_with(it))
}

fn is_web_page(text: &str) -> bool {
    begins(text, &["<!doctype html", "<html", "<?xml"])
}

fn is_pointer(text: &str) -> bool {
    begins(text, &["version https://git-lfs.github.com/"])
}

fn is_explicit(text: &str) -> bool {
    says(text).any(|line| line == "@EXPLICIT")
}

/// Conda's heading, and below it names, versions and builds in columns.
fn is_conda_list(text: &str) -> bool {
    let is_row = |line: &str| {
        let words: Vec<&str> = line.split_whitespace().collect();
        words.len() > 2 && words[1].starts_with(|c: char| c.is_ascii_digit())
    };
    let headings = ["# packages in environment at", "# Name "];
    text.lines().take(5).any(|line| headings.iter().any(|it| line.starts_with(it))) && says(text).all(is_row)
}

fn is_pipfile(text: &str) -> bool {
    says(text).any(|line| ["[packages]", "[[source]]"].contains(&line))
}

fn is_lock_file(text: &str) -> bool {
    says(text).any(|line| line == "[[package]]") || begins(text, &["{\n    \"_meta\""])
}

fn is_pyproject(text: &str) -> bool {
    says(text).any(|line| line.starts_with("[tool.") || ["[project]", "[build-system]"].contains(&line))
}

fn has_conflict(text: &str) -> bool {
    let has = |mark: &str| text.lines().any(|line| line.starts_with(mark));
    has("<<<<<<< ") && has(">>>>>>> ")
}

/// All lines are `name=version=build`; two of them at least, since one may be a mistake on its line.
fn is_conda_export(text: &str) -> bool {
    let parts = |line: &str| {
        let words: Vec<&str> = line.split('=').collect();
        words.len() == 3 && words.iter().all(|word| !word.is_empty() && !word.contains(char::is_whitespace))
    };
    says(text).count() > 1 && says(text).all(parts)
}

/// A head above two lines of dashes.
fn is_pip_list(text: &str) -> bool {
    let mut lines = says(text);
    let is_head = lines.next().is_some_and(|line| line.starts_with("Package ") && line.contains(" Version"));
    is_head && lines.next().is_some_and(|line| line.chars().all(|c| c == '-' || c == ' '))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(file: &str, text: &str) -> Option<String> {
        mistake(&Source { path: file.into(), text: text.to_owned() }).map(|mistake| mistake.sentence)
    }

    #[test]
    fn a_file_of_another_kind_is_told_as_a_whole() {
        let export = "# This file may be used to create an environment using:\n# platform: win-64\nastroid=2.2.5=py37_0\nx=1=pypi_0\n";
        let list = "# packages in environment at /opt/x:\n#\n# Name                    Version                   Build  Channel\nabc   1.0   0    conda-forge\n";
        let pip = "Package    Version\n---------- -------\nnumpy      1.26.4\n";
        let table = [
            (
                "# c\n@EXPLICIT\nhttps://h/a-1-0.conda\n",
                "an explicit list of Conda's, as `conda list --explicit` prints it",
            ),
            (export, "a list as `conda list --export` prints it"),
            (list, "a list as `conda list` prints it"),
            (pip, "a list as `pip list` prints it"),
            (
                "Package Version Editable project location\n------- ------- ------\nx 1 /x\n",
                "a list as `pip list` prints it",
            ),
            ("\n<!DOCTYPE html>\n<html>\n", "a web page"),
            ("version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 3\n", "a pointer of Git LFS"),
            ("a\n<<<<<<< HEAD\nb\n=======\nc\n>>>>>>> main\n", "a merge with a conflict"),
            ("[[source]]\nurl = \"x\"\n[packages]\na = \"*\"\n", "a Pipfile"),
            ("[[package]]\nname = \"a\"\n", "a lock file of a package manager"),
            ("[tool.poetry]\nname = \"a\"\n", "a pyproject.toml"),
        ];
        for (text, what) in table {
            assert_eq!(
                said("requirements.txt", text),
                Some(format!("this is {what}, and no list of requirements for pip"))
            );
            assert_eq!(
                said("environment.yml", text),
                Some(format!("this is {what}, and no environment.yml"))
            );
        }
        let environment = "name: x\ndependencies:\n- a\n";
        assert_eq!(
            said("requirements.txt", environment).unwrap(),
            "this is an environment.yml, and no list of requirements for pip"
        );
        assert_eq!(said("environment.yml", environment), None);
    }

    #[test]
    fn a_list_for_pip_or_an_environment_is_none_of_them_whatever_its_comments_say() {
        for text in [
            "",
            "numpy==1.2\nscipy\n",
            "# This file may be used to create an environment using:\n# $ conda create --name <env> --file <this file>\nnumpy==1.2\n",
            "numpy=1.2=py_0\nscipy\n",
            "numpy=1.2=py_0\n",
            "# @EXPLICIT\nnumpy\n",
            "# packages in environment at /opt/x:\nnumpy==1.2\n",
            "# Names of packages\nnumpy\n",
            "a===b\nc===d\n",
            "package\nversion\n",
        ] {
            assert_eq!(said("requirements.txt", text), None, "{text}");
        }
    }
}
