//! Files by which Binder makes an environment and this tool does not: what is said about each of them.

use camino::Utf8Path;

use super::binder::{Binder, Builder};
use super::warning::{About, Warning};
use crate::base::overlay::Overlay;

/// What the environment is made from.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Base {
    /// environment.yml, under either of its names.
    Environment,
    /// requirements.txt alone.
    Requirements,
    /// There is neither, and the default environment is taken.
    Default,
    /// There is neither, and nothing to go by.
    Nothing,
}

const R: &str = "name R's packages in environment.yml, such as `r-ggplot2`";
const JULIA: &str = "name Conda's package `julia` in environment.yml";
const PIPENV: &str = "name its packages in environment.yml or requirements.txt";
const PROJECT: &str = "name what it needs in environment.yml, and import it from src/";

/// Each file, the builder that reads it, and what to do instead.
const FILES: [(&str, Builder, &str); 8] = [
    ("Dockerfile", Builder::Docker, "what it installs has to be named in environment.yml"),
    ("Project.toml", Builder::Julia, JULIA),
    ("JuliaProject.toml", Builder::Julia, JULIA),
    ("REQUIRE", Builder::OldJulia, JULIA),
    ("default.nix", Builder::Nix, "name its packages in environment.yml"),
    ("Pipfile", Builder::Pipenv, PIPENV),
    ("Pipfile.lock", Builder::Pipenv, PIPENV),
    ("install.R", Builder::R, R),
];

/// Warnings about those that lie in `folder`, where Binder looks for them.
pub fn warnings(project: &Overlay, folder: &Utf8Path, base: Base, binder: &Binder) -> Vec<Warning> {
    let there = |name: &str| project.is_file(&folder.join(name));
    let mut found: Vec<(&str, Option<String>, &str)> = Vec::new();
    for (name, builder, advice) in FILES.into_iter().filter(|(name, ..)| there(name)) {
        found.push((name, sentence(builder, base, binder), advice));
    }
    if folder == "" && there("DESCRIPTION") {
        found.push(("DESCRIPTION", sentence(Builder::R, base, binder), R));
    }
    for name in ["setup.py", "pyproject.toml"].into_iter().filter(|name| there(name)) {
        found.push((name, of_project(name, base, binder), PROJECT));
    }
    found.extend(runtime(base, binder).map(|(sentence, advice)| ("runtime.txt", Some(sentence), advice)));
    let warning = |(name, sentence, advice): (&str, Option<String>, &str)| {
        Some(Warning::new(About::OtherBuilder, &folder.join(name), sentence?, advice))
    };
    found.into_iter().filter_map(warning).collect()
}

/// The files that count here, in words.
fn name(base: Base) -> &'static str {
    match base {
        Base::Environment => "environment.yml",
        Base::Requirements => "requirements.txt",
        Base::Default | Base::Nothing => "the default environment",
    }
}

/// About a file that this builder reads.
fn sentence(reader: Builder, base: Base, binder: &Binder) -> Option<String> {
    let name = name(base);
    Some(match reader {
        _ if base == Base::Nothing => "this is not read here".to_owned(),
        _ if reader != binder.builder => match base {
            Base::Default => "this is not read here, on Binder neither".to_owned(),
            _ => format!("this is not read where there is {name}, on Binder neither"),
        },
        Builder::OldJulia => "Binder's build ends at this file, which is not read here".to_owned(),
        Builder::R | Builder::Julia => {
            let language = if reader == Builder::R { "R" } else { "Julia" };
            format!(
                "Binder installs {language} and what this file asks for beside {name}, which alone counts here"
            )
        }
        _ => {
            format!("Binder makes the environment from this file and does not read {name}, which counts here")
        }
    })
}

/// About setup.py or pyproject.toml: beside environment.yml alone they are so usual that nothing is said.
fn of_project(file: &str, base: Base, binder: &Binder) -> Option<String> {
    if base == Base::Nothing {
        return Some("this is not read here".to_owned());
    }
    let installs = binder.installs_by(file);
    let sentence =
        "Binder installs the project itself, which is not done here, because the image holds no code";
    installs.then(|| sentence.to_owned())
}

/// About runtime.txt, where it says something that does not count, here or on Binder.
fn runtime(base: Base, binder: &Binder) -> Option<(String, &'static str)> {
    let runtime = binder.runtime.as_ref()?;
    let name = name(base);
    if runtime.name == "r" && runtime.date.is_some() {
        return Some((sentence(Builder::R, base, binder)?, R));
    }
    if base == Base::Nothing {
        return None;
    }
    if runtime.name == "python" {
        let is_read = base != Base::Environment || binder.builder.is_pythons();
        let advice = "delete it: the version is that of `python` there";
        return (!is_read)
            .then(|| (format!("this is not read where there is {name}, on Binder neither"), advice));
    }
    let sentence = match runtime.name.as_str() {
        "r" => {
            "without the day of a snapshot, as in `r-4.2-2024-01-02`, Binder does not install R by it, and it is not \
                read here"
        }
        _ => "Binder installs no language by it, and it is not read here",
    };
    Some((
        sentence.to_owned(),
        if runtime.name == "r" { R } else { "delete it, or write such as `python-3.11`" },
    ))
}
