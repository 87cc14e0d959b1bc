//! Compares what environment.yml and requirements.txt ask for with what is installed, by Conda's and pip's own rules.

use anyhow::{Context as _, Result, anyhow};
use serde_yaml::Value;

use super::columns::ENVIRONMENT;
use super::site::Idle;
use crate::base::json::{self, list};
use crate::base::process::{DEADLINE, reason, text};
use crate::base::quote;
use crate::conda::CondaFiles;
use crate::task::Task;

/// What a spec asks for, and what is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LookedUp {
    /// The spec, as in the file.
    pub spec: String,
    /// The version that is installed, or why none is looked for; empty if there is none.
    pub found: String,
    /// Whether that is what was asked for.
    pub satisfied: bool,
}

impl LookedUp {
    fn of(answer: &Value) -> Result<Self> {
        let satisfied = answer["satisfied"].as_bool().context("it has no `satisfied`")?;
        Ok(Self { spec: json::text(answer, "spec")?, found: json::text(answer, "found")?, satisfied })
    }
}

/// Looks up every Conda spec and every requirement.
///
/// # Errors
///
/// If the programs that look it up in the container fail.
pub fn look_up(task: &Task, idle: &Idle, conda: &CondaFiles) -> Result<Vec<LookedUp>> {
    let dependencies = list(conda.environment.dependencies.iter().map(|spec| quote::json(spec)));
    let program = include_str!("specs.py");
    let mut specs = ask(task, idle, &["/opt/conda/bin/python", "-c", program, ENVIRONMENT, &dependencies])?;
    if !conda.pip.is_empty() {
        let lines = conda.pip.requirements.iter().filter(|line| !line.starts_with("--"));
        let lines = list(lines.map(|line| quote::json(line)));
        specs.extend(ask(task, idle, &["python", "-c", include_str!("requirements.py"), &lines])?);
    }
    Ok(specs)
}

fn ask(task: &Task, idle: &Idle, command: &[&str]) -> Result<Vec<LookedUp>> {
    let argv = idle.exec(&[], command.iter().map(|&word| word.to_owned()).collect());
    if task.runner.dry_run {
        return task.runner.run(&argv).map(|()| Vec::new());
    }
    let answer = task.runner.ask_installed(&argv, DEADLINE * 3)?;
    if !answer.status.success() {
        let said = text(&answer.stderr);
        return Err(anyhow!(
            "cannot look up what is installed: {}",
            said.lines().last().map_or_else(|| reason(&said), str::to_owned)
        ));
    }
    read(&answer.stdout).context("cannot read what the container says is installed")
}

fn read(answer: &[u8]) -> Result<Vec<LookedUp>> {
    let answer = json::read(answer)?;
    answer.as_sequence().context("it is no list")?.iter().map(LookedUp::of).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_container_answers_is_read_whole_or_not_at_all() {
        let specs = read(br#"[{"spec": "numpy=2", "found": "2.1", "satisfied": true}]"#).unwrap();
        assert_eq!(
            specs,
            [LookedUp { spec: "numpy=2".to_owned(), found: "2.1".to_owned(), satisfied: true }]
        );
        assert!(read(br#"[{"spec": "numpy=2", "found": "2.1"}]"#).is_err());
        assert!(read(b"{}").is_err());
    }
}
