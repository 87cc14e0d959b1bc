//! A package as it is asked for on the command line.

use anyhow::Result;

use super::manager::Manager;
use crate::base::error::{BadInput, Mistake};
use crate::base::wording::shown;
use crate::conda::pip::{self, check_requirement};
use crate::conda::spec::{self, Spec};

/// A package, and what is to stand in the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// Who installs it.
    pub manager: Manager,
    /// Its name, as the manager compares it.
    pub name: String,
    /// The spec or requirement.
    pub text: String,
}

impl Wanted {
    /// Reads a spec, such as `numpy>=1.26`, or a requirement of pip's, such as `pkg[extra]==1`.
    ///
    /// # Errors
    ///
    /// `BadInput` for what Conda or pip would not take.
    pub fn parse(text: &str, manager: Manager) -> Result<Self> {
        let read = match manager {
            Manager::Conda => of_conda(text),
            Manager::Pip => of_pip(text),
        };
        let (name, text) =
            read.map_err(|mistake| BadInput::new(format!("{}; {}", mistake.sentence, mistake.advice)))?;
        Ok(Self { manager, name: manager.compared(&name), text })
    }
}

fn of_conda(text: &str) -> Result<(String, String), Mistake> {
    let text = spec::normalise(text)?;
    let brackets = Spec::parse(&text).map(|spec| spec.brackets).unwrap_or_default();
    if !brackets.is_empty() && !brackets.contains('=') {
        let sentence = format!("`{}` asks for extras, which Conda does not have", shown(&text));
        return Err(Mistake::new(sentence, "give --pip to install it with pip"));
    }
    let name = spec::name(&text).ok_or_else(|| nameless(&text))?;
    Ok((name, text))
}

fn of_pip(text: &str) -> Result<(String, String), Mistake> {
    let text = text.trim();
    if let Some(mistake) = Mistake::control_character(text, &[]) {
        return Err(mistake);
    }
    if text.starts_with('-') {
        let sentence = format!("`{}` is an option of pip's and no package", shown(text));
        return Err(Mistake::new(sentence, "write it into requirements.txt yourself"));
    }
    let text = check_requirement(text)?;
    let name = pip::name(&text).ok_or_else(|| nameless(&text))?;
    Ok((name, text))
}

fn nameless(text: &str) -> Mistake {
    let sentence = format!("`{}` does not say which package it is", shown(text));
    Mistake::new(sentence, "write `NAME @ URL` for pip, or edit the file yourself")
}
