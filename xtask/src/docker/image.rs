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

/// A command in a container of an unfinished image, run as a step of its build is: by layer.sh, with the mirrors, proxies
/// and certificates of the place.
pub fn step_run(engine: &Engine, image: &str, overrides: &Overrides, command: &Argv) -> Argv {
    let argv = engine.argv().args(["container", "run", "--rm", "--entrypoint", "/bin/bash"]);
    let argv = for_step(overrides, argv).arg(image).args(["-p", "/opt/docker/layer.sh"]);
    argv.arg(command.pasteable())
}
