//! `docker-build --verify-reproducible`: builds the image once more without a cache, and compares.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use anyhow::{Result, anyhow};

use crate::base::argv::Argv;
use crate::base::process::{DEADLINE, text};
use crate::commands::docker_build::ensure_image::build_image;
use crate::commands::docker_build::remove_image::remove_image;
use crate::docker::failure::{Asked, Failure};
use crate::docker::image::{image_files, image_layers};
use crate::image::inputs::BuildOptions;
use crate::image::plan::Plan;
use crate::task::Task;

/// How long it may take to read every file of an image.
const PATIENCE: Duration = Duration::from_secs(1800);

/// How many files are named.
const SHOWN: usize = 40;

/// Builds `plan`'s image anew under another name, and compares its layers with those of the image.
///
/// # Errors
///
/// If a layer differs, or the build fails.
pub fn verify(task: &Task, mut plan: Plan) -> Result<()> {
    let again = format!("{}-again", plan.tag.replace(':', "-"));
    let image = std::mem::replace(&mut plan.tag, again.clone());
    plan.options = BuildOptions { no_cache: true, pull: false, ..plan.options };
    task.report.note("building the image once more, without a cache");
    build_image(task, &plan)?;
    let compared = compare(task, &image, &again);
    // It goes, whatever it has shown.
    remove_image(task, &again)?;
    compared
}

/// Compares the layers of two images, and if any differs, their files.
fn compare(task: &Task, image: &str, again: &str) -> Result<()> {
    if task.runner.dry_run {
        task.runner.run(&image_layers(task.engine()?, image))?;
        return task.runner.run(&image_layers(task.engine()?, again));
    }
    let layers = |image: &str| -> Result<Vec<String>> {
        let said = answer(task, &image_layers(task.engine()?, image), DEADLINE)?;
        Ok(said.lines().map(str::to_owned).collect())
    };
    let (first, second) = (layers(image)?, layers(again)?);
    let same = first.iter().zip(&second).filter(|(a, b)| a == b).count();
    let all = first.len().max(second.len());
    if same == all {
        task.report.note(&format!("all {all} layers of `{image}` came out the same, to the byte"));
        return Ok(());
    }
    let files = |image| answer(task, &image_files(task.engine()?, image), PATIENCE);
    let (first, second) = (files(image)?, files(again)?);
    let differ = differences(&listing(&first), &listing(&second));
    for line in differ.iter().take(SHOWN) {
        task.report.data(line);
    }
    if differ.len() > SHOWN {
        task.report.data(&format!("and {} more", differ.len() - SHOWN));
    }
    Err(verdict(&format!("{} of {all} layers came out different", all - same), &differ))
}

/// The sentence about layers of which some differ, by the files that do.
fn verdict(layers: &str, differ: &[String]) -> anyhow::Error {
    match differ.first() {
        // Docker takes a layer on overlay2 from what a step touched, or from a comparison, as two builds happen to meet.
        None => anyhow!(
            "{layers}, though all files are the same: the engine may have stored what it once stored in another way; try \
             once more"
        ),
        Some(first) => anyhow!(
            "{layers}, and {} of their files, the first being {first}; a package that pip compiles and postBuild are the \
             likely reasons, and without lock/ a newer version of a package",
            differ.len()
        ),
    }
}

fn answer(task: &Task, argv: &Argv, deadline: Duration) -> Result<String> {
    let engine = task.engine()?.kind;
    let answer = task.runner.ask_installed(argv, deadline)?;
    if answer.status.success() {
        return Ok(text(&answer.stdout));
    }
    Err(anyhow!(Failure::new(Asked::Image, engine, &text(&answer.stderr)).sentence()))
}

/// What is said of each file, by path: its attributes and its checksum.
fn listing(said: &str) -> BTreeMap<&str, (&str, &str)> {
    let mut files: BTreeMap<&str, (&str, &str)> = BTreeMap::new();
    for line in said.lines() {
        if let Some((attributes, path)) = line.split_once('\t') {
            files.entry(path).or_default().0 = attributes;
        } else if let Some((sum, path)) = line.split_once("  ") {
            files.entry(path).or_default().1 = sum;
        }
    }
    files
}

/// The files in which two images differ, and in what.
fn differences(one: &BTreeMap<&str, (&str, &str)>, other: &BTreeMap<&str, (&str, &str)>) -> Vec<String> {
    let paths: BTreeSet<&&str> = one.keys().chain(other.keys()).collect();
    let differ = |path: &&str| match (one.get(*path), other.get(*path)) {
        (Some(a), Some(b)) if a == b => None,
        (Some(a), Some(b)) if a.1 != b.1 => Some(format!("{path}: its content")),
        (Some(_), Some(_)) => Some(format!("{path}: its time, mode or owner")),
        (Some(_), None) => Some(format!("{path}: only in the first")),
        _ => Some(format!("{path}: only in the second")),
    };
    paths.into_iter().filter_map(differ).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_that_differ_are_named_with_what_differs() {
        let one = "644 0 0 1.0 f \t/a\n644 0 0 1.0 f \t/b c\n755 0 0 1.0 d \t/d\n644 0 0 1.0 f \t/gone\n00  /a\n11  /b c\n";
        let other = "644 0 0 1.0 f \t/a\n644 0 0 1.0 f \t/b c\n755 0 0 2.0 d \t/d\n00  /a\n12  /b c\n";
        let expected = ["/b c: its content", "/d: its time, mode or owner", "/gone: only in the first"];
        assert_eq!(differences(&listing(one), &listing(other)), expected);
        assert!(differences(&listing(one), &listing(one)).is_empty());
    }
}
