//! Asks pip what it would install into the locked environment: what to run, and what the answer says.

use std::collections::BTreeMap;

use anyhow::{Result, anyhow};

use crate::base::argv::Argv;
use crate::base::error::BadInput;
use crate::base::quote;
use crate::conda::CondaFiles;
use crate::machine::platform::Platform;
use crate::project::lock::requirements::HASH;

/// Runs in the image's second stage, in which the environment is active.
const SCRIPT: &str = include_str!("ask_pip.py");

/// The command that resolves for these platforms, the first of which is that of the machine. The packages of `keep`, each
/// as `name==version`, stay at their versions, if they are needed at all.
pub fn command(conda: &CondaFiles, platforms: &[Platform], keep: &[String]) -> Argv {
    let text = |lines: &[String]| lines.iter().map(|line| format!("{line}\n")).collect::<String>();
    Argv::new("python")
        .args(["-c", SCRIPT])
        .args(platforms.iter().map(|platform| platform.with_processor()))
        .env("REQUIREMENTS", &text(&conda.pip.requirements))
        .env("CONSTRAINTS", &(text(&conda.pip.constraints) + &text(keep)))
        .env("PIP_OPTIONS", &text(&options(conda)))
}

/// The lines that are no requirements: they say where pip looks.
fn options(conda: &CondaFiles) -> Vec<String> {
    let is_option = |line: &&String| line.starts_with("--");
    conda.pip.requirements.iter().filter(is_option).cloned().collect()
}

/// The lines of each platform's requirements file, by platform.
///
/// # Errors
///
/// `BadInput` for a requirement of which there can be no checksum.
pub fn read(answer: &str, conda: &CondaFiles) -> Result<BTreeMap<String, Vec<String>>> {
    let mut lines: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for line in answer.lines() {
        let [platform, name, version, sha256, url] = line.split('\t').collect::<Vec<_>>()[..] else {
            return Err(anyhow!("pip's answer has the line {} in it", quote::json(line)));
        };
        if sha256 == "-" {
            return Err(BadInput::new(format!(
                "{name} comes from version control ({url}), of which there is no checksum to lock; name a release of it, \
                 or the URL of an archive"
            )));
        }
        let requirement = if url == "-" { format!("{name}=={version}") } else { direct(name, url, conda) };
        lines.entry(platform.to_owned()).or_default().push(format!("{requirement}{HASH}{sha256}"));
    }
    for lines in lines.values_mut() {
        lines.sort_by_key(|line| line.to_lowercase());
        lines.splice(..0, options(conda));
    }
    Ok(lines)
}

/// A requirement by its URL, as the user wrote it: pip's answer may have a password in it, from a variable.
fn direct(name: &str, url: &str, conda: &CondaFiles) -> String {
    let address = |text: &str| text.split(['#', ';', ' ']).next().unwrap_or_default().to_owned();
    let file =
        |url: &str| url.split(['#', '?']).next().and_then(|path| path.rsplit('/').next()).map(str::to_owned);
    let written = conda.pip.requirements.iter().map(|line| {
        // `name @ https://…`, or the URL alone.
        address(line.split_once(" @ ").map_or(line.as_str(), |(_, url)| url.trim_start()))
    });
    let written =
        written.filter(|written| written.contains("://")).find(|written| file(written) == file(url));
    format!("{name} @ {}", written.unwrap_or_else(|| address(url)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_is_locked_as_it_was_written_so_a_password_stays_a_variable() {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
        write("environment.yml", "dependencies: [pip]\n");
        write(
            "requirements.txt",
            "a @ https://u:${TOKEN}@host/a-1-py3-none-any.whl ; python_version > '3'\nhttps://${TOKEN}@host/b-1.tar.gz#egg=b\n--extra-index-url https://${TOKEN}@host/simple\n",
        );
        let conda = CondaFiles::read(camino::Utf8Path::from_path(folder.path()).unwrap()).unwrap();
        let sum = "0".repeat(64);
        let answer = [
            format!("linux-64\tb\t1\t{sum}\thttps://secret@host/b-1.tar.gz#egg=b"),
            format!("linux-64\ta\t1\t{sum}\thttps://u:secret@host/a-1-py3-none-any.whl"),
            format!("linux-64\tc\t2\t{sum}\thttps://host/c-2.tar.gz#x=y"),
            format!("linux-64\tD\t3\t{sum}\t-"),
        ];
        let lines = read(&answer.join("\n"), &conda).unwrap().remove("linux-64").unwrap();
        let expected = [
            "--extra-index-url https://${TOKEN}@host/simple".to_owned(),
            format!("a @ https://u:${{TOKEN}}@host/a-1-py3-none-any.whl{HASH}{sum}"),
            format!("b @ https://${{TOKEN}}@host/b-1.tar.gz{HASH}{sum}"),
            format!("c @ https://host/c-2.tar.gz{HASH}{sum}"),
            format!("D==3{HASH}{sum}"),
        ];
        assert_eq!(lines, expected);
    }
}
