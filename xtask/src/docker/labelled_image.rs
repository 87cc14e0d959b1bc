//! The images with this tool's label: those that it has built, and those that others have built on them, which inherit it.

use super::engine::Engine;
use super::history::Made;
use super::labels::INPUTS_LABEL;
use crate::base::argv::Argv;
use crate::base::bytes;

/// What an engine writes where there is no name.
const NONE: &str = "<none>";

/// An image with this tool's label.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LabelledImage {
    /// Its id.
    pub id: String,
    /// Its names, each with a tag.
    pub names: Vec<String>,
    /// The bytes of all its layers, if the engine says so.
    pub bytes: Option<u64>,
}

/// The images with the label: a line for each name of one.
pub fn labelled_images(engine: &Engine) -> Argv {
    // With --all, since newer clients leave out what has no name.
    let argv = engine.argv().args(["image", "ls", "--all", "--no-trunc", "--filter"]);
    argv.arg(format!("label={INPUTS_LABEL}"))
        .args(["--format", "{{.ID}}\t{{.Repository}}\t{{.Tag}}\t{{.Size}}"])
}

/// Removes an image that no container uses, and what of it no other image has.
pub fn image_remove(engine: &Engine, id: &str) -> Argv {
    engine.argv().args(["image", "rm", id])
}

impl LabelledImage {
    /// Reads the answer to [`labelled_images`]. A line that is no such fact is of no image.
    pub fn read(said: &str) -> Vec<Self> {
        let mut images: Vec<Self> = Vec::new();
        for line in said.lines() {
            let fields: Vec<&str> = line.split('\t').collect();
            let [id, repository, tag, size] = fields[..] else { continue };
            let id = without_algorithm(id);
            if id.is_empty() || !id.bytes().all(|byte| byte.is_ascii_hexdigit()) {
                continue;
            }
            // One that somebody has pulled by its digest has no tag, and a name nevertheless.
            let name = (repository != NONE).then(|| format!("{repository}:{tag}"));
            match images.iter_mut().find(|image| image.id == id) {
                Some(image) => image.names.extend(name),
                None => images.push(Self {
                    id: id.to_owned(),
                    names: name.into_iter().collect(),
                    bytes: bytes::parse(size),
                }),
            }
        }
        images
    }

    /// Whether all its names are among these, as a setting writes them: without a tag, or with one.
    pub fn is_named(&self, names: &[String]) -> bool {
        !self.names.is_empty() && self.names.iter().all(|own| names.iter().any(|name| is_name(own, name)))
    }

    /// Whether one of its names is among these.
    pub fn has_name(&self, names: &[String]) -> bool {
        self.names.iter().any(|own| names.iter().any(|name| is_name(own, name)))
    }
}

/// An image's id as every engine writes it: some put the name of the digest in front.
pub fn without_algorithm(id: &str) -> &str {
    id.strip_prefix("sha256:").unwrap_or(id)
}

/// Whether an engine's full name of an image is that of a setting. Podman puts the place of its own images in front.
pub fn is_name(full: &str, name: &str) -> bool {
    let full = full.strip_prefix("localhost/").unwrap_or(full);
    full == name || full.strip_suffix(":latest") == Some(name)
}

/// Whether the newest step of an image is one of this tool's Dockerfile. Whoever builds on an image of this tool's inherits its
/// label, and adds a step.
pub fn is_of_this_tool(history: &[Made]) -> bool {
    // Some builders write the label as a step.
    let signs = [
        "CMD [\"jupyter\" \"lab\"",
        "CMD [\"jupyter\", \"lab\"",
        "COPY /steps/",
        " /opt/docker/layer.sh ",
        INPUTS_LABEL,
    ];
    history.last().is_some_and(|newest| signs.iter().any(|sign| newest.by.contains(sign)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_image_has_all_its_names_and_a_line_that_is_no_fact_is_of_none() {
        let said = "sha256:ab12\tproject\tlatest\t705MB\nsha256:cd\t<none>\t<none>\t1.5 GB\nsha256:ab12\tproject\tv2\t705MB\n\
                    ef\tregistry/a\t<none>\t1MB\nno fact\nsha256:x\ta\tb\t1MB\n\t\t\t\nab34\tlocalhost/project\tlatest\tN/A\n";
        let image = |id: &str, names: &[&str], bytes| LabelledImage {
            id: id.to_owned(),
            names: names.iter().map(|name| (*name).to_owned()).collect(),
            bytes,
        };
        let read = LabelledImage::read(said);
        assert_eq!(
            read,
            [
                image("ab12", &["project:latest", "project:v2"], Some(705_000_000)),
                image("cd", &[], Some(1_500_000_000)),
                image("ef", &["registry/a:<none>"], Some(1_000_000)),
                image("ab34", &["localhost/project:latest"], None),
            ]
        );
        let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        let project = names(&["project"]);
        let is_named: Vec<bool> = read.iter().map(|image| image.is_named(&project)).collect();
        assert_eq!(is_named, [false, false, false, true]);
        let has_name: Vec<bool> = read.iter().map(|image| image.has_name(&project)).collect();
        assert_eq!(has_name, [true, false, false, true]);
        assert!(read[0].is_named(&names(&["project:v2", "project"])));
        assert!(read[0].has_name(&names(&["project:v2"])) && !read[0].has_name(&names(&["v2"])));
        assert_eq!(LabelledImage::read("<html>"), []);
    }

    #[test]
    fn an_image_that_another_dockerfile_made_on_one_of_this_tool_has_a_step_of_its_own() {
        let of_the_tool = [
            "CMD [\"jupyter\" \"lab\" \"--no-browser\" \"--ip=0.0.0.0\" \"--port=8888\"]",
            "LABEL conda-in-docker.inputs=a=1",
            "LABEL \"conda-in-docker.inputs\"=\"a=1\"",
            "COPY /steps/environment/ /",
            "RUN /bin/bash -p -o pipefail /opt/docker/layer.sh true",
        ];
        let made = |by: &str| Made { by: by.to_owned(), bytes: 0 };
        for newest in of_the_tool {
            assert!(is_of_this_tool(&[made("ENTRYPOINT [\"x\"]"), made(newest)]), "{newest}");
            for own in ["RUN /bin/bash -c true", "COPY f /srv/f", "USER 0"] {
                assert!(!is_of_this_tool(&[made(newest), made(own)]), "{own}");
            }
        }
        assert!(!is_of_this_tool(&[]));
    }

    #[test]
    fn the_dockerfile_ends_with_the_step_by_which_its_image_is_known() {
        let dockerfile = include_str!("../../../docker/Dockerfile");
        let last = dockerfile.lines().last().unwrap();
        for by in [last.to_owned(), last.replace(", ", " ")] {
            assert!(is_of_this_tool(&[Made { by, bytes: 0 }]), "{last}");
        }
    }
}
