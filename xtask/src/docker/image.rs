//! Questions about an image, and containers in which one is looked at or not yet whole.

use super::engine::Engine;
use super::engine_kind::EngineKind;
use super::labels::INPUTS_LABEL;
use super::overrides::for_step;
use crate::base::argv::Argv;
use crate::machine::mirrors::Overrides;

/// What an image was made from, the value of [`INPUTS_LABEL`], and in a second line its id; fails if there is no such image.
pub fn image_inputs(engine: &Engine, image: &str) -> Argv {
    let format = format!("{{{{index .Config.Labels \"{INPUTS_LABEL}\"}}}}\n{{{{.Id}}}}");
    engine.argv().args(["image", "inspect", "--format"]).arg(format).arg(image)
}

/// What is known of an image that is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImageFacts {
    /// What it was made from, the value of [`INPUTS_LABEL`].
    pub inputs: String,
    /// Its id.
    pub id: String,
}

/// What [`image_inputs`] asks, at the engine's socket: the image, if there is one of this name; `None` if the client is to be asked.
pub fn image_at_socket(engine: &Engine, image: &str) -> Option<Option<ImageFacts>> {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"._/:@-".contains(&byte);
    let socket = engine.socket.as_ref().filter(|_| !image.is_empty() && image.bytes().all(is_plain))?;
    let found = socket.get(&format!("/images/{image}/json"))?;
    if found.is_null() {
        return Some(None);
    }
    let inputs = found["Config"]["Labels"][INPUTS_LABEL].as_str().unwrap_or_default().to_owned();
    Some(Some(ImageFacts { inputs, id: found["Id"].as_str()?.to_owned() }))
}

/// The platform on which the engine works, such as `linux/amd64`.
pub fn engine_platform(engine: &Engine) -> Argv {
    engine.argv().args(match engine.kind {
        EngineKind::Docker => ["version", "--format", "{{.Server.Os}}/{{.Server.Arch}}"],
        EngineKind::Podman => ["info", "--format", "{{.Host.OS}}/{{.Host.Arch}}"],
    })
}

/// The digests of an image's layers, from the lowest, one on each line.
pub fn image_layers(engine: &Engine, image: &str) -> Argv {
    engine.argv().args([
        "image",
        "inspect",
        "--format",
        "{{range .RootFS.Layers}}{{println .}}{{end}}",
        image,
    ])
}

/// `docker image load` of the archive of an image.
pub fn image_load(engine: &Engine, archive: &str) -> Argv {
    engine.argv().args(["image", "load", "--input", archive])
}

/// `docker image rm` of one name.
pub fn image_rm(engine: &Engine, image: &str) -> Argv {
    engine.argv().args(["image", "rm", "--no-prune", image])
}

/// `docker image save` of several images: one archive, on stdout.
pub fn images_save(engine: &Engine, images: &[&str]) -> Argv {
    let argv = engine.argv().args(["image", "save"]);
    argv.flag("--multi-image-archive", engine.kind == EngineKind::Podman).args(images.to_vec())
}

/// A program for the Python of the image's Conda, in a container that shares nothing with this machine but its stdin.
pub fn image_python(engine: &Engine, image: &str, arguments: &[&str]) -> Argv {
    let argv =
        engine.argv().args(["container", "run", "--rm", "--interactive", "--network", "none", "--user", "0"]);
    argv.args(["--entrypoint", "/opt/conda/bin/python", image, "-I", "-c"]).args(arguments.to_vec())
}

/// A command of the image's in a container that shares nothing with this machine and can write nothing.
pub fn image_look(engine: &Engine, image: &str, program: &str, arguments: &[&str]) -> Argv {
    let argv = engine.argv().args(["container", "run", "--rm", "--read-only", "--network", "none"]);
    // An image that is there is looked at, and no other of its name is fetched.
    let argv = argv.args(["--pull", "never", "--user", "0", "--entrypoint", program, image]);
    argv.args(arguments.to_vec())
}

/// A command in a container of an unfinished image, run as a step of its build is: by layer.sh, with the mirrors, proxies
/// and certificates of the place.
pub fn step_run(engine: &Engine, image: &str, overrides: &Overrides, command: &Argv) -> Argv {
    let argv = engine.argv().args(["container", "run", "--rm", "--entrypoint", "/bin/bash"]);
    let argv = for_step(overrides, argv).arg(image).args(["-p", "/opt/docker/layer.sh"]);
    argv.arg(command.pasteable())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::docker::socket::Socket;
    use crate::docker::socket::tests::answering;

    #[test]
    fn an_image_is_looked_at_by_its_name_at_the_socket() {
        let dir = tempfile::tempdir().unwrap();
        let path = camino::Utf8Path::from_path(dir.path()).unwrap().join("socket");
        let engine = Engine { socket: Socket::at(&format!("unix://{path}")), ..Engine::assumed(None) };
        let ours = r#"{"Id":"sha256:ab","Config":{"Labels":{"conda-in-docker.inputs":"a=1 b=2"}}}"#;
        let foreign = r#"{"Id":"sha256:cd","Config":{"Labels":null}}"#;
        let answers = [(200, ours), (200, foreign), (404, "{}"), (500, "{}")];
        let facts = |inputs: &str, id: &str| ImageFacts { inputs: inputs.to_owned(), id: id.to_owned() };
        let expected =
            [Some(Some(facts("a=1 b=2", "sha256:ab"))), Some(Some(facts("", "sha256:cd"))), Some(None), None];
        answering(&path, &answers, || {
            for expected in expected {
                assert_eq!(image_at_socket(&engine, "registry:5000/a/b:1"), expected);
            }
        });
        // They are no name, so nobody is asked at this place.
        for name in ["", "a b", "a?b", "a%2f", "a\r\nb"] {
            assert_eq!(image_at_socket(&engine, name), None, "{name:?}");
        }
    }
}
