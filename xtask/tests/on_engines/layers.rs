//! The layers of an image, which step of the Dockerfile made each, and whether two of them are the same.
//!
//! An engine may store one layer with other marks on another day, or while another build stores it, and so give it another
//! digest. So digests are compared first, which is quick, and where they do not show a claim, what the layers do counts, as
//! `docker-build --verify-reproducible` has it.

use std::fmt::Debug;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};

use super::machine::{docker, image};
use crate::support::{Project, repository};

/// The layers of an image as it is now, which stays under a name of its own until this is dropped.
pub struct Layers {
    digests: Vec<String>,
    kept: String,
}

/// The layers of an image, from the base upwards.
pub fn layers(name: &str) -> Layers {
    static NUMBER: AtomicUsize = AtomicUsize::new(0);
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    let kept = image(&format!("layers-{}-{number}", std::process::id()));
    docker(&["image", "tag", name, &kept]).exits(0);
    let digests = docker(&["image", "inspect", "--format", "{{join .RootFS.Layers \" \"}}", &kept]).exits(0);
    Layers { digests: digests.stdout.split_whitespace().map(str::to_owned).collect(), kept }
}

impl Layers {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.digests.len()
    }

    /// A digest of what each of them does, or `nothing`.
    fn effects(&self) -> Vec<String> {
        effects(&self.kept, &[])
    }

    /// In which files these layers and those of another image differ.
    fn differences(&self, other: &Self) -> String {
        said_of(&[&self.kept, &other.kept], &[])
    }

    /// What holds of these layers and those of another image: `claim` gets a text for each of them, which is the same for two
    /// layers that are, and `nothing` for one that does nothing.
    pub fn with<T: PartialEq>(
        &self,
        other: &Self,
        expected: &T,
        claim: impl Fn(&[String], &[String]) -> T,
    ) -> T {
        let shown = claim(&marked(&self.digests), &marked(&other.digests));
        if shown == *expected {
            return shown;
        }
        println!("the digests do not show it: {:#?}\n{:#?}", self.digests, other.digests);
        claim(&self.effects(), &other.effects())
    }

    /// Fails unless `claim` gives what is expected.
    #[track_caller]
    pub fn assert<T: PartialEq + Debug>(
        &self,
        other: &Self,
        expected: T,
        claim: impl Fn(&[String], &[String]) -> T,
    ) {
        let found = self.with(other, &expected, claim);
        if found != expected {
            println!("what differs: {}", self.differences(other));
        }
        assert_eq!(found, expected, "{:#?}\n{:#?}", self.digests, other.digests);
    }
}

impl Drop for Layers {
    fn drop(&mut self) {
        // It is the image's last name, if that was built again meanwhile.
        docker(&["image", "rm", &self.kept]);
    }
}

/// A digest of what each layer of an image does, or `nothing`; with these variables, of another engine's.
pub fn effects(image: &str, variables: &[(&str, String)]) -> Vec<String> {
    said_of(&[image], variables).lines().map(str::to_owned).collect()
}

/// What layers.py says of one image or two.
fn said_of(images: &[&str], variables: &[(&str, String)]) -> String {
    let script = repository().join("xtask/src/commands/docker_build/layers.py");
    let mut save = Command::new("docker");
    save.args(["image", "save"]).args(images).envs(variables.iter().cloned());
    let mut save = save.stdout(Stdio::piped()).spawn().unwrap();
    let mut look = Command::new("python3");
    look.args(["-I", script.as_str()]).args(images).stdin(save.stdout.take().unwrap());
    let said = look.stderr(Stdio::inherit()).output().unwrap();
    assert!(save.wait().unwrap().success() && said.status.success(), "{images:?} cannot be read");
    String::from_utf8(said.stdout).unwrap()
}

/// The digests, with the word for the layer of a step that changes nothing, which BuildKit keeps.
fn marked(digests: &[String]) -> Vec<String> {
    let empty = "sha256:5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef";
    digests.iter().map(|digest| if digest == empty { "nothing" } else { digest }.to_owned()).collect()
}

/// How many layers lie below the step of the project's Dockerfile that begins so.
pub fn below(project: &Project, step: &str) -> usize {
    let dockerfile = project.read("docker/Dockerfile");
    let (_, stages) = dockerfile.split_once("\nFROM ${BASE_IMAGE} AS conda\n").unwrap();
    // Without a lock there are stages beside, which are no part of the image.
    let (conda, environment) = stages.split_once("\nFROM conda AS environment\n").unwrap();
    let conda = conda.split("\nFROM ").next().unwrap_or_default();
    let lines = format!("{conda}\n{environment}");
    let (before, _) = lines.split_once(&format!("\n{step}")).unwrap();
    // The base image of the offline world is one layer; each of these instructions adds one.
    1 + before.lines().filter(|line| line.starts_with("RUN ") || line.starts_with("COPY ")).count()
}

/// How many layers two images have in common, from the base upwards.
pub fn common(one: &[String], other: &[String]) -> usize {
    one.iter().zip(other).take_while(|(a, b)| a == b).count()
}

/// Which layers two images do not have in common.
pub fn differing(one: &[String], other: &[String]) -> Vec<usize> {
    (0..one.len().max(other.len())).filter(|&at| one.get(at) != other.get(at)).collect()
}
