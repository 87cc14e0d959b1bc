//! Compares what environment.yml and requirements.txt ask for with what is installed, by Conda's and pip's own rules.

use anyhow::{Context as _, Result, anyhow};
use serde_yaml::Value;

use super::columns::ENVIRONMENT;
use super::site::Idle;
use crate::base::json::list;
use crate::base::process::text;
use crate::base::quote;
use crate::conda::CondaFiles;
use crate::docker::engine::DEADLINE;
use crate::docker::failure::reason;
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
    /// One of the objects that specs.py and requirements.py print.
    fn new(answer: &Value) -> Option<Self> {
        let text = |key: &str| Some(answer.get(key)?.as_str()?.to_owned());
        let satisfied = answer.get("satisfied")?.as_bool()?;
        Some(Self { spec: text("spec")?, found: text("found")?, satisfied })
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
    let answer =
        task.runner.ask(&argv, DEADLINE * 3)?.ok_or_else(|| anyhow!("the engine's client is gone"))?;
    if !answer.status.success() {
        let said = text(&answer.stderr);
        return Err(anyhow!(
            "cannot look up what is installed: {}",
            said.lines().last().unwrap_or(reason(&said))
        ));
    }
    read(&answer.stdout).context("cannot read what the container says is installed")
}

fn read(answer: &[u8]) -> Option<Vec<LookedUp>> {
    // JSON is YAML.
    let answer: Value = serde_yaml::from_slice(answer).ok()?;
    answer.as_sequence()?.iter().map(LookedUp::new).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_a_list_of_objects_with_their_three_keys_or_none() {
        let one = LookedUp { spec: "numpy=1.26".to_owned(), found: "1.26".to_owned(), satisfied: true };
        assert_eq!(read(br#"[{"spec": "numpy=1.26", "found": "1.26", "satisfied": true}]"#), Some(vec![one]));
        assert_eq!(read(b"[]"), Some(vec![]));
        for answer in [&b""[..], b"{}", b"[{\"spec\": \"x\", \"found\": \"\"}]", b"[1]", b"["] {
            assert_eq!(read(answer), None);
        }
    }
}
