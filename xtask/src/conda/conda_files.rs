//! What all Conda files say together.

use std::collections::BTreeSet;

use anyhow::Result;
use camino::{Utf8Path, Utf8PathBuf};

use super::environment::{self, Environment};
use super::foreign_files::{self, Base};
use super::jupyterlab::{HasLab, Wanted, has_lab};
use super::pip::{self, Flattener, PipLine, PipPart, Requirement};
use super::spec::{self, Spec, cuda};
use super::warning::{About, Warning};
use super::which_file::{self, REQUIREMENTS, RUNTIME};
use super::yaml::find_key;
use super::{apt, requirements_alone, script};
use crate::base::overlay::Overlay;
use crate::base::source::Source;
use crate::base::wording::shown;

/// A file with hundreds of unknown keys is not for us: naming the first few of them is enough.
const MAX_UNKNOWN: usize = 10;

/// What the Conda files say, normalised: two files that mean the same give equal values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CondaFiles {
    /// The Conda part of `environment.yml`.
    pub environment: Environment,
    /// The pip part: the `pip:` list, `requirements.txt`, and every file that these include, as one.
    pub pip: PipPart,
    /// The packages of `apt.txt`, sorted, each once.
    pub apt: Vec<String>,
    /// The script `postBuild`, with LF line ends and a `#!` line.
    pub post_build: Option<String>,
    /// The script `start`, in the same form, which runs the command that it is given.
    pub start: Option<String>,
    /// The files of requirements and constraints that were read.
    pub pip_files: BTreeSet<Utf8PathBuf>,
    /// What is legal and probably not meant.
    pub warnings: Vec<Warning>,
}

impl CondaFiles {
    /// Reads the Conda files of the project in `root`.
    ///
    /// # Errors
    ///
    /// `BadInput` for anything that Conda or pip would refuse, and for what they would accept and not mean.
    pub fn read(root: &Utf8Path) -> Result<Self> {
        Self::read_in(&Overlay::new(root)).map(|(files, _)| files)
    }

    /// The same for a project that may differ from the disk; returns also where each line of pip's files stands.
    pub fn read_in(project: &Overlay) -> Result<(Self, Vec<PipLine>)> {
        let folder = which_file::folder(project)?;
        let mut flattener = Flattener::new(project, &folder)?;
        let runtime = folder.join(RUNTIME);
        let foreign = |base| {
            let hint = project.hint(&runtime);
            foreign_files::warnings(project, &folder, base, hint.as_ref().map(|file| file.text.trim()))
        };
        let mut warnings = Vec::new();
        let file = which_file::environment_file(project, &folder)?;
        let mut environment = match &file {
            Some(source) => {
                let (environment, unknown) = environment::read(source, &mut flattener)?;
                warnings.extend(foreign(Base::Environment));
                warnings.extend(unknown_keys(source, &unknown));
                environment
            }
            None if project.is_file(&folder.join(REQUIREMENTS)) => {
                warnings.extend(foreign(Base::Requirements));
                requirements_alone::python_alone(&folder, project.read(&runtime)?.as_ref())?
            }
            None => return Err(which_file::missing(project, &folder, &foreign(Base::Nothing))),
        };
        flattener.requirements_txt()?;
        let (pip, places, pip_files) = flattener.finish();
        warnings.extend(which_file::passed_over(project, &folder, &pip_files));
        match &file {
            Some(source) if !pip.is_empty() => warnings.extend(add_pip(source, &mut environment)),
            Some(_) => {}
            None => warnings.push(requirements_alone::add_jupyterlab(&mut environment, &pip)),
        }
        let apt = apt::read(project, &folder)?;
        let (post_build, warning) = script::post_build(project, &folder)?;
        warnings.extend(warning);
        let (start, warning) = script::start(project, &folder)?;
        warnings.extend(warning);
        Ok((Self { environment, pip, apt, post_build, start, pip_files, warnings }, places))
    }

    /// The variables of the environment that channels and pip's lines use, such as `${TOKEN}` in a URL: Conda and pip
    /// expand them outside of Docker too, so the build has to have them, as a secret.
    pub fn variables_used(&self) -> BTreeSet<&str> {
        let lines =
            self.environment.channels.iter().chain(&self.pip.requirements).chain(&self.pip.constraints);
        lines.flat_map(|line| names_after_dollar(line)).filter(|name| !name.is_empty()).collect()
    }

    /// The CUDA that the packages are for, by the first of them that says so.
    pub fn cuda(&self) -> Option<String> {
        let specs = self.environment.dependencies.iter().filter_map(|spec| Spec::parse(spec));
        specs.filter_map(|spec| cuda::version(&spec)).next()
    }

    /// Whether JupyterLab is among the packages, as far as the files tell.
    pub fn has_lab(&self) -> HasLab {
        let specs = self.environment.dependencies.iter().filter_map(|spec| Spec::parse(spec));
        let requirements = self.pip.requirements.iter().filter_map(|line| Requirement::parse(line));
        let conda: Vec<Wanted> = specs.map(|spec| Wanted::from(&spec)).collect();
        let all: Vec<Wanted> = conda.into_iter().chain(requirements.map(|it| Wanted::from(&it))).collect();
        has_lab(&all, self.post_build.as_deref())
    }

    /// Whether the conda part or the pip part names this package; names are compared as PEP 503 says.
    pub fn names_package(&self, name: &str) -> bool {
        let wanted = pip::normalised_name(name);
        let conda = self.environment.dependencies.iter().filter_map(|spec| spec::name(spec));
        let pip = self.pip.requirements.iter().filter_map(|line| pip::name(line));
        conda.chain(pip).any(|found| pip::normalised_name(&found) == wanted)
    }
}

/// The packages of `apt.txt` of the project in `root`, sorted, each once.
///
/// # Errors
///
/// `BadInput` with file, line and column.
pub fn apt_packages(root: &Utf8Path) -> Result<Vec<String>> {
    let project = Overlay::new(root);
    apt::read(&project, &which_file::folder(&project)?)
}

/// The names in `$NAME` and `${NAME}`.
fn names_after_dollar(text: &str) -> impl Iterator<Item = &str> {
    text.split('$').skip(1).map(|rest| {
        let rest = rest.strip_prefix('{').unwrap_or(rest);
        let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(rest.len());
        &rest[..end]
    })
}

/// Conda ignores a key that it does not know, and says so; see `validate_keys` in its `conda/env/env.py`.
fn unknown_keys(source: &Source, keys: &[String]) -> Vec<Warning> {
    let warning = |key: &String| {
        let sentence = format!("Conda ignores the key `{}`", shown(key));
        Warning::new(About::UnknownKey, &source.path, sentence, "delete it if it has no other reader")
            .at(find_key(source, &[key]))
    };
    keys.iter().take(MAX_UNKNOWN).map(warning).collect()
}

/// What Conda does, and nags about: it installs `pip` itself when there is something for pip to install.
fn add_pip(source: &Source, environment: &mut Environment) -> Option<Warning> {
    if environment.dependencies.iter().any(|spec| spec::name(spec).as_deref() == Some("pip")) {
        return None;
    }
    environment.dependencies.push("pip".to_owned());
    environment.dependencies.sort();
    let place = find_key(source, &["dependencies", "pip"]);
    let file = if place.is_some() { source.path.clone() } else { source.path.with_file_name(REQUIREMENTS) };
    let sentence = "pip installs packages, but `pip` is not among the dependencies, so it is added";
    Some(Warning::new(About::NoPip, &file, sentence, "write `- pip` there").at(place))
}
