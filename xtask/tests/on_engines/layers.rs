//! The layers of an image, and which step of the Dockerfile made each.

use super::machine::docker;
use crate::support::Project;

/// The digests of an image's layers, from the base upwards.
pub fn layers(image: &str) -> Vec<String> {
    let digests = docker(&["image", "inspect", "--format", "{{join .RootFS.Layers \" \"}}", image]).exits(0);
    digests.stdout.split_whitespace().map(str::to_owned).collect()
}

/// How many layers lie below the step of the project's Dockerfile that begins so.
pub fn below(project: &Project, step: &str) -> usize {
    let dockerfile = project.read("docker/Dockerfile");
    let (_, stages) = dockerfile.split_once("\nFROM ${BASE_IMAGE} AS conda\n").unwrap();
    let (before, _) = stages.split_once(&format!("\n{step}")).unwrap();
    // The base image of the offline world is one layer; each of these instructions adds one.
    1 + before.lines().filter(|line| line.starts_with("RUN ") || line.starts_with("COPY ")).count()
}

/// How many layers two images have in common, from the base upwards.
pub fn common(one: &[String], other: &[String]) -> usize {
    one.iter().zip(other).take_while(|(a, b)| a == b).count()
}
