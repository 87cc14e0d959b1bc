//! The Conda environment of this machine with which `--prefix` or `--name` compares the image.

use std::collections::BTreeMap;

use anyhow::{Result, anyhow};
use camino::{Utf8Path, Utf8PathBuf};

use super::activation::{activation, stable};
use super::packages::{self, Packages};
use crate::base::argv::Argv;
use crate::base::error::BadInput;
use crate::base::process::{DEADLINE, reason, text};
use crate::base::regular;
use crate::cli;
use crate::machine::host::Host;
use crate::task::Task;

/// What such an environment has.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HostEnvironment {
    /// Its folder.
    pub prefix: String,
    /// What is installed.
    pub packages: Packages,
    /// What its activation sets, by Conda and by packages; none if there is no Conda to be asked.
    pub variables: Option<BTreeMap<String, String>>,
}

/// The folder of the environment that was asked for, if one was.
///
/// # Errors
///
/// `BadInput` if it is no Conda environment, or no environment, or more than one, has that name.
pub fn prefix(flags: &cli::Verify, host: &Host) -> Result<Option<Utf8PathBuf>> {
    let prefix = match (&flags.prefix, &flags.name) {
        (Some(prefix), _) => host.folder.clone().unwrap_or_default().join(prefix),
        (None, Some(name)) => by_name(name, host)?,
        (None, None) => return Ok(None),
    };
    if prefix.join("conda-meta").is_dir() {
        return Ok(Some(prefix));
    }
    Err(BadInput::new(format!(
        "{prefix} is no Conda environment: it has no folder conda-meta; `conda info --envs` lists those of this machine"
    )))
}

/// Conda writes the folder of each environment that it makes into one file, whatever program of Conda's it is.
fn by_name(name: &str, host: &Host) -> Result<Utf8PathBuf> {
    let file = host.home().unwrap_or(Utf8Path::new("")).join(".conda/environments.txt");
    let known = regular::lenient(&file);
    let called = |prefix: &&Utf8Path| prefix.file_name() == Some(name) && prefix.join("conda-meta").is_dir();
    let found: Vec<&Utf8Path> = known.lines().map(Utf8Path::new).filter(called).collect();
    match found[..] {
        [prefix] => Ok(prefix.to_owned()),
        [] => Err(BadInput::new(format!(
            "{file} names no Conda environment `{name}`; `conda info --envs` lists those of this machine, and --prefix \
             takes the folder of one"
        ))),
        [one, other, ..] => Err(BadInput::new(format!(
            "{file} names several Conda environments `{name}`, such as {one} and {other}; choose one with --prefix"
        ))),
    }
}

impl HostEnvironment {
    /// Looks into the environment in this folder; with `--dry-run`, prints how.
    ///
    /// # Errors
    ///
    /// If its files cannot be read.
    pub fn gather(task: &Task, prefix: &Utf8Path) -> Result<Self> {
        let listing = Argv::of(packages::listing(prefix.as_str()));
        let var = |name| task.host.var(name).unwrap_or_default();
        let conda = task.host.var("CONDA_EXE").unwrap_or("conda");
        let activation = Argv::of(activation(conda, var("HOME"), var("PATH"), prefix.as_str()));
        if task.runner.dry_run {
            task.runner.run(&listing)?;
            return task.runner.run(&activation).map(|()| Self::default());
        }
        let questions = [listing, activation.clone(), activation];
        let [listed, once, again] = task.runner.ask_each(&questions, DEADLINE * 3)?;
        if !listed.status.success() {
            return Err(anyhow!("cannot look into `{prefix}`: {}", reason(&text(&listed.stderr))));
        }
        let variables = stable(&text(&once.stdout), &text(&again.stdout));
        let variables = Some(variables).filter(|variables| variables.contains_key("CONDA_PREFIX"));
        if variables.is_none() {
            task.report.warning(&format!(
                "the variables are not compared: `{conda}` does not activate {prefix}; set CONDA_EXE, as `conda activate` does"
            ));
        }
        Ok(Self { prefix: prefix.to_string(), packages: Packages::parse(&text(&listed.stdout)), variables })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The answer to these flags on a machine whose Conda knows two environments called `two` and one called `one`.
    fn answer(prefix: Option<&str>, name: Option<&str>) -> (String, Result<Option<Utf8PathBuf>>) {
        let folder = tempfile::tempdir().unwrap();
        let home = Utf8Path::from_path(folder.path()).unwrap();
        let known = ["envs/one", "envs/two", "other/two", "envs/gone"].map(|path| home.join(path));
        known[..3].iter().for_each(|path| std::fs::create_dir_all(path.join("conda-meta")).unwrap());
        std::fs::create_dir(home.join(".conda")).unwrap();
        std::fs::write(home.join(".conda/environments.txt"), known.map(Utf8PathBuf::into_string).join("\n"))
            .unwrap();
        let mut host = Host::gather();
        host.env = [("HOME".to_owned(), home.to_string())].into();
        host.folder = Some(home.join("envs"));
        let flags = cli::Verify {
            install: false,
            prefix: prefix.map(Into::into),
            name: name.map(str::to_owned),
            json: false,
            no_build: false,
            slim: false,
        };
        (home.to_string(), super::prefix(&flags, &host))
    }

    #[test]
    fn an_environment_is_found_by_its_folder_or_by_its_name() {
        assert!(answer(None, None).1.unwrap().is_none());
        for (prefix, name) in [(Some("one"), None), (None, Some("one"))] {
            let (home, found) = answer(prefix, name);
            assert_eq!(found.unwrap().unwrap(), format!("{home}/envs/one"));
        }
    }

    #[test]
    fn what_is_no_environment_or_not_the_only_one_is_an_error_that_says_what_to_do() {
        let lists = "`conda info --envs` lists those of this machine";
        let message = |(home, answer): (String, Result<_>)| {
            answer
                .unwrap_err()
                .to_string()
                .replace(&format!("{home}/.conda/environments.txt"), "FILE")
                .replace(&home, "HOME")
        };
        assert_eq!(
            message(answer(Some("../other"), None)),
            format!("HOME/envs/../other is no Conda environment: it has no folder conda-meta; {lists}")
        );
        for name in ["gone", "never"] {
            assert_eq!(
                message(answer(None, Some(name))),
                format!(
                    "FILE names no Conda environment `{name}`; {lists}, and --prefix takes the folder of one"
                )
            );
        }
        assert_eq!(
            message(answer(None, Some("two"))),
            "FILE names several Conda environments `two`, such as HOME/envs/two and HOME/other/two; choose one with --prefix"
        );
    }
}
