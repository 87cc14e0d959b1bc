//! The layers of an image by the steps that made them, from the history that an engine tells.

use crate::docker::history::Made;
use crate::image::steps::Step;

/// One or a few layers of an image, as a person calls them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layer {
    /// Those of the base image.
    Base,
    /// Those of a step, or of one of its parts.
    Step(Step, &'static str),
    /// Those above the last step: the project's own files.
    Project,
}

/// By what the instructions of a step are known, and which part of the step they are. Of two that are in one instruction the first counts.
const SIGNS: [(Step, &str, &[&str]); 11] = [
    (Step::SystemPackages, "", &["/steps/shell/", "apt-get update"]),
    (Step::Conda, "", &["/tmp/miniforge.sh"]),
    (Step::Environment, "Python", &["/steps/packages/", "/steps/python/", "/opt/docker/python.lock"]),
    (Step::Environment, "large packages", &["/steps/large/", "/opt/docker/large.lock"]),
    (Step::Environment, "the rest", &["/steps/rest/", "/opt/docker/rest.lock"]),
    (Step::Environment, "", &["/dev/env"]),
    (Step::Activation, "", &["/steps/activation/", "/opt/docker/freeze-activation.sh"]),
    (Step::Pip, "", &["/steps/pip/", "pip install"]),
    (Step::User, "", &["/steps/user/", "/opt/docker/create-user.sh"]),
    (Step::PostBuild, "", &["/steps/project", "/steps/postBuild", "/opt/docker/postBuild", "/dev/postBuild"]),
    (Step::Start, "", &["/steps/start/", "mkdir -p \"/home/", "/opt/docker/entrypoint.sh"]),
];

/// The shell of each RUN of ours. What it is given stands behind it, and in front what a build was given by arguments.
const SHELL: &str = "/opt/docker/layer.sh";

/// Instructions that make no layer. They may name files of each step.
const NO_LAYER: [&str; 7] = ["ARG ", "CMD ", "ENV ", "EXPOSE ", "LABEL ", "SHELL ", "USER "];

impl Layer {
    /// Its name: that of its step, as xtask/docs/image.md has it.
    pub fn name(self) -> String {
        match self {
            Self::Base => "base image".to_owned(),
            Self::Step(step, "") => step.name().to_owned(),
            Self::Step(step, part) => format!("{}: {part}", step.name()),
            Self::Project => "project".to_owned(),
        }
    }

    /// The layer that an instruction makes, if it has a sign.
    fn made_by(instruction: &str) -> Option<Self> {
        if NO_LAYER.iter().any(|word| instruction.starts_with(word)) {
            return None;
        }
        let words = instruction.rsplit_once(&format!("{SHELL} ")).map_or(instruction, |(_, words)| words);
        let has_sign = |(_, _, signs): &&(Step, &str, &[&str])| signs.iter().any(|sign| words.contains(sign));
        SIGNS.iter().find(has_sign).map(|(step, part, _)| Self::Step(*step, part))
    }
}

/// The layers with their bytes, from the lowest, of an image with this history.
pub fn layers(history: &[Made]) -> Vec<(Layer, u64)> {
    let (base, ours) = history.split_at(end_of_base(history));
    let mut found = vec![(Layer::Base, base.iter().map(|made| made.bytes).sum())];
    // A builder may name a COPY by its content alone. Then it is of the instruction above it, which needs what it copies.
    let mut above = Layer::Project;
    let mut layers = Vec::new();
    for made in ours.iter().rev() {
        let by_sign = Layer::made_by(&made.by);
        above = by_sign.unwrap_or(above);
        if by_sign.is_some() || made.bytes > 0 {
            layers.push((above, made.bytes));
        }
    }
    for (layer, bytes) in layers.into_iter().rev() {
        match found.iter_mut().find(|(other, _)| *other == layer) {
            Some((_, sum)) => *sum += bytes,
            None => found.push((layer, bytes)),
        }
    }
    // It may be an ENTRYPOINT alone, which is no layer.
    found.retain(|(layer, bytes)| *bytes > 0 || *layer != Layer::Step(Step::Start, ""));
    found
}

/// How many instructions are the base image's, which may do what a step does. Ours begin with a user, in front of our shell.
fn end_of_base(history: &[Made]) -> usize {
    let is_shell = |made: &Made| made.by.starts_with("SHELL ") && made.by.contains(SHELL);
    let Some(shell) = history.iter().rposition(is_shell) else { return history.len() };
    history[..shell].iter().rposition(|made| made.by == "USER 0").unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;

    fn shown(layers: &[(Layer, u64)]) -> Vec<String> {
        layers.iter().map(|(layer, bytes)| format!("{} {bytes}", layer.name())).collect()
    }

    /// The instructions that make the last stage of a Dockerfile, with those of the stages that it lies on, from the lowest.
    fn instructions(dockerfile: &str) -> Vec<String> {
        let text = dockerfile.replace("\\\n", " ");
        let stages: Vec<Vec<&str>> = text
            .split("\nFROM ")
            .skip(1)
            .map(|stage| stage.lines().filter(|line| !line.starts_with('#') && !line.is_empty()).collect())
            .collect();
        let (mut found, mut stage) = (Vec::new(), stages.last());
        while let Some(lines) = stage {
            found.extend(lines[1..].iter().rev().map(|line| (*line).to_owned()));
            let from = lines[0].split(' ').next().unwrap_or_default();
            stage = stages.iter().find(|stage| stage[0].ends_with(&format!(" AS {from}")));
        }
        found.reverse();
        found
    }

    /// The instruction as BuildKit writes it, or as the legacy builder does, which names a COPY by its content. What makes a
    /// layer has one byte.
    fn made(line: &str, by_buildkit: bool) -> Made {
        let (word, rest) = line.split_once(' ').unwrap();
        let (by, bytes) = match word {
            "RUN" if by_buildkit => (format!("RUN |1 A=apt-get update /bin/bash {SHELL} {rest}"), 1),
            "RUN" => (format!("|1 A=apt-get update /bin/bash {SHELL} {rest}"), 1),
            "COPY" if by_buildkit => (format!("COPY {}", rest.split_once(' ').unwrap().1), 1),
            "COPY" => (format!("COPY dir:12ab in {}", rest.rsplit_once(' ').unwrap().1), 1),
            _ => (line.to_owned(), 0),
        };
        Made { by, bytes }
    }

    #[test]
    fn each_layer_of_each_dockerfile_has_its_step_whatever_the_builder_calls_it() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden");
        let mut met = Vec::new();
        let projects = std::fs::read_dir(folder).unwrap().map(|project| project.unwrap().path());
        let paths = projects.flat_map(|project| ["docker", "slim"].map(|image| project.join(image)));
        for project in paths {
            let Ok(dockerfile) = std::fs::read_to_string(project.join("Dockerfile")) else { continue };
            let lines = instructions(&dockerfile);
            let of = |by_buildkit| {
                let mut history = vec![Made { by: "RUN apt-get update; pip install".to_owned(), bytes: 9 }];
                history.extend(lines.iter().map(|line| made(line, by_buildkit)));
                history
            };
            let history = of(true);
            for made in history[1..].iter().filter(|made| made.bytes > 0) {
                assert!(
                    Layer::made_by(&made.by).is_some(),
                    "{project:?}: {}: SIGNS needs a sign of its step",
                    made.by
                );
            }
            let found = layers(&history);
            assert_eq!(shown(&found), shown(&layers(&of(false))), "{project:?}");
            assert_eq!(found[0], (Layer::Base, 9), "{project:?}");
            assert!(
                found[1..].iter().all(|(layer, bytes)| *layer != Layer::Project && *bytes > 0),
                "{found:?}"
            );
            met.extend(found.into_iter().map(|(layer, _)| layer));
        }
        for (step, part, _) in SIGNS {
            assert!(met.contains(&Layer::Step(step, part)), "no Dockerfile has {step:?} {part}");
        }
    }

    #[test]
    fn what_three_builders_have_recorded_is_read() {
        let read = |builder: &str| {
            let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/history");
            let said = std::fs::read_to_string(format!("{folder}/{builder}.jsonl")).unwrap();
            shown(&layers(&Made::read(&said).unwrap())).join("\n") + "\n"
        };
        // BuildKit with a lock, and the small project of the tests by the legacy builder and by podman 5.8.
        expect![[r#"
            base image 116420278
            system packages 46660362
            Conda 102559538
            environment: Python 64017735
            environment: large packages 294050841
            environment: the rest 79988470
            activation 1142958
            pip 402887
            user 12052
            postBuild 27709
            start 15738
        "#]]
        .assert_eq(&read("buildkit"));
        expect![[r#"
            base image 116420278
            system packages 46660362
            Conda 102559538
            environment: the rest 64018962
            activation 1142896
            pip 273773
            user 12223
            postBuild 40
            start 15774
        "#]]
        .assert_eq(&read("legacy"));
        expect![[r#"
            base image 119866880
            system packages 47242752
            Conda 106551296
            environment: the rest 66974208
            activation 1200640
            pip 292352
            user 36352
            postBuild 6656
            start 22528
        "#]]
        .assert_eq(&read("podman"));
    }

    #[test]
    fn what_lies_above_the_last_step_is_the_project_s_and_an_image_that_is_not_ours_is_a_base_alone() {
        let history = |lines: &[&str]| -> Vec<Made> {
            lines.iter().map(|line| Made { by: (*line).to_owned(), bytes: 1 }).collect()
        };
        let shell = format!("SHELL [/bin/bash -p {SHELL}]");
        let ours = ["base", "USER 0", "COPY dir:1 in /", &shell, "RUN apt-get update"];
        let entrypoint = ["COPY dir:2 in /", "ENTRYPOINT [\"/opt/docker/entrypoint.sh\"]"];
        let project = ["LABEL a=/opt/docker/create-user.sh", "COPY dir:3 in /home/jane/app"];
        let all = [&ours[..], &entrypoint, &project].concat();
        assert_eq!(
            shown(&layers(&history(&all))),
            ["base image 1", "system packages 4", "start 2", "project 2"]
        );
        // Such a base image may have been made by the same steps.
        let on_ours = [&all[..], &ours[1..]].concat();
        assert_eq!(shown(&layers(&history(&on_ours))), ["base image 9", "system packages 4"]);
        assert_eq!(shown(&layers(&history(&["RUN apt-get update", "RUN pip install"]))), ["base image 2"]);
        assert_eq!(shown(&layers(&[])), ["base image 0"]);
    }
}
