//! Files by which Binder makes an environment and this tool does not: what is said about each of them.
//!
//! The order in which Binder looks for them is that of `buildpacks` in repo2docker's `app.py`.

use camino::Utf8Path;

use super::warning::{About, Warning};
use crate::base::overlay::Overlay;

/// What the environment is made from.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Base {
    /// environment.yml, under either of its names.
    Environment,
    /// requirements.txt alone.
    Requirements,
    /// There is neither.
    Nothing,
}

/// Where Binder looks for the file among those that it knows.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    BeforeEnvironment,
    BeforeRequirements,
    /// Beside requirements.txt, and never beside environment.yml, which is so usual that nothing is said.
    BesideRequirements,
    /// Never without another one.
    Alone,
}

const R: &str = "name R's packages in environment.yml, such as `r-ggplot2`";
const JULIA: &str = "name Conda's package `julia` in environment.yml";
const PIPENV: &str = "name its packages in environment.yml or requirements.txt";
const PROJECT: &str = "name what it needs in environment.yml, and import it from src/";

/// Each file, and what to do instead.
const FILES: [(&str, Rank, &str); 10] = [
    ("Dockerfile", Rank::BeforeEnvironment, "what it installs has to be named in environment.yml"),
    ("Project.toml", Rank::BeforeEnvironment, JULIA),
    ("JuliaProject.toml", Rank::BeforeEnvironment, JULIA),
    ("REQUIRE", Rank::BeforeEnvironment, JULIA),
    ("default.nix", Rank::BeforeEnvironment, "name its packages in environment.yml"),
    ("Pipfile", Rank::BeforeRequirements, PIPENV),
    ("Pipfile.lock", Rank::BeforeRequirements, PIPENV),
    ("setup.py", Rank::BesideRequirements, PROJECT),
    ("pyproject.toml", Rank::BesideRequirements, PROJECT),
    ("install.R", Rank::Alone, R),
];

/// Warnings about those that lie in `folder`, where Binder looks for them; `runtime` is the text of runtime.txt.
pub fn warnings(project: &Overlay, folder: &Utf8Path, base: Base, runtime: Option<&str>) -> Vec<Warning> {
    let there = |name: &str| project.is_file(&folder.join(name));
    let mut found: Vec<(&str, Rank, &str)> = FILES.into_iter().filter(|(name, ..)| there(name)).collect();
    if folder == "" && there("DESCRIPTION") {
        found.push(("DESCRIPTION", Rank::BeforeEnvironment, R));
    }
    match runtime {
        // Only with the date of a snapshot does Binder take it for R's.
        Some(text) if text.starts_with("r-") && text.matches('-').count() >= 3 => {
            found.push(("runtime.txt", Rank::BeforeEnvironment, R));
        }
        Some(_) if base == Base::Environment => {
            found.push(("runtime.txt", Rank::BeforeRequirements, "the version is that of `python` there"));
        }
        _ => {}
    }
    let warning = |&(name, rank, advice): &(&str, Rank, &str)| {
        let sentence = sentence(rank, base)?;
        Some(Warning::new(About::OtherBuilder, &folder.join(name), sentence, advice))
    };
    found.iter().filter_map(warning).collect()
}

fn sentence(rank: Rank, base: Base) -> Option<String> {
    let name = match base {
        Base::Environment => "environment.yml",
        Base::Requirements => "requirements.txt",
        Base::Nothing => return Some("this is not read here".to_owned()),
    };
    let wins = match base {
        Base::Environment => rank == Rank::BeforeEnvironment,
        _ => rank <= Rank::BeforeRequirements,
    };
    match rank {
        _ if wins => Some(format!(
            "Binder makes the environment from this file and does not read {name}, which counts here"
        )),
        Rank::BesideRequirements if base == Base::Environment => None,
        Rank::BesideRequirements => Some(
            "Binder installs the project itself, which is not done here, because the image holds no code"
                .to_owned(),
        ),
        _ => Some(format!("this is not read where there is {name}, on Binder neither")),
    }
}
